import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { type Chunk, headOf, linesThatFit, tailOf } from './chunk';
import { Operation, operation } from './operate';

/** The most bytes that are passed on at once, unless a single line has more: 256 KiB. */
const MOST_AT_ONCE = 256 * 1024;

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
  writtenBytes: number;
  /** In how many chunks they were written. */
  writes: number;
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
  writtenBytes: 0,
  writes: 0,
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
 * source     --a--b--c--d------e--|     each of one line
 * demand     t--f----------t-------     true, false
 *            dropOverflow({ lines: 1, overflow: 'dropNewest' })
 * result     --a-----------(bn)e--|     n = the notice: 2 lines skipped
 *
 *            dropOverflow({ lines: 1, overflow: 'dropOldest' })
 * result     --a-----------(nd)e--|
 * ```
 *
 * - A chunk is passed on as it is while the consumer takes more: the bounds are for what waits. One of more than 256 KiB is
 *   passed on in parts, and what is left when the consumer is full is treated as if it came then.
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
  return operation((below) => new DropOverflow(below, outlet));
}

/** A class, not closures: there is one for each client, and the way of every chunk leads through it. */
class DropOverflow extends Operation<Chunk, Chunk> {
  private readonly queue: Chunk[] = [];
  private skipped = 0; // dropped and not told of yet
  private completed = false;
  private readonly tally: Tally;

  constructor(
    below: Subscriber<Chunk>,
    private readonly outlet: Outlet,
  ) {
    super(below);
    this.tally = outlet.tally;
    const demand = new Demand(below, this);
    below.add(demand);
    outlet.demand$.subscribe(demand);
  }

  /** As the inherited one, and written out here since this is where all chunks pass. */
  override next(chunk: Chunk): void {
    if (this.closed) return;
    try {
      this.take(chunk);
    } catch (error) {
      this.below.error(error);
    }
  }

  protected take(chunk: Chunk): void {
    this.tally.offered += chunk.lines;
    if (this.tally.blocked || this.queue.length > 0 || this.skipped > 0) this.keep(chunk);
    else if (chunk.bytes.length <= MOST_AT_ONCE) this.pass(chunk);
    else this.passInParts(chunk);
    if (chunk.missing !== undefined) this.takeMissing(chunk.missing);
  }

  /** Leaves the consumer time to say that it is full, so that all the rest is not its to keep. */
  private passInParts(chunk: Chunk): void {
    let rest: Chunk | undefined = chunk;
    while (rest && !this.tally.blocked) {
      const lines = Math.max(1, linesThatFit(rest, Infinity, MOST_AT_ONCE));
      this.pass(headOf(rest, lines));
      rest = tailOf(rest, rest.lines - lines, Infinity);
    }
    if (rest) this.keep(rest);
  }

  private takeMissing(lines: number): void {
    this.tally.offered += lines;
    this.drop(lines);
    if (!this.tally.blocked) this.drain();
  }

  protected override finish(): void {
    this.completed = true;
    this.drain();
  }

  protected override release(): void {
    this.tally.dropped += this.tally.queued;
    this.tally.queued = 0;
    this.tally.queuedBytes = 0;
    this.queue.length = 0;
  }

  private pass(chunk: Chunk): void {
    this.tally.written += chunk.lines;
    this.tally.writtenBytes += chunk.bytes.length;
    this.tally.writes += 1;
    this.below.next(chunk);
  }

  onDemand(demand: boolean): void {
    if (this.tally.blocked && demand) this.tally.drains += 1;
    this.tally.blocked = !demand;
    if (demand) this.drain();
  }

  private drain(): void {
    if (!this.tally.blocked && this.skipped > 0 && this.outlet.overflow === 'dropOldest') this.pass(this.takeNotice());
    while (!this.tally.blocked) {
      const chunk = this.dequeue() ?? (this.skipped > 0 ? this.takeNotice() : undefined);
      if (!chunk) break;
      this.pass(chunk);
    }
    if (this.completed && this.queue.length === 0 && this.skipped === 0) this.below.complete();
  }

  private keep(chunk: Chunk): void {
    const { overflow } = this.outlet;
    if (chunk.last) {
      if (this.skipped > 0 && overflow === 'dropNewest') this.enqueue(this.takeNotice());
      this.enqueue(chunk);
    } else if (overflow === 'dropNewest') this.keepOldest(chunk);
    else this.keepNewest(chunk);
  }

  private keepOldest(chunk: Chunk): void {
    const { lines, bytes } = this.outlet;
    const { queued, queuedBytes } = this.tally;
    const fitting = this.skipped > 0 ? 0 : linesThatFit(chunk, lines - queued, bytes - queuedBytes);
    if (fitting > 0) this.enqueue(headOf(chunk, fitting));
    if (fitting < chunk.lines) this.drop(chunk.lines - fitting);
  }

  private keepNewest(chunk: Chunk): void {
    const { lines, bytes } = this.outlet;
    this.enqueue(chunk);
    while (this.tally.queued > lines || this.tally.queuedBytes > bytes) {
      const oldest = this.dequeue();
      if (!oldest) return;
      const rest = tailOf(oldest, lines - this.tally.queued, bytes - this.tally.queuedBytes);
      if (rest) this.enqueue(rest, 'first');
      this.drop(oldest.lines - (rest?.lines ?? 0));
    }
  }

  private enqueue(chunk: Chunk, place: 'first' | 'last' = 'last'): void {
    if (place === 'first') this.queue.unshift(chunk);
    else this.queue.push(chunk);
    this.tally.queued += chunk.lines;
    this.tally.queuedBytes += chunk.bytes.length;
  }

  private dequeue(): Chunk | undefined {
    const chunk = this.queue.shift();
    this.tally.queued -= chunk?.lines ?? 0;
    this.tally.queuedBytes -= chunk?.bytes.length ?? 0;
    return chunk;
  }

  private drop(count: number): void {
    const isFirst = this.skipped === 0;
    this.skipped += count;
    this.tally.dropped += count;
    if (isFirst) this.outlet.overflowed?.();
  }

  /** The notice is a line like any other, made here: offered now, and written or queued with its like. */
  private takeNotice(): Chunk {
    const chunk = this.outlet.notice(this.skipped);
    this.skipped = 0;
    this.tally.offered += chunk.lines;
    return chunk;
  }
}

/** What the consumer says of itself. When it is gone, so is the result. */
class Demand extends Operation<boolean, Chunk> {
  constructor(
    below: Subscriber<Chunk>,
    private readonly buffer: DropOverflow,
  ) {
    super(below);
  }

  protected take(demand: boolean): void {
    this.buffer.onDemand(demand);
  }
}
