import type { Observable, OperatorFunction, Subscription } from 'rxjs';
import { Deferral } from '../buffers/deferral';
import { createOperator } from './createOperator';

/** The turns of the event loop, and the longest wait of deferrable values. */
export interface Turns {
  /** Emits once when the current turn of the event loop ends. Subscribed to again for each turn. */
  readonly turn$: Observable<unknown>;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** The longest wait of values that are not urgent, in milliseconds. */
  readonly longest: number;
}

/** The policy of `bufferTurns`: which values are urgent, and whether the consumer has work left. */
export interface Pace<T> {
  /** Whether a value must not wait. Default: every value. */
  readonly isUrgent?: (value: T) => boolean;
  /** Whether the consumer has work left for further turns. Default: never. */
  readonly isBusy?: () => boolean;
}

/**
 * Buffers the values of one turn of the event loop and emits them as one batch.
 *
 * Under load the batches grow and the rate of emissions does not; without load no value waits.
 *
 * ```
 * source     --a-b-----c-d---------|
 * turn$        ---t    ---t             each subscription is one turn
 * result     -----x-------y--------|    x = [a, b], y = [c, d]
 * ```
 *
 * A consumer may spread the work of a batch over several turns. `isBusy` is called after each batch; while it returns
 * true, the consumer receives a further batch at the end of each turn, an empty one if no value has arrived:
 *
 * ```
 * source     --a-b-----c-----------|
 * turn$        ---t--t--t--t            subscribed to again while the consumer is busy
 * result     -----x--y--z--y-------|    x = [a, b], y = [], z = [c]
 * ```
 *
 * A batch without urgent values is deferred while further values arrive, as `Deferral` decides. The remaining work of
 * the consumer waits with it, unless that includes an urgent value. So a crowd of newcomers costs one emission per
 * deferral, not one per newcomer.
 *
 * **Gotchas**: the buffer holds the values of one turn, or of at most `longest`, so the input of that time bounds its
 * size. On completion the remaining values are emitted first, and the consumer does all its work at once. An error is
 * passed on immediately.
 *
 * @example
 * deliveries$.pipe(bufferTurns({ turn$: endOfTurn$, now: () => performance.now(), longest: 10 }))
 *
 * @param turns the end of a turn, the clock, and the longest wait in ms
 * @param pace which values are urgent, and whether the consumer has work left
 * @returns an operator that emits batches, each a new array
 * @see bufferTime, which delays values without load as well
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
    let hasUrgent = false; // in the batch, or in the remaining work of the consumer

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
        const isDeferred = !hasUrgent && batch.length > 0 && deferral.mayDefer();
        if (!isDeferred) emit();
        if (!subscriber.closed && (batch.length > 0 || isBusy())) waitForTurn();
      } catch (error) {
        subscriber.error(error); // thrown by the clock or by `isBusy`; no caller could catch it
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
