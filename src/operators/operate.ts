import { Observable, type Observer, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';

/** What a hand-written operator does with what its source sends; its state lives in the `let`s around it. */
export interface Operation<T> {
  /** Takes one value; an error that it throws becomes the error of the result. */
  next(value: T): void;
  /** The source has completed. Without this the result completes too. */
  complete?(): void;
  /** The subscription is over, in whatever way: let go of what is held. */
  finalize?(): void;
}

/**
 * Makes an operator from a function that is called once a subscription and says what to do with each value.
 *
 * For the operators that stock ones cannot say, or only at too high a price.
 *
 * ```
 * source     --a--b--c--|
 *            operate((subscriber) => ({ next: (v) => subscriber.next(v + v) }))
 * result     --aa-bb-cc-|
 * ```
 *
 * rxjs 7 keeps its own such function private. This one stands on public API: a `Subscription` that has the three
 * methods of an `Observer` is taken by `subscribe` as it is, so the link to the subscriber below exists before the
 * source starts to send. That is why a synchronous source stops as soon as nobody listens any more.
 *
 * @example
 * const sum = () => operate<number, number>((subscriber) => {
 *   let total = 0;
 *   return { next: (value) => subscriber.next((total += value)) };
 * });
 *
 * @param connect called once for each subscription, with the subscriber that the result is for
 * @returns the operator; errors of the source are passed on, errors of `connect` and `next` become errors of the result
 */
export function operate<T, R>(connect: (subscriber: Subscriber<R>) => Operation<T>): OperatorFunction<T, R> {
  return (source$) =>
    new Observable<R>((subscriber) => {
      source$.subscribe(new Link(subscriber, connect(subscriber)));
    });
}

/** The link between a source and the subscriber below: both an Observer and a Subscription, and nothing more. */
class Link<T> extends Subscription implements Observer<T> {
  constructor(
    private readonly below: Subscriber<unknown>,
    private readonly operation: Operation<T>,
  ) {
    super();
    below.add(this);
  }

  next(value: T): void {
    if (this.closed) return;
    try {
      this.operation.next(value);
    } catch (error) {
      this.below.error(error);
    }
  }

  error(error: unknown): void {
    if (this.closed) return;
    this.below.error(error);
    this.unsubscribe();
  }

  complete(): void {
    if (this.closed) return;
    if (!this.operation.complete) {
      this.below.complete();
      this.unsubscribe();
      return;
    }
    try {
      this.operation.complete();
    } catch (error) {
      this.below.error(error);
    }
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    this.operation.finalize?.();
  }
}
