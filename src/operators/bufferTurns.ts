import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { createOperator } from './createOperator';

/** When a turn of the event loop is over, and how long values that nobody waits for may be kept. */
export interface Turns {
  /** Emits once when the current turn of the event loop is over; subscribed to anew for each turn. */
  readonly turn$: Observable<unknown>;
  /** A clock in milliseconds that never steps back. */
  readonly now: () => number;
  /** The longest that values which are not urgent wait for others while they keep coming, in milliseconds. */
  readonly longest: number;
}

/** What `bufferTurns` asks about values, and about their consumer. */
export interface Pace<T> {
  /** Whether somebody waits for a value; for all of them where it is left out. */
  readonly isUrgent?: (value: T) => boolean;
  /** Whether the consumer has kept back work for further turns; never where it is left out. */
  readonly isBusy?: () => boolean;
}

/**
 * Gathers the values of a turn of the event loop into one array.
 *
 * Load makes the batches larger instead of the server slower; a quiet room waits for nothing.
 *
 * ```
 * source     --a-b-----c-d---------|
 * turn$        ---t    ---t             each subscription is one turn
 * result     -----x-------y--------|    x = [a, b], y = [c, d]
 * ```
 *
 * A consumer need not do all the work of a batch at once. While it `isBusy`, which it is asked after each batch, it gets a
 * further one at the end of each turn, an empty one where nothing has come. So much work is done a share at a time, and what
 * comes meanwhile is part of it:
 *
 * ```
 * source     --a-b-----c-----------|
 * turn$        ---t--t--t--t            anew as long as the consumer is busy
 * result     -----x--y--z--y-------|    x = [a, b], y = [], z = [c]
 * ```
 *
 * A batch in which nothing is urgent is kept while more keeps coming: until nothing has come for a quarter of the time that
 * emissions took lately (or half of `longest`). In all it is kept for no more than three times as long as they took, and
 * never longer than `longest`. The consumer's work waits with it, unless any of that is urgent. So a crowd that comes in
 * costs one emission a while, and not one for each newcomer.
 *
 * **Gotchas**: the buffer holds what arrives in a turn, or within `longest`, and no longer, so its size is bounded by the input
 * of that time. When the source completes, what is left is emitted first, and the consumer does all its work at once; an
 * error is passed on at once.
 *
 * @example
 * deliveries$.pipe(bufferTurns({ turn$: endOfTurn$, now: () => performance.now(), longest: 10 }))
 *
 * @param turns the end of a turn, the clock, and the longest wait in ms
 * @param pace which values are urgent, and whether the consumer has work left
 * @returns an operator that emits arrays, each a new one
 * @see bufferTime, which waits in a quiet room as well
 */
export function bufferTurns<T>(
  { turn$, now, longest }: Turns,
  { isUrgent = () => true, isBusy = () => false }: Pace<T> = {},
): OperatorFunction<T, readonly T[]> {
  return createOperator((subscriber) => {
    let batch: T[] = [];
    let turn: Subscription | undefined;
    let waiting = false; // for the end of a turn
    let fresh = false; // has this turn brought anything?
    let urgent = false; // does somebody wait for the batch, or for what the consumer is busy with?
    let since = 0; // when the oldest value of the batch arrived
    let newest = 0; // the end of the last turn that brought something
    let took = 0; // how long emissions took lately: forgotten only by half with each that took less

    const emit = (): void => {
      const full = batch;
      const wasUrgent = urgent;
      batch = [];
      urgent = false;
      const start = now();
      subscriber.next(full);
      took = Math.max(now() - start, took / 2);
      if (wasUrgent && isBusy()) urgent = true;
    };
    const mayWait = (): boolean => {
      if (urgent || batch.length === 0) return false;
      const time = now();
      if (fresh) newest = time;
      fresh = false;
      return time - newest < Math.min(took / 4, longest / 2) && time - since < Math.min(3 * took, longest);
    };
    const endOfTurn = (): void => {
      waiting = false;
      turn?.unsubscribe();
      try {
        if (!mayWait()) emit();
        if (!subscriber.closed && (batch.length > 0 || isBusy())) waitForTurn();
      } catch (error) {
        subscriber.error(error); // of the clock or of `isBusy`: nobody else is there to catch it
      }
    };
    const observer = { next: endOfTurn, error: subscriber.error.bind(subscriber) };
    const waitForTurn = (): void => {
      if (waiting) return;
      waiting = true;
      turn = turn$.subscribe(observer);
    };

    return {
      next(value) {
        if (batch.length === 0) since = now();
        batch.push(value);
        fresh = true;
        if (isUrgent(value)) urgent = true;
        waitForTurn();
      },
      complete() {
        if (batch.length > 0) emit();
        while (isBusy() && !subscriber.closed) emit();
        subscriber.complete();
      },
      finalize() {
        turn?.unsubscribe();
        batch = [];
      },
    };
  });
}
