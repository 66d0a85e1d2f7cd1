import { asyncScheduler, type Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import { createOperator } from './createOperator';

/**
 * Holds values back while another source says so, each for a bounded time.
 *
 * ```
 * source     --a--b--c-----------d--|
 * held$      ----t----------f-------      true, false
 *            holdWhile(held$, 20)         a column is 1 ms
 * result     --a------------(bc)-d--|
 * ```
 *
 * The order stays the same. A value that has been held for the longest time passes, whatever `held$` says. When the
 * source completes, the values that are still held pass first.
 *
 * @param held$ whether values are held from now on; false until it first emits
 * @param longest how long a value is held at most, in milliseconds; 0 to hold none
 * @param scheduler the clock and the timer
 * @returns an operator that passes all values; errors of either source are passed on at once
 */
export function holdWhile<T>(
  held$: Observable<boolean>,
  longest: number,
  scheduler: SchedulerLike = asyncScheduler,
): OperatorFunction<T, T> {
  return createOperator((subscriber) => {
    const waiting: { readonly value: T; readonly until: number }[] = [];
    let isHeld = false;
    let timer: Subscription | undefined;

    const release = (until: number): void => {
      for (let first = waiting[0]; first && first.until <= until && !subscriber.closed; [first] = waiting) {
        waiting.shift();
        subscriber.next(first.value);
      }
    };
    const waitForFirst = (): void => {
      timer?.unsubscribe();
      timer = undefined;
      const [first] = waiting;
      if (!first) return;
      timer = scheduler.schedule(() => {
        release(scheduler.now());
        waitForFirst();
      }, first.until - scheduler.now());
    };
    const held = held$.subscribe({
      next(value) {
        isHeld = value;
        if (isHeld) return;
        release(Infinity);
        waitForFirst();
      },
      error(error: unknown) {
        subscriber.error(error);
      },
    });

    return {
      next(value) {
        if (!isHeld || longest === 0) {
          subscriber.next(value);
          return;
        }
        waiting.push({ value, until: scheduler.now() + longest });
        if (waiting.length === 1) waitForFirst();
      },
      complete() {
        release(Infinity);
        subscriber.complete();
      },
      finalize() {
        held.unsubscribe();
        timer?.unsubscribe();
        waiting.length = 0;
      },
    };
  });
}
