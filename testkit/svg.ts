/**
 * Draws a chart as SVG, without a browser.
 *
 * @param title what it shows; for those who do not see the picture
 * @param chart a specification of Vega-Lite
 * @returns the text of a file
 */
export async function svgOf(title: string, chart: object): Promise<string> {
  // Both are modules of the other kind, which this one can load only like this.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = compile(chart as Parameters<typeof compile>[0]);
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `${svg.replace(/^<svg [^>]*>/, (root) => `${root}<title>${escaped}</title>`)}\n`;
}
