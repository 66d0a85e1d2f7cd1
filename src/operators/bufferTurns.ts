import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { operate } from './operate';

/** How long `bufferTurns` may wait, and on what. */
export interface Turns {
  /** Emits once when the current turn of the event loop is over; subscribed to anew for each turn. */
  readonly turn$: Observable<unknown>;
  /** A clock in milliseconds that never steps back. */
  readonly now: () => number;
  /** The longest that a value waits for others, in milliseconds. */
  readonly longest: number;
}

/**
 * Gathers the values of a turn of the event loop, and of the turns after it while they bring more, into one array.
 *
 * Load makes the batches larger instead of the server slower; a quiet room waits for nothing.
 *
 * ```
 * source     --a-b-----c--d--------|
 * turn$        ---|    ---|             (each subscription is one turn)
 * result     -----x-------y--------|    x = [a, b], y = [c, d]
 * ```
 *
 * At the end of a turn that brought nothing new the batch is emitted. At the end of a turn that did, it is kept for one
 * more turn, but in all no longer than the last emission took its consumer, and never longer than `longest`: waiting
 * as long as the work takes can at most double a delay, and it halves the work when more arrives in the meantime.
 *
 * **Gotchas**: the buffer holds what arrives within `longest` and no longer, so its size is bounded by the input of that
 * time. When the source completes, what is left is emitted first; an error is passed on at once.
 *
 * @example
 * deliveries$.pipe(bufferTurns({ turn$: endOfTurn$, now: () => performance.now(), longest: 10 }))
 *
 * @param turns the end of a turn, the clock, and the longest wait in ms
 * @returns an operator that emits arrays of at least one value, each a new array
 * @see bufferTime, which waits in a quiet room as well
 */
export function bufferTurns<T>({ turn$, now, longest }: Turns): OperatorFunction<T, readonly T[]> {
  return operate((subscriber) => {
    let batch: T[] = [];
    let turn: Subscription | undefined;
    let waiting = false; // for the end of a turn
    let fresh = false; // has this turn brought anything?
    let since = 0; // when the oldest value of the batch arrived
    let lastTook = 0; // how long the consumer was busy with the last batch

    const emit = (): void => {
      const full = batch;
      batch = [];
      const start = now();
      subscriber.next(full);
      lastTook = now() - start;
    };
    const endOfTurn = (): void => {
      waiting = false;
      turn?.unsubscribe();
      if (fresh && now() - since < Math.min(lastTook, longest)) waitForTurn(false);
      else emit();
    };
    const observer = { next: endOfTurn, error: subscriber.error.bind(subscriber) };
    const waitForTurn = (withNews: boolean): void => {
      waiting = true;
      fresh = withNews;
      turn = turn$.subscribe(observer);
    };

    return {
      next(value) {
        batch.push(value);
        fresh = true;
        if (waiting) return;
        since = now();
        waitForTurn(true);
      },
      complete() {
        if (batch.length > 0) emit();
        subscriber.complete();
      },
      finalize() {
        turn?.unsubscribe();
        batch = [];
      },
    };
  });
}
