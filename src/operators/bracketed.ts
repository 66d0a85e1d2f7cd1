import type { OperatorFunction, Subscriber } from 'rxjs';
import { Operation, operation } from './operate';

/** What comes before the values of a source, and after them. */
export interface Brackets<T> {
  readonly before: T;
  /** Called when the source ends; with `undefined` when it completed, else with its error. */
  readonly after: (error: unknown) => readonly T[];
}

/**
 * Puts a value before those of the source and some after them, whether the source completes or errors: the result never
 * errors, and tells how the source ended by its last values.
 *
 * ```
 * source     ---a---b---#
 *            bracketed({ before: 'x', after: (error) => error ? ['y'] : ['z'] })
 * result     x--a---b---(y|)
 * ```
 *
 * It says the same as `concat(of(before), source$, defer(after)).pipe(catchError(after))`, at the price of one
 * subscription instead of six: there is one for each client.
 *
 * @param brackets the value before, and the values after for each kind of end
 * @returns an operator whose result completes; what `after` throws is its only error
 */
export function bracketed<T>(brackets: Brackets<T>): OperatorFunction<T, T> {
  return operation((below) => new Bracketed(below, brackets));
}

class Bracketed<T> extends Operation<T, T> {
  constructor(
    below: Subscriber<T>,
    private readonly brackets: Brackets<T>,
  ) {
    super(below);
    below.next(brackets.before);
  }

  protected take(value: T): void {
    this.below.next(value);
  }

  override error(error: unknown): void {
    if (this.closed) return;
    try {
      this.end(error);
    } catch (thrown) {
      this.below.error(thrown);
    }
  }

  protected override finish(): void {
    this.end(undefined);
  }

  private end(error: unknown): void {
    for (const value of this.brackets.after(error)) this.below.next(value);
    this.below.complete();
  }
}
