import type { OperatorFunction } from 'rxjs';
import { createOperator } from './createOperator';

/**
 * Maps each value to an array and emits its elements in order, synchronously.
 *
 * Nothing is buffered and nothing is delayed.
 *
 * ```
 * source     --a-------b--c-----|
 *            concatMapArray({ a: [1, 2], b: [], c: [3] })
 * result     --(12)-------3-----|
 * ```
 *
 * Equivalent to `concatMap(project)` for arrays, without an inner Observable and an inner Subscriber for each value.
 *
 * **Gotcha**: the array must not change while it is emitted. Unsubscribing during the emission stops it.
 *
 * @param project maps a value to its elements; an error that it throws becomes the error of the result
 * @returns an operator that emits the elements one by one, and completes or errors as its source does
 * @see concatMap
 */
export function concatMapArray<T, R>(project: (value: T) => readonly R[]): OperatorFunction<T, R> {
  return createOperator((subscriber) => ({
    next(value) {
      for (const element of project(value)) {
        if (subscriber.closed) return;
        subscriber.next(element);
      }
    },
  }));
}
