import { invariant } from '../invariant';

/** The counters of one outbox, as plain numbers. Invariant: offered = written + dropped + queued, counted in lines. */
export interface OutboxCounters {
  offered: number;
  written: number;
  writtenBytes: number;
  /** The number of chunks that were written. */
  writes: number;
  dropped: number;
  queued: number;
  queuedBytes: number;
  /** Whether the consumer accepts nothing at the moment. */
  isBackpressured: boolean;
  /** The number of drains: how often backpressure has ended. */
  drainCount: number;
  /** When the consumer last took something, or became full, as `noteProgress` counts: later is higher. */
  lastProgress: number;
  /** Whether the source has completed: the queued lines are the last ones. */
  isEnding: boolean;
}

/** Creates counters that are all 0. */
export const newCounters = (): OutboxCounters => ({
  offered: 0,
  written: 0,
  writtenBytes: 0,
  writes: 0,
  dropped: 0,
  queued: 0,
  queuedBytes: 0,
  isBackpressured: false,
  drainCount: 0,
  lastProgress: 0,
  isEnding: false,
});

/**
 * Checks the invariant of counters.
 *
 * @throws InvariantError if a line was lost, or counted twice
 */
export function checkCounters({ offered, written, dropped, queued }: OutboxCounters): void {
  invariant(offered === written + dropped + queued, 'lines that were offered are written, dropped or queued');
}

let progressCount = 0;

/**
 * Notes that a consumer has taken something, or has become full just now. An order is enough to find who has been stuck
 * longest, so no clock is read.
 */
export function noteProgress(counters: OutboxCounters): void {
  progressCount += 1;
  counters.lastProgress = progressCount;
}
