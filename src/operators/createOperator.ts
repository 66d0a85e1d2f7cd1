import { Observable, type Observer, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';

/**
 * What stands between a source and the subscriber destination: both an Observer and a Subscription. The base of an operator that
 * is written by hand; one is made for each subscription, so its fields are the operator's state.
 *
 * rxjs 7 keeps its own such class private. This one stands on public API: a `Subscription` that has the methods of an
 * `Observer` is taken by `subscribe` as it is, so the link to the subscriber destination exists before the source starts to
 * send. That is why a synchronous source stops as soon as nobody listens any more.
 */
export abstract class OperatorSubscriber<T, R> extends Subscription implements Observer<T> {
  /** @param destination the subscriber that the result is for; when it is done with, so is this */
  constructor(protected readonly destination: Subscriber<R>) {
    super();
  }

  next(value: T): void {
    if (this.closed) return;
    try {
      this.onNext(value);
    } catch (error) {
      this.destination.error(error);
    }
  }

  error(error: unknown): void {
    if (!this.closed) this.destination.error(error);
  }

  complete(): void {
    if (this.closed) return;
    try {
      this.onComplete();
    } catch (error) {
      this.destination.error(error);
    }
    this.detachFromSource();
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    this.onFinalize();
  }

  /** Takes one value; an error that it throws becomes the error of the result. */
  protected abstract onNext(value: T): void;

  /** The source has completed: so does the result, if nothing else is said here. */
  protected onComplete(): void {
    this.destination.complete();
  }

  /** Nobody waits for the result any more, in whatever way it ended: the place to let go of what is held. */
  protected onFinalize(): void {
    // Nothing is held where nothing is said.
  }

  /** The source has completed. Where the result goes on, what is held is let go of when that ends. */
  private detachFromSource(): void {
    if (this.closed) return; // together with the result
    super.unsubscribe();
    this.destination.add(() => {
      this.onFinalize();
    });
  }
}

/** What an operator made by `operate` does; its state lives in the `let`s around it. */
export interface Handlers<T> {
  /** Takes one value; an error that it throws becomes the error of the result. */
  readonly next: (value: T) => void;
  /** The source has completed. Without this the result completes too. */
  readonly complete?: () => void;
  /** The subscription is over, in whatever way: let go of what is held. */
  readonly finalize?: () => void;
}

/**
 * Makes an operator from a function that is called once a subscription and says what to do with each value.
 *
 * For the operators that stock ones cannot say, or only at too high a price.
 *
 * ```
 * source     --a--b--c--|
 *            operate((subscriber) => ({ next: (text) => subscriber.next(text.toUpperCase()) }))
 * result     --A--B--C--|
 * ```
 *
 * @example
 * const sum = () => operate<number, number>((subscriber) => {
 *   let total = 0;
 *   return { next: (value) => subscriber.next((total += value)) };
 * });
 *
 * @param connect called once for each subscription, with the subscriber that the result is for
 * @returns the operator; errors of the source are passed on, errors of `connect` and `next` become errors of the result
 * @see OperatorSubscriber, for operators of which there are thousands at once
 */
export function createOperator<T, R>(connect: (subscriber: Subscriber<R>) => Handlers<T>): OperatorFunction<T, R> {
  return createOperatorFrom((destination) => new Handled(destination, connect(destination)));
}

/**
 * Makes an operator from a function that makes its `Operation`.
 *
 * @param make called once for each subscription, with the subscriber that the result is for
 * @returns the operator
 */
export function createOperatorFrom<T, R>(
  make: (destination: Subscriber<R>) => OperatorSubscriber<T, R>,
): OperatorFunction<T, R> {
  return (source$) =>
    new Observable<R>((subscriber) => {
      const made = make(subscriber);
      subscriber.add(made);
      if (!made.closed) source$.subscribe(made);
    });
}

class Handled<T, R> extends OperatorSubscriber<T, R> {
  protected readonly onNext: Handlers<T>['next'];

  constructor(
    destination: Subscriber<R>,
    private readonly handlers: Handlers<T>,
  ) {
    super(destination);
    this.onNext = handlers.next;
  }

  protected override onComplete(): void {
    if (this.handlers.complete) this.handlers.complete();
    else super.onComplete();
  }

  protected override onFinalize(): void {
    this.handlers.finalize?.();
  }
}
