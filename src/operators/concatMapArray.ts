import type { OperatorFunction } from 'rxjs';
import { createOperator } from './createOperator';

/**
 * Emits each element of the array that `project` makes of a value, in order and at once.
 *
 * An event becomes the lines that it causes; nothing is gathered and nothing waits.
 *
 * ```
 * source     --a-------b--c-----|
 *            mapEach({ a: [1, 2], b: [], c: [3] })
 * result     --(12)-------3-----|
 * ```
 *
 * It says the same as `mergeMap(project)`, without an inner Observable and an inner Subscriber for each value: the
 * elements are there already, so there is nothing to subscribe to.
 *
 * **Gotcha**: the array must not be changed while it is emitted. Whoever unsubscribes in the middle of it gets no more.
 *
 * @param project makes the elements of a value; an error that it throws becomes the error of the result
 * @returns an operator whose result emits the elements one by one, and ends as its source does
 * @see mergeMap
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
