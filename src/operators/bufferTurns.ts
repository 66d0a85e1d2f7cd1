import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { operate } from './operate';

/** How long `bufferTurns` may wait, and on what. */
export interface Turns {
  /** Emits once when the current turn of the event loop is over; subscribed to anew for each turn. */
  readonly turn$: Observable<unknown>;
  /** A clock in milliseconds that never steps back. */
  readonly now: () => number;
  /** The longest that a value waits for others while they keep coming, in milliseconds. */
  readonly longest: number;
  /** The longest that values which are not urgent wait, in milliseconds; as `longest` where it is left out. */
  readonly longestCalm?: number;
  /** How many urgent values are enough: a batch that has so many waits for no more. */
  readonly enough?: number;
}

/**
 * Gathers the values of a turn of the event loop, and of the turns after it while they bring more, into one array.
 *
 * Load makes the batches larger instead of the server slower; a quiet room waits for nothing.
 *
 * ```
 * source     --a-b-----c-d---------|
 * turn$        ---t    ---t             each subscription is one turn
 * result     -----x-------y--------|    x = [a, b], y = [c, d]
 * ```
 *
 * At the end of a turn that brought nothing new the batch is emitted. At the end of a turn that did, it is kept for one
 * more turn, but in all no longer than the last emission took its consumer, and never longer than `longest`: waiting
 * as long as the work takes can at most double a delay, and it halves the work when more arrives in the meantime. A batch
 * with `enough` urgent values is not kept: beyond that it gets more dear by its size, and not less.
 *
 * A batch in which nothing is urgent is kept over turns that bring nothing too, until nothing has come for a quarter of the
 * time that emissions took lately (or half of `longest`). In all it is kept for no more than three times as long as they
 * took, and never longer than `longestCalm`. So a crowd that comes in costs one emission a while, and not one for each
 * newcomer.
 *
 * **Gotchas**: the buffer holds what arrives within `longest` and no longer, so its size is bounded by the input of that
 * time. When the source completes, what is left is emitted first; an error is passed on at once.
 *
 * @example
 * deliveries$.pipe(bufferTurns({ turn$: endOfTurn$, now: () => performance.now(), longest: 10 }))
 *
 * @param turns the end of a turn, the clock, and the longest waits in ms
 * @param isUrgent whether somebody waits for a value; for all of them where it is left out
 * @returns an operator that emits arrays of at least one value, each a new array
 * @see bufferTime, which waits in a quiet room as well
 */
export function bufferTurns<T>(
  { turn$, now, longest, longestCalm = longest, enough = Infinity }: Turns,
  isUrgent: (value: T) => boolean = () => true,
): OperatorFunction<T, readonly T[]> {
  return operate((subscriber) => {
    let batch: T[] = [];
    let turn: Subscription | undefined;
    let waiting = false; // for the end of a turn
    let fresh = false; // has this turn brought anything?
    let urgent = 0; // how many values of the batch are
    let since = 0; // when the oldest value of the batch arrived
    let newest = 0; // the end of the last turn that brought something
    let lastTook = 0; // how long the consumer was busy with the last batch
    let latelyTook = 0; // the same, forgotten only by half with each batch that took less

    const emit = (): void => {
      const full = batch;
      batch = [];
      urgent = 0;
      const start = now();
      subscriber.next(full);
      lastTook = now() - start;
      latelyTook = Math.max(lastTook, latelyTook / 2);
    };
    const mayWait = (): boolean => {
      const time = now();
      if (urgent >= enough) return false;
      if (urgent > 0) return fresh && time - since < Math.min(lastTook, longest);
      if (fresh) newest = time;
      const grows = time - newest < Math.min(latelyTook / 4, longest / 2);
      return grows && time - since < Math.min(3 * latelyTook, longestCalm);
    };
    const endOfTurn = (): void => {
      waiting = false;
      turn?.unsubscribe();
      try {
        if (mayWait()) waitForTurn(false);
        else emit();
      } catch (error) {
        subscriber.error(error); // of the clock: nobody else is there to catch it
      }
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
        if (isUrgent(value)) urgent += 1;
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
