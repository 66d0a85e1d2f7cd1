import { Observable, type Observer, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';

/**
 * The subscriber of a hand-written operator: an Observer of the source and a Subscription of the result at once. There
 * is one instance per subscription, so its fields are the state of the operator.
 *
 * rxjs 7 does not export its own such class. This one uses public API only: `subscribe` accepts a `Subscription` with
 * the methods of an `Observer` as it is. So teardown is linked to the destination before the source emits, and a
 * synchronous source stops as soon as the destination unsubscribes.
 */
export abstract class OperatorSubscriber<T, R> extends Subscription implements Observer<T> {
  /** @param destination the subscriber of the result; its teardown unsubscribes from the source */
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

  /** Handles one value. An error that it throws becomes the error of the result. */
  protected abstract onNext(value: T): void;

  /** The source has completed. By default the result completes too. */
  protected onComplete(): void {
    this.destination.complete();
  }

  /** Teardown: the subscription is over, by completion, error or unsubscription. Release resources here. */
  protected onFinalize(): void {
    // By default there is nothing to release.
  }

  /** The source has completed. If the result continues, teardown waits for the end of the result. */
  private detachFromSource(): void {
    if (this.closed) return; // the result has ended too
    super.unsubscribe();
    this.destination.add(() => {
      this.onFinalize();
    });
  }
}

/** The handlers of an operator made by `createOperator`; its state lives in the variables around them. */
export interface Handlers<T> {
  /** Handles one value. An error that it throws becomes the error of the result. */
  readonly next: (value: T) => void;
  /** The source has completed. Default: the result completes too. */
  readonly complete?: () => void;
  /** Teardown: the subscription is over, for any reason. */
  readonly finalize?: () => void;
}

/**
 * Creates an operator from a function that is called once per subscription and returns its handlers.
 *
 * For operators that stock operators cannot express, or only at too high a cost.
 *
 * ```
 * source     --a--b--c--|
 *            createOperator((subscriber) => ({ next: (text) => subscriber.next(text.toUpperCase()) }))
 * result     --A--B--C--|
 * ```
 *
 * @example
 * const sum = () => createOperator<number, number>((subscriber) => {
 *   let total = 0;
 *   return { next: (value) => subscriber.next((total += value)) };
 * });
 *
 * @param connect called once per subscription with the subscriber of the result
 * @returns the operator; it passes on errors of the source, and errors of `connect` and `next` become errors of the
 *   result
 * @see OperatorSubscriber, for operators with thousands of subscriptions
 */
export function createOperator<T, R>(connect: (subscriber: Subscriber<R>) => Handlers<T>): OperatorFunction<T, R> {
  return createOperatorFrom((destination) => new Handled(destination, connect(destination)));
}

/**
 * Creates an operator from a function that creates its `OperatorSubscriber`.
 *
 * @param make called once per subscription with the subscriber of the result
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
