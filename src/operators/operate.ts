import { Observable, type Observer, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';

/**
 * What stands between a source and the subscriber below: both an Observer and a Subscription. The base of an operator that
 * is written by hand; one is made for each subscription, so its fields are the operator's state.
 *
 * rxjs 7 keeps its own such class private. This one stands on public API: a `Subscription` that has the methods of an
 * `Observer` is taken by `subscribe` as it is, so the link to the subscriber below exists before the source starts to
 * send. That is why a synchronous source stops as soon as nobody listens any more.
 */
export abstract class Operation<T, R> extends Subscription implements Observer<T> {
  /** @param below the subscriber that the result is for; when it is done with, so is this */
  constructor(protected readonly below: Subscriber<R>) {
    super();
  }

  next(value: T): void {
    if (this.closed) return;
    try {
      this.take(value);
    } catch (error) {
      this.below.error(error);
    }
  }

  error(error: unknown): void {
    if (!this.closed) this.below.error(error);
  }

  complete(): void {
    if (this.closed) return;
    try {
      this.finish();
    } catch (error) {
      this.below.error(error);
    }
    this.letGoOfSource();
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    this.release();
  }

  /** Takes one value; an error that it throws becomes the error of the result. */
  protected abstract take(value: T): void;

  /** The source has completed: so does the result, if nothing else is said here. */
  protected finish(): void {
    this.below.complete();
  }

  /** Nobody waits for the result any more, in whatever way it ended: the place to let go of what is held. */
  protected release(): void {
    // Nothing is held where nothing is said.
  }

  /** The source has completed. Where the result goes on, what is held is let go of when that ends. */
  private letGoOfSource(): void {
    if (this.closed) return; // together with the result
    super.unsubscribe();
    this.below.add(() => {
      this.release();
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
 * @see Operation, for operators of which there are thousands at once
 */
export function operate<T, R>(connect: (subscriber: Subscriber<R>) => Handlers<T>): OperatorFunction<T, R> {
  return operation((below) => new Handled(below, connect(below)));
}

/**
 * Makes an operator from a function that makes its `Operation`.
 *
 * @param make called once for each subscription, with the subscriber that the result is for
 * @returns the operator
 */
export function operation<T, R>(make: (below: Subscriber<R>) => Operation<T, R>): OperatorFunction<T, R> {
  return (source$) =>
    new Observable<R>((subscriber) => {
      const made = make(subscriber);
      subscriber.add(made);
      if (!made.closed) source$.subscribe(made);
    });
}

class Handled<T, R> extends Operation<T, R> {
  protected readonly take: Handlers<T>['next'];

  constructor(
    below: Subscriber<R>,
    private readonly handlers: Handlers<T>,
  ) {
    super(below);
    this.take = handlers.next;
  }

  protected override finish(): void {
    if (this.handlers.complete) this.handlers.complete();
    else super.finish();
  }

  protected override release(): void {
    this.handlers.finalize?.();
  }
}
