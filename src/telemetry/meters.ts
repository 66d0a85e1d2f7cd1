import type { ConnectionId } from '../streams/model/ids';
import { ENDINGS } from '../streams/model/ending';
import { labelOf } from '../streams/model/outcome';
import { OUTCOME_LABELS } from '../streams/reduce/outcomeLabels';
import { REFUSAL_REASONS } from '../streams/reduce/refusals';
import { EMPTY_REGISTRY, type Registry } from '../streams/reduce/registry';
import type { Transition } from '../streams/reduce/transitions';
import { Latencies } from './latencies';

/** A counter for each label of a closed set: a client cannot add a label. */
type Counts = Record<string, number>;

const zeros = (labels: readonly string[]): Counts => Object.fromEntries(labels.map((label) => [label, 0]));

function increment(counts: Counts, label: string): void {
  counts[label] = (counts[label] ?? 0) + 1;
}

/** The counters of the taps, as plain numbers that are read on a scrape. */
export class Meters {
  registry: Registry = EMPTY_REGISTRY;
  connections = 0;
  receivedBytes = 0;
  encodes = 0;
  readonly messages = zeros(OUTCOME_LABELS);
  readonly refused = zeros(REFUSAL_REASONS);
  readonly endings = zeros(ENDINGS);
  readonly flush = new Latencies();
  readonly delivery = new Latencies();
  readonly handling: Readonly<Record<string, Latencies>> = Object.fromEntries(
    OUTCOME_LABELS.map((label) => [label, new Latencies()]),
  );
  private lag = { worst: 0, last: 0 }; // of the event loop, in ms, since the last read
  private handled = 'none'; // the label of the event that is being timed

  readonly countReceived = (chunk: Uint8Array): void => {
    this.receivedBytes += chunk.length;
  };

  readonly countExcess = (): void => {
    increment(this.refused, 'rate_limited');
  };

  readonly countEncoded = (): void => {
    this.encodes += 1;
  };

  readonly countLag = (lag: number): void => {
    this.lag = { worst: Math.max(this.lag.worst, lag), last: lag };
  };

  /** The maximum lag of the event loop since the last read, in seconds. */
  takeLag(): number {
    const { worst, last } = this.lag;
    this.lag = { worst: last, last }; // the next read may precede the next measurement
    return worst / 1000;
  }

  /** Counts an event by its outcome, and keeps the registry for the gauges. */
  readonly countTransition = ({ registry, recorded, outcome }: Transition): void => {
    this.registry = registry;
    this.handled = labelOf(outcome);
    if (recorded.elsewhere !== undefined) return; // it is counted there
    increment(this.messages, this.handled);
    if (recorded.event.type === 'connected' && outcome.type !== 'defect') this.connections += 1;
    if (outcome.type === 'unregister') increment(this.endings, outcome.ending);
    if (outcome.type === 'refuse') increment(this.refused, outcome.code);
    if (outcome.type === 'rejected' && outcome.reason !== 'shutdown') increment(this.refused, outcome.reason);
    if (outcome.type === 'expire') for (const { code } of outcome.expired) increment(this.refused, code);
  };

  readonly timeHandling = (seconds: number): void => {
    this.handling[this.handled]?.observe(seconds);
  };

  readonly timeDelivery = (ms: number): void => {
    this.delivery.observe(ms / 1000);
  };

  readonly timeFlush = (seconds: number): void => {
    this.flush.observe(seconds);
  };

  /** The log fields of a client. */
  describe(client: ConnectionId): { connection_id: ConnectionId; remote_addr?: string; user?: string } {
    const known = this.registry.clients.get(client);
    return {
      connection_id: client,
      ...(known && { remote_addr: known.address }),
      ...(known?.user && { user: known.user.name }),
    };
  }
}
