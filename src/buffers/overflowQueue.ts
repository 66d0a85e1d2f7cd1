import { type Chunk, compacted, headOf, linesThatFit, tailOf, withoutHead } from './chunk';
import type { OutboxCounters } from './outboxCounters';

/** The overflow strategy: which lines are dropped when the queue is full, the newest or the oldest. */
export type Overflow = 'dropNewest' | 'dropOldest';

/** The limits of a queue. */
export interface BufferLimits {
  /** The maximum number of queued lines. */
  readonly lines: number;
  /** The maximum number of queued bytes. */
  readonly bytes: number;
  readonly overflow: Overflow;
}

const NOTHING: readonly Chunk[] = [];

/** A bounded FIFO queue of chunks. It keeps `queued` and `queuedBytes` of the counters up to date. */
export class OverflowQueue {
  private readonly chunks: Chunk[] = [];

  /**
   * @param limits the limits and the overflow strategy
   * @param counters the counters to update
   */
  constructor(
    private readonly limits: BufferLimits,
    private readonly counters: OutboxCounters,
  ) {}

  get isEmpty(): boolean {
    return this.chunks.length === 0;
  }

  /** Whether the last chunk of the connection is queued. */
  get hasLast(): boolean {
    return this.chunks.at(-1)?.last === true;
  }

  /** Adds a chunk, or as much of it as fits. Returns what was dropped, of this chunk or of older ones. */
  keep(chunk: Chunk): readonly Chunk[] {
    return this.limits.overflow === 'dropNewest' ? this.keepOldest(chunk) : this.keepNewest(chunk);
  }

  /** Adds a chunk regardless of the limits. It may wait for long, so it does not keep more in memory than is counted. */
  add(added: Chunk, place: 'first' | 'last' = 'last'): void {
    const chunk = compacted(added);
    if (place === 'first') this.chunks.unshift(chunk);
    else this.chunks.push(chunk);
    this.counters.queued += chunk.lines;
    this.counters.queuedBytes += chunk.bytes.length;
  }

  /** Removes and returns the oldest chunk. */
  take(): Chunk | undefined {
    const chunk = this.chunks.shift();
    this.counters.queued -= chunk?.lines ?? 0;
    this.counters.queuedBytes -= chunk?.bytes.length ?? 0;
    return chunk;
  }

  /** Empties the queue. Returns what was in it. */
  clear(): readonly Chunk[] {
    this.counters.queued = 0;
    this.counters.queuedBytes = 0;
    return this.chunks.splice(0);
  }

  private keepOldest(chunk: Chunk): readonly Chunk[] {
    const { queued, queuedBytes } = this.counters;
    const fitting = linesThatFit(chunk, this.limits.lines - queued, this.limits.bytes - queuedBytes);
    if (fitting === chunk.lines) {
      this.add(chunk);
      return NOTHING;
    }
    if (fitting > 0) this.add(headOf(chunk, fitting));
    return [withoutHead(chunk, fitting)];
  }

  private keepNewest(chunk: Chunk): readonly Chunk[] {
    const { lines, bytes } = this.limits;
    const dropped: Chunk[] = [];
    this.add(chunk);
    while (this.counters.queued > lines || this.counters.queuedBytes > bytes) {
      const oldest = this.take();
      if (!oldest) break;
      const remainder = tailOf(oldest, lines - this.counters.queued, bytes - this.counters.queuedBytes);
      if (remainder) this.add(remainder, 'first');
      dropped.push(headOf(oldest, oldest.lines - (remainder?.lines ?? 0)));
    }
    return dropped;
  }
}
