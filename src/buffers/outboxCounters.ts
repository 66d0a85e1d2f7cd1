/** Plain counters of one buffer. At every moment: offered = written + dropped + queued. */
export interface OutboxCounters {
  offered: number;
  written: number;
  writtenBytes: number;
  /** In how many chunks they were written. */
  writes: number;
  dropped: number;
  queued: number;
  queuedBytes: number;
  /** Whether the consumer is taking nothing right now. */
  isBackpressured: boolean;
  /** How often the consumer has caught its breath: the end of each time that it took nothing. */
  drainCount: number;
  /** Whether nothing more will be offered: what is left is the last. */
  isEnding: boolean;
}

/** Counters that start at 0. */
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
  isEnding: false,
});
