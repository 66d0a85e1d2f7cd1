import type { Observable, OperatorFunction } from 'rxjs';
import { operate } from './operate';
import { type Chunk, headOf, linesThatFit, tailOf } from './chunk';

/** What happens to lines that do not fit: the newest are dropped, or the oldest of those that wait. */
export type Overflow = 'dropNewest' | 'dropOldest';

/** The bounds of a buffer. */
export interface BufferLimits {
  /** The most lines that wait. */
  readonly lines: number;
  /** The most bytes that wait. */
  readonly bytes: number;
  readonly overflow: Overflow;
}

/** Plain counters of one buffer. At every moment: offered = written + dropped + queued. */
export interface Tally {
  offered: number;
  written: number;
  dropped: number;
  queued: number;
  queuedBytes: number;
  /** Whether the consumer is taking nothing right now. */
  blocked: boolean;
  /** How often the consumer has caught its breath: the end of each time that it took nothing. */
  drains: number;
}

/** Counters that start at 0. */
export const newTally = (): Tally => ({
  offered: 0,
  written: 0,
  dropped: 0,
  queued: 0,
  queuedBytes: 0,
  blocked: false,
  drains: 0,
});

/** What `dropOverflow` needs beside its bounds. */
export interface Outlet extends BufferLimits {
  /** Whether the consumer takes more; true until it first says otherwise. Completes when the consumer is gone. */
  readonly demand$: Observable<boolean>;
  /** The counters to keep. */
  readonly tally: Tally;
  /** Makes the line that tells how many were skipped. */
  readonly notice: (skipped: number) => Chunk;
  /** Called when lines begin to be dropped; not again before the consumer has caught up. */
  readonly overflowed?: () => void;
}

/**
 * Passes chunks of lines on while the consumer takes them, keeps a bounded number while it does not, drops the rest and
 * tells how many.
 *
 * The backpressure of this server: nobody waits for a slow client, and a slow client misses lines but is not fooled.
 *
 * ```
 * source     --a--b--c--d-----e--|      each of one line
 * demand     t--f----------t-----       true, false
 *            dropOverflow({ lines: 1, overflow: 'dropNewest' })
 * result     --a-----------(bn)e-|      n = the notice: 2 lines skipped
 *
 *            dropOverflow({ lines: 1, overflow: 'dropOldest' })
 * result     --a-----------(nd)e-|
 * ```
 *
 * - A chunk is passed on as it is while the consumer takes more, whatever its size: the bounds are for what waits.
 * - A chunk that fits in part is cut between two lines.
 * - `dropNewest`: once something had to be dropped, so is all that follows until the consumer has caught up. There is one
 *   gap, and the notice stands where it is. `dropOldest`: the notice comes before what is left.
 * - A chunk marked `last` is kept in any case: it is how a client learns why its connection ends.
 * - When the source completes, the result completes after what waits has been taken. When the demand completes nobody
 *   is left to take it, and the result completes at once. What still waits at any end is counted as dropped.
 *
 * @param outlet the bounds in lines and bytes, the demand, the counters and the notice
 * @returns an operator from chunks to chunks, in order
 * @see docs/backpressure.md
 */
export function dropOverflow(outlet: Outlet): OperatorFunction<Chunk, Chunk> {
  const { lines, bytes, overflow, demand$, tally, notice, overflowed } = outlet;
  return operate((subscriber) => {
    let queue: Chunk[] = [];
    let skipped = 0; // dropped and not told of yet
    let completed = false;

    const pass = (chunk: Chunk): void => {
      tally.written += chunk.lines;
      subscriber.next(chunk);
    };
    const enqueue = (chunk: Chunk): void => {
      queue.push(chunk);
      tally.queued += chunk.lines;
      tally.queuedBytes += chunk.bytes.length;
    };
    const dequeue = (): Chunk | undefined => {
      const chunk = queue.shift();
      if (!chunk) return undefined;
      tally.queued -= chunk.lines;
      tally.queuedBytes -= chunk.bytes.length;
      return chunk;
    };
    const drop = (count: number): void => {
      if (skipped === 0) overflowed?.();
      skipped += count;
      tally.dropped += count;
    };
    /** The notice is a line like any other, made here: offered now, and written or queued with its like. */
    const takeNotice = (): Chunk => {
      const chunk = notice(skipped);
      skipped = 0;
      tally.offered += chunk.lines;
      return chunk;
    };

    const keepOldest = (chunk: Chunk): void => {
      const fitting = skipped > 0 ? 0 : linesThatFit(chunk, lines - tally.queued, bytes - tally.queuedBytes);
      if (fitting > 0) enqueue(headOf(chunk, fitting));
      if (fitting < chunk.lines) drop(chunk.lines - fitting);
    };
    const keepNewest = (chunk: Chunk): void => {
      enqueue(chunk);
      while (tally.queued > lines || tally.queuedBytes > bytes) {
        const oldest = dequeue();
        if (!oldest) return;
        const rest = tailOf(oldest, lines - tally.queued, bytes - tally.queuedBytes);
        drop(oldest.lines - (rest?.lines ?? 0));
        if (!rest) continue;
        queue.unshift(rest);
        tally.queued += rest.lines;
        tally.queuedBytes += rest.bytes.length;
      }
    };
    const keep = (chunk: Chunk): void => {
      if (chunk.last) {
        if (skipped > 0 && overflow === 'dropNewest') enqueue(takeNotice());
        enqueue(chunk);
      } else if (overflow === 'dropNewest') keepOldest(chunk);
      else keepNewest(chunk);
    };
    const drain = (): void => {
      if (skipped > 0 && overflow === 'dropOldest') pass(takeNotice());
      while (!tally.blocked) {
        const chunk = dequeue() ?? (skipped > 0 ? takeNotice() : undefined);
        if (!chunk) break;
        pass(chunk);
      }
      if (completed && queue.length === 0 && skipped === 0) subscriber.complete();
    };

    subscriber.add(
      demand$.subscribe({
        next(demand) {
          if (tally.blocked && demand) tally.drains += 1;
          tally.blocked = !demand;
          if (demand) drain();
        },
        error: subscriber.error.bind(subscriber),
        complete: subscriber.complete.bind(subscriber),
      }),
    );
    return {
      next(chunk) {
        tally.offered += chunk.lines;
        if (!tally.blocked && queue.length === 0) pass(chunk);
        else keep(chunk);
      },
      complete() {
        completed = true;
        if (!tally.blocked) drain();
      },
      finalize() {
        tally.dropped += tally.queued;
        tally.queued = 0;
        tally.queuedBytes = 0;
        queue = [];
      },
    };
  });
}
