import type { ConnectionId } from '../streams/model/ids';
import { ENDINGS } from '../streams/model/ending';
import { labelOf } from '../streams/model/outcome';
import { OUTCOME_LABELS } from '../streams/reduce/outcomeLabels';
import { REFUSAL_REASONS } from '../streams/reduce/refusals';
import { EMPTY_REGISTRY, type Registry } from '../streams/reduce/registry';
import type { Transition } from '../streams/reduce/transitions';
import { Latencies } from './latencies';

/** A count for each label of a closed set: no client can make a new one. */
type Counts = Record<string, number>;

const zeros = (labels: readonly string[]): Counts => Object.fromEntries(labels.map((label) => [label, 0]));

function increment(counts: Counts, label: string): void {
  counts[label] = (counts[label] ?? 0) + 1;
}

/** What the taps count, as plain numbers; nothing here is read before the metrics are. */
export class Meters {
  registry: Registry = EMPTY_REGISTRY;
  connections = 0;
  receivedBytes = 0;
  encodes = 0;
  readonly messages = zeros(OUTCOME_LABELS);
  readonly refused = zeros(REFUSAL_REASONS);
  readonly endings = zeros(ENDINGS);
  readonly flush = new Latencies();
  readonly handling: Readonly<Record<string, Latencies>> = Object.fromEntries(
    OUTCOME_LABELS.map((label) => [label, new Latencies()]),
  );
  private lag = { worst: 0, last: 0 }; // of the event loop, in ms, since it was last read
  private handled = 'none'; // what the event that is being timed turned out to be

  readonly countReceived = (piece: Uint8Array): void => {
    this.receivedBytes += piece.length;
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

  /** How late the event loop was at worst since it was last read, in seconds. */
  takeLag(): number {
    const { worst, last } = this.lag;
    this.lag = { worst: last, last }; // it may be read again before anything else has been measured
    return worst / 1000;
  }

  /** Counts what came of an event, and keeps the registry for the gauges. */
  readonly countTransition = ({ registry, recorded, outcome }: Transition): void => {
    this.registry = registry;
    this.handled = labelOf(outcome);
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

  readonly timeFlush = (seconds: number): void => {
    this.flush.observe(seconds);
  };

  /** What is known of a client, for the log. */
  describe(client: ConnectionId): { connection_id: ConnectionId; remote_addr?: string; user?: string } {
    const known = this.registry.clients.get(client);
    return {
      connection_id: client,
      ...(known && { remote_addr: known.address }),
      ...(known?.user && { user: known.user.name }),
    };
  }
}
