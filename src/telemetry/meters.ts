import type { ConnectionId } from '../streams/model/connection';
import { type Ending, ENDINGS } from '../streams/model/ending';
import { OUTCOME_TYPES, type OutcomeType, REFUSAL_REASONS } from '../streams/model/outcome';
import { EMPTY_REGISTRY, type Registry } from '../streams/reduce/registry';
import type { Transition } from '../streams/reduce/transitions';
import { Latencies } from './latencies';

const zeros = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

/** What the taps count, as plain numbers; nothing here is read before somebody scrapes. */
export class Meters {
  registry: Registry = EMPTY_REGISTRY;
  connections = 0;
  receivedBytes = 0;
  encodes = 0;
  readonly messages = zeros(OUTCOME_TYPES);
  readonly refused = zeros(REFUSAL_REASONS);
  readonly endings: Record<Ending, number> = zeros(ENDINGS);
  readonly flush = new Latencies();
  readonly handling = Object.fromEntries(OUTCOME_TYPES.map((type) => [type, new Latencies()])) as Record<
    OutcomeType,
    Latencies
  >;
  private lag = { worst: 0, last: 0 }; // of the event loop, in ms, since somebody has asked
  private handled: OutcomeType = 'ignore'; // what the event that is being timed turned out to be

  readonly countReceived = (piece: Uint8Array): void => {
    this.receivedBytes += piece.length;
  };

  readonly countExcess = (): void => {
    this.refused.rate_limited += 1;
  };

  readonly countEncoded = (): void => {
    this.encodes += 1;
  };

  readonly countLag = (lag: number): void => {
    this.lag = { worst: Math.max(this.lag.worst, lag), last: lag };
  };

  /** How late the event loop was at worst since the last time that somebody asked, in seconds. */
  takeLag(): number {
    const { worst, last } = this.lag;
    this.lag = { worst: last, last }; // somebody may ask again before anything else has been measured
    return worst / 1000;
  }

  /** Counts what came of an event, and keeps the registry for whoever asks. */
  readonly countTransition = ({ registry, recorded, outcome }: Transition): void => {
    this.registry = registry;
    this.handled = outcome.type;
    this.messages[outcome.type] += 1;
    if (recorded.event.type === 'connected' && outcome.type !== 'defect') this.connections += 1;
    if (outcome.type === 'unregister') this.endings[outcome.ending] += 1;
    if (outcome.type === 'refuse') this.refused[outcome.code] += 1;
    if (outcome.type === 'turn_away' && outcome.code !== 'shutdown') this.refused[outcome.code] += 1;
    if (outcome.type === 'expire') for (const { code } of outcome.expired) this.refused[code] += 1;
  };

  readonly timeHandling = (seconds: number): void => {
    this.handling[this.handled].observe(seconds);
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
