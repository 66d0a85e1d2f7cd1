import type { LogEntry } from '../operators/tap/tapLog';
import type { ConnectionId } from '../streams/model/ids';
import type { Transition } from '../streams/reduce/transitions';

/** The number of connections that are logged in full when they are refused, in a period. */
const SAMPLES = 5;
/** The length of a period, in ms. */
const PERIOD_MS = 1000;

/**
 * Samples the log entries of connections that are refused on arrival, so that a flood of connections is no flood of log
 * lines. The first ones of each second are logged as they are, with their end. The others are counted, and one entry
 * says how many they were. All other entries pass.
 *
 * The time is that of the events, and the deadline check is an event too: so the count is logged within a second, even if
 * nothing else happens.
 *
 * @param entriesOf returns the log entries of a transition
 * @returns the same function with sampled refusals; it has state, so there is one for each log
 */
export function sampledRejections(
  entriesOf: (transition: Transition) => readonly LogEntry[],
): (transition: Transition) => readonly LogEntry[] {
  /** The open connections whose refusal was not logged, and whose end is not logged either. */
  const unlogged = new Set<ConnectionId>();
  let periodEnd = 0;
  let rejected = 0;

  return (transition) => {
    const { recorded, outcome } = transition;
    const entries: LogEntry[] = [];
    if (recorded.at >= periodEnd && rejected > 0) {
      if (rejected > SAMPLES) entries.push(summary(rejected - SAMPLES));
      rejected = 0;
    }
    if (outcome.type === 'rejected' && recorded.event.type === 'connected') {
      if (rejected === 0) periodEnd = recorded.at + PERIOD_MS;
      rejected += 1;
      if (rejected > SAMPLES) {
        unlogged.add(outcome.client);
        return entries;
      }
    }
    if (outcome.type === 'unregister' && unlogged.delete(outcome.client)) return entries;
    return entries.length === 0 ? entriesOf(transition) : [...entries, ...entriesOf(transition)];
  };
}

const summary = (rejected: number): LogEntry => ({
  level: 'warn',
  event: 'refused',
  message: `${rejected} more ${rejected === 1 ? 'client was' : 'clients were'} rejected`,
  rejected,
});
