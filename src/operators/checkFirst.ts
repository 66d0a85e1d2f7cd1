import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/**
 * Passes the first value to a check that may throw. All values pass unchanged.
 *
 * ```
 * source     --a--b--|          source     --b--
 *            checkFirst((value) => { if (value === 'b') throw new Error('begins with b'); })
 * result     --a--b--|          result     --#
 * ```
 *
 * Equivalent to `tap((value, index) => { if (index === 0) check(value); })` if `tap` had an index. It costs less per
 * subscription, because every client's stream contains it.
 *
 * @param check receives the first value; an error that it throws becomes the error of the result
 * @returns an operator that passes all values unchanged
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
