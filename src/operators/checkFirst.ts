import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/**
 * Shows the first value to a check, which may throw; all values go on as they are.
 *
 * ```
 * source     --a--b--|          source     --b--
 *            checkFirst((value) => { if (value === 'b') throw new Error('begins with b'); })
 * result     --a--b--|          result     --#
 * ```
 *
 * It says the same as `tap((value, index) => { if (index === 0) check(value); })`, if `tap` counted, with less for each
 * subscription: it stands in the stream of every client.
 *
 * @param check takes the first value; an error that it throws becomes the error of the result
 * @returns an operator that changes nothing
 */
export function checkFirst<T>(check: (first: T) => void): MonoTypeOperatorFunction<T> {
  return createOperatorFrom((destination) => new CheckFirst(destination, check));
}

class CheckFirst<T> extends OperatorSubscriber<T, T> {
  private isFirst = true;

  constructor(
    destination: Subscriber<T>,
    private readonly check: (first: T) => void,
  ) {
    super(destination);
  }

  protected onNext(value: T): void {
    if (this.isFirst) {
      this.isFirst = false;
      this.check(value);
    }
    this.destination.next(value);
  }
}
