import { Counter, Gauge, type Registry } from 'prom-client';
import { type Latencies, LatencyHistogram } from './latencies';

type Numbers = Readonly<Record<string, number>>;

/** The kinds of metrics: each takes a name, what it says to people, and how it is read on a scrape. */
export interface MetricKinds {
  readonly gauge: (name: string, help: string, read: () => number) => void;
  readonly counter: (name: string, help: string, read: () => number) => void;
  /** Gauges of one name, by the value of a label. */
  readonly gauges: (name: string, help: string, label: string, read: () => Numbers) => void;
  /** Counters of one name, by the value of a label. */
  readonly counters: (name: string, help: string, label: string, counts: Numbers) => void;
  /** Histograms of one name, by the value of a label; the label is empty if there is one alone. */
  readonly histogram: (
    name: string,
    help: string,
    label: string,
    latencies: Readonly<Record<string, Latencies>>,
  ) => void;
}

/**
 * Makes metrics in a registry of prom-client that are read from plain numbers.
 *
 * @param registry the registry
 */
export function metricKinds(registry: Registry): MetricKinds {
  const registers = [registry];
  return {
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    counter(name, help, read) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    gauges(name, help, label, read) {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        collect() {
          for (const [value, number] of Object.entries(read())) this.set({ [label]: value }, number);
        },
      });
    },
    counters(name, help, label, counts) {
      new Counter({
        name,
        help,
        labelNames: [label],
        registers,
        collect() {
          this.reset();
          for (const [value, count] of Object.entries(counts)) this.inc({ [label]: value }, count);
        },
      });
    },
    histogram(name, help, label, latencies) {
      new LatencyHistogram({ name, help, registers }, label, latencies);
    },
  };
}
