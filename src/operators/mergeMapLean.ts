import type { Observable, OperatorFunction, Subscriber, Subscription } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/**
 * Makes an Observable of each value and merges them all, without a limit on how many there are at once.
 *
 * ```
 * source     --a---b---------|
 * a, b         x--x--x--|             what is made of a and of b, each from its value on
 *                  y--y--y--|
 * result     --x--xy-xy--y---|
 * ```
 *
 * It says the same as `mergeMap(project)` with much less for each inner subscription: one object instead of a subscriber
 * with four closures. On a server there are two for each client, for as long as that is connected. And letting go of one
 * of thousands costs the same as letting go of one of two.
 *
 * **Gotcha**: an error of one inner Observable is the error of the result, and ends all the others, as with `mergeMap`.
 *
 * @param project makes the inner Observable; an error that it throws becomes the error of the result
 * @returns an operator whose result completes when the source and all inner Observables have
 * @see mergeMap
 */
export function mergeMapLean<T, R>(project: (value: T) => Observable<R>): OperatorFunction<T, R> {
  return createOperatorFrom((destination) => new MergeMapLean(destination, project));
}

class MergeMapLean<T, R> extends OperatorSubscriber<T, R> {
  private readonly inner = new Set<Subscription>();
  private completed = false;

  constructor(
    destination: Subscriber<R>,
    private readonly project: (value: T) => Observable<R>,
  ) {
    super(destination);
  }

  /** An inner Observable has ended or is let go of. */
  forget(inner: Subscription): void {
    this.inner.delete(inner);
    if (this.completed && this.inner.size === 0) this.destination.complete();
  }

  protected onNext(value: T): void {
    const inner = new Inner(this.destination, this);
    this.inner.add(inner);
    this.project(value).subscribe(inner);
  }

  protected override onComplete(): void {
    this.completed = true;
    if (this.inner.size === 0) this.destination.complete();
  }

  protected override onFinalize(): void {
    for (const inner of this.inner) inner.unsubscribe();
  }
}

class Inner<R> extends OperatorSubscriber<R, R> {
  constructor(
    destination: Subscriber<R>,
    private readonly outer: { forget(inner: Subscription): void },
  ) {
    super(destination);
  }

  protected onNext(value: R): void {
    this.destination.next(value);
  }

  protected override onComplete(): void {
    this.unsubscribe();
    this.outer.forget(this);
  }
}
