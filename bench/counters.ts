import type { Metrics } from '../testkit/scrape';

/** How much a counter has grown; NaN when it is not on both pages. */
export const grown = (before: Metrics, after: Metrics, series: string): number =>
  (after.get(series) ?? NaN) - (before.get(series) ?? NaN);

/** The values of a metric by its one label. */
export function byLabel(metrics: Metrics, name: string): Record<string, number> {
  const series = new RegExp(`^${name}\\{\\w+="([^"]*)"\\}$`);
  return Object.fromEntries(
    Array.from(metrics).flatMap(([key, value]) => {
      const [, label] = series.exec(key) ?? [];
      return label === undefined ? [] : [[label, value] as const];
    }),
  );
}
