import { get } from './get';

/** One number of a page of metrics. */
export interface Sample {
  /** The name with its labels, as it stands on the page. */
  readonly series: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics of a server at one moment: the value of each series, by its name and labels as they stand on the page. */
export type Metrics = ReadonlyMap<string, number>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;

/**
 * Reads a page of metrics in the text format of Prometheus.
 *
 * @param page the page
 * @returns its samples
 * @throws for a line that is neither a sample nor a comment
 */
export function samplesOf(page: string): Sample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name === undefined) throw new Error(`no line of the text format: ${line}`);
      const pairs = Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label, of]) => [label, of] as const);
      return {
        series: line.slice(0, line.lastIndexOf(' ')),
        name,
        labels: Object.fromEntries(pairs) as Record<string, string>,
        value: value === '+Inf' ? Infinity : Number(value),
      };
    });
}

/**
 * Reads the metrics of a server on loopback.
 *
 * @param port its metrics port
 * @throws when there is no such page
 */
export async function scrape(port: number): Promise<Metrics> {
  const { status, body } = await get(port, '/metrics');
  if (status !== 200) throw new Error(`/metrics on port ${port} answered ${status}`);
  return new Map(samplesOf(body).map(({ series, value }) => [series, value]));
}

/**
 * One number of the metrics.
 *
 * @param metrics the metrics
 * @param series its name and labels: `chat_rooms`, `chat_messages_total{type="join"}`
 * @throws when there is no such series
 */
export function valueOf(metrics: Metrics, series: string): number {
  const value = metrics.get(series);
  if (value === undefined) throw new Error(`there is no ${series} on /metrics`);
  return value;
}
