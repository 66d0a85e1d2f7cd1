import { ignoreElements, map, type OperatorFunction, pipe } from 'rxjs';
import { detectThreshold } from '../../operators/detectThreshold';
import type { ChatEvent } from '../model/chatEvent';

/**
 * Converts measurements of the event loop lag to events, one for each change of state. So the journal contains no
 * measurements, and a replay of the events produces the same refusals.
 *
 * ```
 * lags$      --a--b--c--d--b--|      a = 20, b = 600, c = 300, d = 200
 *            overloads(500)
 * result     -----o-----r--o--|      o = overloaded, r = recovered
 * ```
 *
 * @param busyLag the maximum lag in milliseconds; 0 for no limit
 * @returns an operator from lags (ms) to `overloaded` when a lag exceeds the maximum, and `recovered` when a later lag
 *   is less than half of it
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
