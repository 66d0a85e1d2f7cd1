import type { MonoTypeOperatorFunction } from 'rxjs';
import { createOperator } from '../createOperator';

/**
 * Times what everything below it does with each value.
 *
 * ```
 * source     --a-----b--|
 *            timed(now, record)
 * result     --a-----b--|      record is called twice, each time when the value has gone all the way down
 * ```
 *
 * In a synchronous stream `next` returns when the value has been dealt with, so one operator above is a stopwatch for all
 * that is below, up to where a value is kept for later (a buffer, a scheduler).
 *
 * @param now a clock in milliseconds that never steps back
 * @param record takes the time of each value, in seconds
 * @returns an operator that changes nothing
 */
export function tapTime<T>(now: () => number, record: (seconds: number) => void): MonoTypeOperatorFunction<T> {
  return createOperator((subscriber) => ({
    next(value) {
      const start = now();
      subscriber.next(value);
      record((now() - start) / 1000);
    },
  }));
}
