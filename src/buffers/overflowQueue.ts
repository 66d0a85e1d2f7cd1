import { type Chunk, headOf, linesThatFit, tailOf } from './chunk';
import type { OutboxCounters } from './outboxCounters';

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

/** Chunks that wait, first in, first out; the tally knows at every moment how many lines and bytes those are. */
export class OverflowQueue {
  private readonly chunks: Chunk[] = [];

  /**
   * @param limits how much may wait
   * @param counters whose `queued` and `queuedBytes` are kept here
   */
  constructor(
    private readonly limits: BufferLimits,
    private readonly counters: OutboxCounters,
  ) {}

  get isEmpty(): boolean {
    return this.chunks.length === 0;
  }

  /** Whether nothing comes after what waits. */
  get hasLast(): boolean {
    return this.chunks.at(-1)?.last === true;
  }

  /** Adds a chunk, or as much of it as fits; returns how many lines had to go, of this chunk or of older ones. */
  keep(chunk: Chunk): number {
    return this.limits.overflow === 'dropNewest' ? this.keepOldest(chunk) : this.keepNewest(chunk);
  }

  /** Adds a chunk whatever the bounds say. */
  add(chunk: Chunk, place: 'first' | 'last' = 'last'): void {
    if (place === 'first') this.chunks.unshift(chunk);
    else this.chunks.push(chunk);
    this.counters.queued += chunk.lines;
    this.counters.queuedBytes += chunk.bytes.length;
  }

  /** Takes the oldest chunk out. */
  take(): Chunk | undefined {
    const chunk = this.chunks.shift();
    this.counters.queued -= chunk?.lines ?? 0;
    this.counters.queuedBytes -= chunk?.bytes.length ?? 0;
    return chunk;
  }

  /** Takes everything out; returns how many lines that were. */
  clear(): number {
    const { queued } = this.counters;
    this.chunks.length = 0;
    this.counters.queued = 0;
    this.counters.queuedBytes = 0;
    return queued;
  }

  private keepOldest(chunk: Chunk): number {
    const { queued, queuedBytes } = this.counters;
    const fitting = linesThatFit(chunk, this.limits.lines - queued, this.limits.bytes - queuedBytes);
    if (fitting > 0) this.add(headOf(chunk, fitting));
    return chunk.lines - fitting;
  }

  private keepNewest(chunk: Chunk): number {
    const { lines, bytes } = this.limits;
    let gone = 0;
    this.add(chunk);
    while (this.counters.queued > lines || this.counters.queuedBytes > bytes) {
      const oldest = this.take();
      if (!oldest) break;
      const rest = tailOf(oldest, lines - this.counters.queued, bytes - this.counters.queuedBytes);
      if (rest) this.add(rest, 'first');
      gone += oldest.lines - (rest?.lines ?? 0);
    }
    return gone;
  }
}
