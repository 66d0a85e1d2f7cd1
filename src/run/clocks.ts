import { interval, type Observable } from 'rxjs';
import type { Settings } from '../config/settings';
import { measureTimerLag } from '../operators/measureTimerLag';

/** The shortest and the longest time between two checks of the deadlines, in ms. */
const TICK = { min: 25, max: 1000 };

/** How often the lag of the event loop is measured, in ms. */
const LAG_PERIOD = 100;

/** A clock in milliseconds that never steps back. */
export const monotonic = (): number => performance.now();

/** The time in whole milliseconds since 1970, of a clock that does not follow corrections of the wall clock. */
export const timeOfDay = (): number => Math.round(performance.timeOrigin + performance.now());

/** Emits often enough for the shortest of the deadlines: it is missed by a quarter of itself at most. */
export function ticks({ registrationTimeout, idleTimeout, slowClientTimeout }: Settings): Observable<unknown> {
  const deadlines = [registrationTimeout, idleTimeout, slowClientTimeout].filter((deadline) => deadline > 0);
  return interval(Math.max(TICK.min, Math.min(TICK.max, ...deadlines.map((deadline) => deadline / 4))));
}

/** How late the event loop is, in ms. */
export const lags = (): Observable<number> => interval(LAG_PERIOD).pipe(measureTimerLag(LAG_PERIOD, monotonic));
