import { from, type ObservableInput, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** How the notifications of a source become values. */
export interface Materializer<T, R> {
  /** Emitted on subscription. */
  readonly before: R;
  /** Maps each value; `index` is 0 for the first. Nothing is emitted for a value that becomes `undefined`. */
  readonly each: (value: T, index: number) => R | undefined;
  /**
   * Returns the last values. `error` is `undefined` if the source completed, otherwise the error of the source or of
   * `each`.
   */
  readonly after: (error: unknown) => ObservableInput<R>;
}

/**
 * Emits a value before those of the source, and further values when the source completes or errors. The result itself
 * does not error: its last values say how the source ended.
 *
 * ```
 * source     ---a---b---#
 *            materializeWith({ before: 'x', each: (a) => a.toUpperCase(), after: (error) => error ? ['y'] : ['z'] })
 * result     x--A---B---(y|)
 * ```
 *
 * Equivalent to `concat(of(before), source$.pipe(map(each)), defer(after)).pipe(catchError(after))`, with one
 * subscription instead of seven, and a `filter` less where some values become nothing. There is one per client.
 *
 * @param materializer the first value, the mapping of each value, and the last values
 * @returns an operator whose result completes; its only errors are those that `after` throws or emits
 */
export function materializeWith<T, R>(materializer: Materializer<T, R>): OperatorFunction<T, R> {
  return createOperatorFrom((destination) => new MaterializeWith(destination, materializer));
}

class MaterializeWith<T, R> extends OperatorSubscriber<T, R> {
  private count = 0;

  constructor(
    destination: Subscriber<R>,
    private readonly materializer: Materializer<T, R>,
  ) {
    super(destination);
    destination.next(materializer.before);
  }

  override next(value: T): void {
    if (this.closed) return;
    try {
      this.onNext(value);
    } catch (error) {
      this.error(error); // treated as an error of the source
    }
  }

  override error(error: unknown): void {
    if (this.closed) return;
    this.end(error);
  }

  protected onNext(value: T): void {
    const result = this.materializer.each(value, this.count++);
    if (result !== undefined) this.destination.next(result);
  }

  protected override onComplete(): void {
    this.end(undefined);
  }

  /** Unsubscribes from the source first, because the last values may subscribe to it again. */
  private end(error: unknown): void {
    const { destination, materializer } = this;
    this.unsubscribe();
    try {
      from(materializer.after(error)).subscribe(destination);
    } catch (thrown) {
      destination.error(thrown);
    }
  }
}
