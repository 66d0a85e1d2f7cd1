import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { Deferral } from '../buffers/deferral';
import { createOperator } from './createOperator';

/** When a turn of the event loop is over, and how long values that can wait are held. */
export interface Turns {
  /** Emits once when the current turn of the event loop is over; subscribed to anew for each turn. */
  readonly turn$: Observable<unknown>;
  /** A clock in milliseconds that never steps back. */
  readonly now: () => number;
  /** The longest that values which are not urgent are held while more keep coming, in milliseconds. */
  readonly longest: number;
}

/** What `bufferTurns` asks about values, and about their consumer. */
export interface Pace<T> {
  /** Whether a value must not wait; all of them if it is left out. */
  readonly isUrgent?: (value: T) => boolean;
  /** Whether the consumer has kept back work for further turns; never if it is left out. */
  readonly isBusy?: () => boolean;
}

/**
 * Gathers the values of a turn of the event loop into one array.
 *
 * Load makes the batches larger instead of the server slower; in a quiet room nothing waits.
 *
 * ```
 * source     --a-b-----c-d---------|
 * turn$        ---t    ---t             each subscription is one turn
 * result     -----x-------y--------|    x = [a, b], y = [c, d]
 * ```
 *
 * A consumer need not do all the work of a batch at once. While it `isBusy`, which it is asked after each batch, it gets a
 * further one at the end of each turn, an empty one if nothing has come. So much work is done in parts, and what comes
 * meanwhile is part of it:
 *
 * ```
 * source     --a-b-----c-----------|
 * turn$        ---t--t--t--t            anew as long as the consumer is busy
 * result     -----x--y--z--y-------|    x = [a, b], y = [], z = [c]
 * ```
 *
 * A batch in which nothing is urgent is held while more keeps coming, as `Deferral` decides, and the consumer's work waits
 * with it, unless any of that is urgent. So a crowd that comes in costs one emission a while, and not one for each newcomer.
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
    const deferral = new Deferral(now, longest);
    let batch: T[] = [];
    let turn: Subscription | undefined;
    let isWaiting = false; // for the end of a turn
    let hasUrgent = false; // in the batch, or in what the consumer is busy with

    const emit = (): void => {
      const full = batch;
      const wasUrgent = hasUrgent;
      batch = [];
      hasUrgent = false;
      deferral.measure(() => {
        subscriber.next(full);
      });
      hasUrgent ||= wasUrgent && isBusy();
    };
    const endOfTurn = (): void => {
      isWaiting = false;
      turn?.unsubscribe();
      try {
        const isHeld = !hasUrgent && batch.length > 0 && deferral.mayDefer();
        if (!isHeld) emit();
        if (!subscriber.closed && (batch.length > 0 || isBusy())) waitForTurn();
      } catch (error) {
        subscriber.error(error); // of the clock or of `isBusy`: there is no other place to catch it
      }
    };
    const observer = { next: endOfTurn, error: subscriber.error.bind(subscriber) };
    const waitForTurn = (): void => {
      if (isWaiting) return;
      isWaiting = true;
      turn = turn$.subscribe(observer);
    };

    return {
      next(value) {
        deferral.add(batch.length === 0);
        batch.push(value);
        if (isUrgent(value)) hasUrgent = true;
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
