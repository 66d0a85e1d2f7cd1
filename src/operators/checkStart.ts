import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** A check of the first values of a stream, of as many as it needs. */
export interface StartCheck<T> {
  /**
   * Receives a value before it passes; an error that it throws becomes the error of the result.
   *
   * @returns whether the check is over, so that it receives no further value
   */
  next(value: T): boolean;
  /** The source has completed before the check was over. An error that it throws becomes the error of the result. */
  complete(): void;
}

/**
 * Passes all values unchanged, and ends with an error if a check of the first ones throws.
 *
 * ```
 * source     --a--b--x--|      check = over at b          source     --a--x--
 *            checkStart(() => check)                                 check throws at x
 * result     --a--b--x--|                                 result     --a--#
 * ```
 *
 * No value waits: each passes as soon as the check has seen it. When the check is over it is released.
 *
 * Equivalent to `tap` with a variable for the check in `defer`. It costs less per subscription, because every client's
 * stream contains it.
 *
 * @param check creates the check of a subscription
 * @returns an operator that passes all values unchanged
 */
export function checkStart<T>(check: () => StartCheck<T>): MonoTypeOperatorFunction<T> {
  return createOperatorFrom((destination) => new CheckStart(destination, check()));
}

class CheckStart<T> extends OperatorSubscriber<T, T> {
  constructor(
    destination: Subscriber<T>,
    private check: StartCheck<T> | undefined,
  ) {
    super(destination);
  }

  protected onNext(value: T): void {
    if (this.check?.next(value)) this.check = undefined;
    this.destination.next(value);
  }

  protected override onComplete(): void {
    this.check?.complete();
    super.onComplete();
  }

  protected override onFinalize(): void {
    this.check = undefined;
  }
}
