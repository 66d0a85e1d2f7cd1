import { interval, type Observable } from 'rxjs';
import type { Settings } from '../config/settings';
import { measureTimerLag } from '../operators/measureTimerLag';

/** The minimum and the maximum interval between two checks of the deadlines, in ms. */
const TICK_MS = { min: 25, max: 1000 };

/** The interval between two measurements of the event loop lag, in ms. */
const LAG_PERIOD_MS = 100;

/** A monotonic clock in milliseconds. */
export const monotonic = (): number => performance.now();

/** The time in whole milliseconds since 1970. The clock ignores later corrections of the wall clock. */
export const timeOfDay = (): number => Math.round(performance.timeOrigin + performance.now());

/** Emits at an interval of a quarter of the shortest deadline, so a deadline is at most that late. */
export function ticks({ registrationTimeout, idleTimeout, slowClientTimeout }: Settings): Observable<unknown> {
  const deadlines = [registrationTimeout, idleTimeout, slowClientTimeout].filter((deadline) => deadline > 0);
  return interval(Math.max(TICK_MS.min, Math.min(TICK_MS.max, ...deadlines.map((deadline) => deadline / 4))));
}

/** Measures the lag of the event loop, in ms. */
export const lags = (): Observable<number> => interval(LAG_PERIOD_MS).pipe(measureTimerLag(LAG_PERIOD_MS, monotonic));
