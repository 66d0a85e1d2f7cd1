import { map, type OperatorFunction, pairwise, pipe, startWith } from 'rxjs';
import { detectThreshold } from '../../operators/detectThreshold';
import type { ChatEvent } from '../model/chatEvent';

/** A measurement of the event loop. */
export interface LoopLoad {
  /** How late a timer was, in milliseconds. */
  readonly lag: number;
  /** The part of the time since the last measurement in which the loop had work, from 0 to 1. */
  readonly utilization: number;
}

/** The utilization from which a lag is the server's own: it had work all the time, and was not merely left waiting. */
const BUSY_UTILIZATION = 0.8;

/**
 * Converts measurements of the event loop to events, one for each change of state. So the journal contains no
 * measurements, and a replay of the events produces the same refusals.
 *
 * ```
 * loads$     --a--b--b--c--d--b--b--|      a = 20, b = 600, c = 300, d = 200, all at work
 *            overloads(() => 500)
 * result     --------o-----r-----o--|      o = overloaded, r = recovered
 * ```
 *
 * One late measurement is not an overload, and a late timer in an idle loop is none either: a process that was stopped,
 * or whose neighbours have the processor, keeps up as soon as it runs.
 *
 * @param busyLag says what the maximum lag is by now, in milliseconds; 0 for no limit
 * @returns an operator from measurements to `overloaded` when two in a row exceed the maximum with the loop at work, and
 *   `recovered` when a later one is less than half of it, or finds the loop idle
 */
export function overloads(busyLag: () => number): OperatorFunction<LoopLoad, ChatEvent> {
  return pipe(
    map(({ lag, utilization }) => (utilization >= BUSY_UTILIZATION ? lag : 0)),
    startWith(0),
    pairwise(),
    map(([before, now]) => Math.min(before, now)),
    map((lag) => (busyLag() === 0 ? 0 : lag / busyLag())),
    detectThreshold(1, 1 / 2),
    map(({ above, value }): ChatEvent =>
      above ? { type: 'overloaded', lag: Math.round(value * busyLag()) } : { type: 'recovered' },
    ),
  );
}
