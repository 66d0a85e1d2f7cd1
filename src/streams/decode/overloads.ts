import { ignoreElements, map, type OperatorFunction, pipe } from 'rxjs';
import { detectThreshold } from '../../operators/detectThreshold';
import type { ChatEvent } from '../model/chatEvent';

/**
 * What is measured of the event loop becomes events, and only where it makes a difference: the journal is not filled with
 * measurements, and a recorded stream of events replays to the same refusals.
 *
 * ```
 * lags$      --a--b--c--d--b--|      a = 20, b = 600, c = 300, d = 200
 *            overloads(500)
 * result     -----o-----r--o--|      o = overloaded, r = recovered
 * ```
 *
 * @param busyLag how late the event loop may be, in milliseconds; 0 for as late as it likes
 * @returns an operator from measured lags (ms) to `overloaded` when one is more than that, and `recovered` when one is less
 *   than half of it
 */
export function overloads(busyLag: number): OperatorFunction<number, ChatEvent> {
  if (busyLag === 0) return ignoreElements();
  return pipe(
    detectThreshold(busyLag, busyLag / 2),
    map(({ above, value }): ChatEvent =>
      above ? { type: 'overloaded', lag: Math.round(value) } : { type: 'recovered' },
    ),
  );
}
