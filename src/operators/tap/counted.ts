import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { Operation, operation } from '../operate';

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
  return operation((below) => new Counted(below, add));
}

class Counted<T> extends Operation<T, T> {
  constructor(
    below: Subscriber<T>,
    private readonly count: (value: T) => void,
  ) {
    super(below);
  }

  protected take(value: T): void {
    this.count(value);
    this.below.next(value);
  }
}
