import type { Ledger } from './ledger';

/** After so many messages a snapshot is due, and after so many events: a node that joins has no more than that to read. */
export const MESSAGES_PER_SNAPSHOT = 5000;
export const EVENTS_PER_SNAPSHOT = 100_000;

/**
 * Says which node makes a snapshot of a shared log. All nodes derive it at the same place, so it is one of them, without a vote.
 *
 * ```
 * place      4998   4999   5000   5001
 * duty                     a                a: the one that is present for the longest time
 * ```
 *
 * @param before the ledger before a message
 * @param after the ledger after it
 * @returns the name of the node; nothing if no snapshot is due there
 */
export function snapshotDuty(before: Ledger, after: Ledger): string | undefined {
  const isDue =
    crosses(before.place, after.place, MESSAGES_PER_SNAPSHOT) || crosses(before.seq, after.seq, EVENTS_PER_SNAPSHOT);
  return isDue ? present(after).sort(([, a], [, b]) => a.incarnation - b.incarnation)[0]?.[0] : undefined;
}

/**
 * Says how much of a shared log is needed no longer.
 *
 * @param ledger what follows from the log
 * @param place up to where a snapshot has it
 * @returns the place up to which it may be purged: no node that is present has still to read anything there
 */
export const dispensable = (ledger: Ledger, place: number): number =>
  Math.min(place, ...present(ledger).map(([, { read }]) => read));

const crosses = (from: number, to: number, step: number): boolean => Math.floor(from / step) < Math.floor(to / step);

const present = ({ nodes }: Ledger) => Array.from(nodes).filter(([, { isPresent }]) => isPresent);
