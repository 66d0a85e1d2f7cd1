import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { createOperatorFrom, OperatorSubscriber } from './createOperator';

/** Finds out from the first values of a stream, and from how long they take, what the stream is. */
export interface Recognizer<T, R> {
  /** Receives the next value; returns what the stream is, or nothing while that is open. */
  next(value: T): R | undefined;
  /** So much time has passed; returns what the stream is, or nothing if more values are worth waiting for. */
  timePassed(): R | undefined;
  /** No value follows; returns what the stream is. */
  complete(): R;
}

/** What a stream was recognized as, and the values that this took. */
export interface Recognized<T, R> {
  readonly as: R;
  readonly first: readonly T[];
}

/**
 * Emits what a stream is, as soon as its first values show it, with these values; then completes.
 *
 * ```
 * source     --a--b--c--       shown at b           source     --a------------
 * times$     --------t--                            times$     ----t---t------   decided by the second time
 *            recognize(times$, ...)                            recognize(times$, ...)
 * result     -----(x|)                              result     --------(y|)
 * ```
 *
 * x is what was shown, with `[a, b]`, and y what the recognizer says after the time, with `[a]`. The source is
 * unsubscribed from before the emission, so that whoever receives it can subscribe to the source at once and miss
 * nothing. A source that completes is recognized by what came; an error is passed on.
 *
 * No stock operator stops at a value and hands over the values before it: `takeWhile` with `toArray` comes nearest, and does
 * not decide by time.
 *
 * @param times$ emits when time has passed; its end changes nothing, its error is passed on
 * @param recognizer creates the recognizer of a subscription
 * @returns an operator whose result emits once and completes
 */
export function recognize<T, R>(
  times$: Observable<unknown>,
  recognizer: () => Recognizer<T, R>,
): OperatorFunction<T, Recognized<T, R>> {
  return createOperatorFrom((destination) => new Recognize(destination, recognizer(), times$));
}

class Recognize<T, R> extends OperatorSubscriber<T, Recognized<T, R>> {
  private readonly first: T[] = [];

  constructor(
    destination: Subscriber<Recognized<T, R>>,
    private readonly recognizer: Recognizer<T, R>,
    times$: Observable<unknown>,
  ) {
    super(destination);
    this.add(
      times$.subscribe({
        next: () => this.decide(() => recognizer.timePassed()),
        error: (error: unknown) => this.error(error),
      }),
    );
  }

  protected onNext(value: T): void {
    this.first.push(value);
    this.finish(this.recognizer.next(value));
  }

  protected override onComplete(): void {
    this.finish(this.recognizer.complete());
  }

  private decide(decision: () => R | undefined): void {
    if (this.closed) return;
    try {
      this.finish(decision());
    } catch (error) {
      this.destination.error(error);
    }
  }

  private finish(as: R | undefined): void {
    if (as === undefined) return;
    const { destination, first } = this;
    this.unsubscribe();
    destination.next({ as, first });
    destination.complete();
  }
}
