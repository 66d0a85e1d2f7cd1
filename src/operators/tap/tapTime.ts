import type { MonoTypeOperatorFunction } from 'rxjs';
import { createOperator } from '../createOperator';

/**
 * Measures how long the downstream operators take to handle each value.
 *
 * ```
 * source     --a-----b--|
 *            tapTime(now, record)
 * result     --a-----b--|      record is called twice, each time after the value has been handled downstream
 * ```
 *
 * In a synchronous stream `next` returns after the value has been handled, so one operator measures everything
 * downstream, up to the first buffer or scheduler.
 *
 * @param now a monotonic clock in milliseconds
 * @param record receives the duration for each value, in seconds
 * @returns an operator that passes all values unchanged
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
