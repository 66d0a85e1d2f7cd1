import { performance as perfHooks } from 'node:perf_hooks';
import { bufferCount, concatMap, defer, interval, map, type Observable, of, startWith, withLatestFrom } from 'rxjs';
import type { Settings } from '../config/settings';
import { measureTimerLag } from '../operators/measureTimerLag';
import { STANDSTILL_MS } from '../streams/accept/attendedTimeout';
import type { Tick } from '../streams/chat';
import type { LoopLoad } from '../streams/decode/overloads';
import { endOfTurn$ } from './endOfTurn';

/** The minimum and the maximum interval between two checks of the deadlines, in ms. */
const TICK_MS = { min: 25, max: 1000 };

/** The interval between two measurements of the event loop lag, in ms. */
const LAG_PERIOD_MS = 100;

/** A monotonic clock in milliseconds. */
export const monotonic = (): number => performance.now();

/** The time in whole milliseconds since 1970. The clock ignores later corrections of the wall clock. */
export const timeOfDay = (): number => Math.round(performance.timeOrigin + performance.now());

/**
 * Emits at an interval of a quarter of the shortest deadline, so a deadline is at most that late.
 *
 * The process may have been stopped, or its machine suspended. So each tick waits until the sockets have been polled:
 * input that has arrived is read before it is missed. It says how much of the time the server stood still, or did not
 * read because the journal was behind.
 *
 * @param deadlines the deadlines
 * @param behind$ whether the journal is behind
 * @returns the ticks
 */
export function ticks(
  {
    registrationTimeout,
    idleTimeout,
    slowClientTimeout,
  }: Pick<Settings, 'registrationTimeout' | 'idleTimeout' | 'slowClientTimeout'>,
  behind$: Observable<boolean> = of(false),
): Observable<Tick> {
  const deadlines = [registrationTimeout, idleTimeout, slowClientTimeout].filter((deadline) => deadline > 0);
  const period = Math.max(TICK_MS.min, Math.min(TICK_MS.max, ...deadlines.map((deadline) => deadline / 4)));
  const beats = Math.ceil(period / LAG_PERIOD_MS);
  const beat = period / beats;
  return interval(beat).pipe(
    measureTimerLag(beat, monotonic),
    withLatestFrom(behind$.pipe(startWith(false))),
    map(([lag, isBehind]) => (isBehind ? beat + lag : lag > STANDSTILL_MS ? lag : 0)),
    bufferCount(beats),
    map((stood) => ({ stoodStill: stood.reduce((sum, one) => sum + one) })),
    concatMap((tick) => endOfTurn$.pipe(map(() => tick))),
  );
}

/** Measures the load of the event loop: its lag in ms, and how much of the time it has work. */
export const loads = (): Observable<LoopLoad> =>
  defer(() => {
    let last = perfHooks.eventLoopUtilization();
    return interval(LAG_PERIOD_MS).pipe(
      measureTimerLag(LAG_PERIOD_MS, monotonic),
      map((lag) => {
        const now = perfHooks.eventLoopUtilization();
        const { utilization } = perfHooks.eventLoopUtilization(now, last);
        last = now;
        return { lag, utilization };
      }),
    );
  });
