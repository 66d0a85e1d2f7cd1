/** The metrics of a server at one moment: each series by its name and labels, as the text format has them. */
export type Metrics = ReadonlyMap<string, number>;

/**
 * Reads the metrics page of a server.
 *
 * @param url where it is
 * @throws where there is no such page
 */
export async function scrape(url: string): Promise<Metrics> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const series = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    series.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** How much a counter has grown. */
export const grown = (before: Metrics, after: Metrics, name: string): number =>
  (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
