import { Gauge, type GaugeConfiguration } from 'prom-client';

/** Upper bounds of the buckets in seconds, from 1 us to 1 s. */
export const LATENCY_BUCKETS: readonly number[] = [
  1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1,
];

/** A histogram as plain numbers, cheap enough for an observation per event. */
export class Latencies {
  /** The number of observations in each bucket, not cumulative; the last bucket is for values above all bounds. */
  private readonly counts = new Array<number>(LATENCY_BUCKETS.length + 1).fill(0);
  private total = 0;

  /** Adds one observation, in seconds. */
  observe(seconds: number): void {
    let bucket = 0;
    while (seconds > (LATENCY_BUCKETS[bucket] ?? Infinity)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total += seconds;
  }

  /** The sum of all observations, in seconds. */
  get sum(): number {
    return this.total;
  }

  /** The cumulative number of observations up to each bound, and the total. */
  get cumulative(): { readonly bounds: readonly (readonly [bound: number, count: number])[]; readonly count: number } {
    let count = 0;
    const bounds = LATENCY_BUCKETS.map((bound, bucket) => [bound, (count += this.counts[bucket] ?? 0)] as const);
    return { bounds, count: count + (this.counts.at(-1) ?? 0) };
  }
}

/** A sample in the format of prom-client. */
interface Sample {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/**
 * A Prometheus histogram over plain numbers, with one series per value of a label.
 *
 * The histogram of prom-client looks up its labels on each observation, which is too expensive for each event. This
 * class overrides `get`, by which a registry reads any metric.
 */
export class LatencyHistogram extends Gauge {
  /**
   * @param configuration the name, the help text and the registries
   * @param label the name of the label; empty for a histogram without labels
   * @param latencies the observations by label value
   */
  constructor(
    private readonly configuration: GaugeConfiguration<string>,
    private readonly label: string,
    private readonly latencies: Readonly<Record<string, Latencies>>,
  ) {
    super(configuration);
  }

  override async get(): ReturnType<Gauge['get']> {
    const { name, help } = this.configuration;
    const values = Object.entries(this.latencies).flatMap(([value, latencies]) => this.samples(name, value, latencies));
    return Promise.resolve({ ...(await super.get()), name, help, type: 'histogram' as never, values });
  }

  private samples(name: string, value: string, latencies: Latencies): Sample[] {
    const labels: Record<string, string> = this.label === '' ? {} : { [this.label]: value };
    const { bounds, count: total } = latencies.cumulative;
    return [
      ...bounds.map(([bound, count]) => ({
        metricName: `${name}_bucket`,
        labels: { le: bound, ...labels },
        value: count,
      })),
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: total },
      { metricName: `${name}_sum`, labels, value: latencies.sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  }
}
