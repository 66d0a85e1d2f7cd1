import { asyncScheduler, type MonoTypeOperatorFunction, type Observable, type SchedulerLike, Subscription } from 'rxjs';
import { createOperator } from '../../operators/createOperator';
import type { Stored } from './sharedLog';

/** How many messages are kept that have come before others; beyond that they are read again. */
const MAX_KEPT = 8192;

/** How what has not come is read. */
export interface FillingIn<M> {
  /** The place behind which the result begins. */
  readonly after: number;
  /** The last place that is in the log already. */
  readonly end: number;
  /** Reads some of what is in the log from a place on; may fail, or end early. */
  readonly read: (place: number) => Observable<Stored<M>>;
  /** How long a read that has brought nothing is waited for before the next, in ms. */
  readonly retryMs: number;
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes all of what comes in part: what is missing in front of a message is read from the log.
 *
 * ```
 * live$      --4-------7--5----8--
 * read       ----(45)  ---(67)         from 4 on, since the log had that before; from 6 on
 * result     ----(45)-----(67)-8--     after: 3, end: 4
 * ```
 *
 * The log itself has no holes that matter: what a read has nothing of is passed over.
 *
 * @param filling where it begins, and how the log is read
 * @returns an operator from messages that may be missing, doubled or late to all of them, each once and in order
 */
export function filledIn<M>({
  after,
  end,
  read,
  retryMs,
  scheduler = asyncScheduler,
}: FillingIn<M>): MonoTypeOperatorFunction<Stored<M>> {
  return createOperator((subscriber) => {
    const kept = new Map<number, Stored<M>>();
    let next = after + 1;
    let last = end;
    const reading = new Subscription();
    let isReading = false;

    const emit = (stored: Stored<M>): void => {
      next = stored.place + 1;
      subscriber.next(stored);
    };
    const emitKept = (): void => {
      for (let stored = kept.get(next); stored; stored = kept.get(next)) emit(stored);
      if (kept.size > 0 && next > last) kept.clear();
    };
    const readOn = (): void => {
      if (isReading || next > last || subscriber.closed) return;
      isReading = true;
      const from = next;
      const over = (): void => {
        isReading = false;
        emitKept();
        if (next > from) readOn();
        else reading.add(scheduler.schedule(readOn, retryMs));
      };
      reading.add(
        read(from).subscribe({
          next: (stored) => {
            if (stored.place >= next) emit(stored);
          },
          error: over,
          complete: over,
        }),
      );
    };
    readOn();
    return {
      next(stored) {
        if (stored.place < next) return;
        last = Math.max(last, stored.place);
        if (kept.size < MAX_KEPT) kept.set(stored.place, stored);
        if (!isReading) emitKept();
        readOn();
      },
      finalize: () => {
        reading.unsubscribe();
      },
    };
  });
}
