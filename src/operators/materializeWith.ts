import { from, type ObservableInput, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** What comes before the values of a source, what becomes of each, and what comes after them. */
export interface Brackets<T, R> {
  readonly before: R;
  /** Called with each value and its number, 0 for the first. */
  readonly each: (value: T, index: number) => R;
  /** Called when the source ends; with `undefined` when it completed, else with its error, also one that `each` threw. */
  readonly after: (error: unknown) => ObservableInput<R>;
}

/**
 * Puts a value before those of the source and some after them, whether the source completes or errors: the result never
 * errors, and tells how the source ended by its last values.
 *
 * ```
 * source     ---a---b---#
 *            bracketed({ before: 'x', each: (a) => a.toUpperCase(), after: (error) => error ? ['y'] : ['z'] })
 * result     x--A---B---(y|)
 * ```
 *
 * It says the same as `concat(of(before), source$.pipe(map(each)), defer(after)).pipe(catchError(after))`, at the price of
 * one subscription instead of seven: there is one for each client.
 *
 * @param brackets the value before, what becomes of each value, and the values after for each kind of end
 * @returns an operator whose result completes; what `after` throws or fails with is its only error
 */
export function materializeWith<T, R>(brackets: Brackets<T, R>): OperatorFunction<T, R> {
  return createOperatorFrom((destination) => new MaterializeWith(destination, brackets));
}

class MaterializeWith<T, R> extends OperatorSubscriber<T, R> {
  private count = 0;

  constructor(
    destination: Subscriber<R>,
    private readonly brackets: Brackets<T, R>,
  ) {
    super(destination);
    destination.next(brackets.before);
  }

  override next(value: T): void {
    if (this.closed) return;
    try {
      this.onNext(value);
    } catch (error) {
      this.error(error); // an end like any other
    }
  }

  override error(error: unknown): void {
    if (this.closed) return;
    this.end(error);
  }

  protected onNext(value: T): void {
    this.destination.next(this.brackets.each(value, this.count++));
  }

  protected override onComplete(): void {
    this.end(undefined);
  }

  /** The source is let go of first: it may be what the last values come from. */
  private end(error: unknown): void {
    const { destination: destination, brackets } = this;
    this.unsubscribe();
    try {
      from(brackets.after(error)).subscribe(destination);
    } catch (thrown) {
      destination.error(thrown);
    }
  }
}
