import type { MonoTypeOperatorFunction } from 'rxjs';
import { operate } from '../operate';

/**
 * Shows each value to a counter on its way down.
 *
 * ```
 * source     --a-----b--|
 *            counted((piece) => { bytes += piece.length; })
 * result     --a-----b--|      bytes has grown by both before they were passed on
 * ```
 *
 * It is `tap(add)` with less for each subscription: it stands in the stream of every client. What a counter adds to is a
 * plain number, which the metrics library reads when it is asked.
 *
 * @param add takes each value; an error that it throws becomes the error of the result
 * @returns an operator that changes nothing
 * @see tap
 */
export function counted<T>(add: (value: T) => void): MonoTypeOperatorFunction<T> {
  return operate((subscriber) => ({
    next(value) {
      add(value);
      subscriber.next(value);
    },
  }));
}
