import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from '../createOperator';

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
export function tapCount<T>(add: (value: T) => void): MonoTypeOperatorFunction<T> {
  return createOperatorFrom((destination) => new TapCount(destination, add));
}

class TapCount<T> extends OperatorSubscriber<T, T> {
  constructor(
    destination: Subscriber<T>,
    private readonly count: (value: T) => void,
  ) {
    super(destination);
  }

  protected onNext(value: T): void {
    this.count(value);
    this.destination.next(value);
  }
}
