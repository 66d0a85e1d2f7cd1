/** One number of a page of metrics. */
export interface Sample {
  /** The name with its labels, as it stands on the page. */
  readonly series: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;

/**
 * Reads a page of metrics in the text format of Prometheus.
 *
 * @param page the page
 * @returns its samples
 * @throws for a line that is none, nor a comment
 */
export function samplesOf(page: string): Sample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name === undefined) throw new Error(`no line of the text format: ${line}`);
      const pairs = Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label, of]) => [label, of] as const);
      const number = value === '+Inf' ? Infinity : Number(value);
      return {
        series: line.slice(0, line.lastIndexOf(' ')),
        name,
        labels: Object.fromEntries(pairs) as Record<string, string>,
        value: number,
      };
    });
}
