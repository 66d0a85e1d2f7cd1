import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { type Chunk, headOf, linesThatFit, tailOf } from '../buffers/chunk';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';
import { type BufferLimits, OverflowQueue } from '../buffers/overflowQueue';
import type { Evictable, SharedBudget } from '../buffers/sharedBudget';
import type { OutboxCounters } from '../buffers/outboxCounters';

/** The most bytes that are passed on at once, unless a single line has more: 256 KiB. */
const MOST_AT_ONCE = 256 * 1024;

/** The error of a consumer that is given up: all buffers together hold too much, and this one much of it. */
export class SlowConsumerError extends Error {
  override readonly name = 'SlowConsumerError';

  constructor() {
    super('the consumer takes nothing, and there is no room to wait for it');
  }
}

/** What `dropOverflow` works with. */
export interface OverflowContext {
  readonly limits: BufferLimits;
  /** Whether the consumer takes more; true until it first says otherwise. Completes when the consumer is gone. */
  readonly demand$: Observable<boolean>;
  /** The counters to keep. */
  readonly counters: OutboxCounters;
  /** Makes the line that says how many were skipped. */
  notice(skipped: number): Chunk;
  /** Called when lines begin to be dropped; not again before the consumer has caught up. */
  onOverflow?(): void;
  /** What all buffers together may hold: what waits in them, and what was passed to a consumer that has not taken it yet. */
  readonly budget?: SharedBudget;
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
 * - Where all buffers that share a `bound` hold too much, the largest drop all that waits in them, and tell so as ever.
 * - A chunk marked `last` is kept in any case: it is how a client learns why its connection ends.
 * - When the source completes, the result completes after what waits, and what was passed on before, has been taken. When
 *   the demand completes nobody is left to take it, and the result completes at once. What still waits at any end is counted
 *   as dropped.
 *
 * @param context the bounds in lines and bytes, the demand, the counters and the notice
 * @returns an operator from chunks to chunks, in order
 * @see docs/backpressure.md
 */
export function dropOverflow(context: OverflowContext): OperatorFunction<Chunk, Chunk> {
  return createOperatorFrom((destination) => new DropOverflow(destination, context));
}

/** A class, not closures: there is one for each client, and the way of every chunk leads through it. */
class DropOverflow extends OperatorSubscriber<Chunk, Chunk> implements Evictable {
  private readonly queue: OverflowQueue;
  private readonly counters: OutboxCounters;
  private skipped = 0; // dropped and not told of yet
  private unacknowledgedBytes = 0; // bytes that were passed on, and that the consumer has not taken

  constructor(
    destination: Subscriber<Chunk>,
    private readonly context: OverflowContext,
  ) {
    super(destination);
    this.counters = context.counters;
    this.queue = new OverflowQueue(context.limits, this.counters);
    const demand = new Demand(destination, this);
    destination.add(demand);
    context.demand$.subscribe(demand);
  }

  /** As the inherited one, and written out here since this is where all chunks pass. */
  override next(chunk: Chunk): void {
    if (this.closed) return;
    try {
      this.onNext(chunk);
    } catch (error) {
      this.destination.error(error);
    }
  }

  protected onNext(chunk: Chunk): void {
    this.counters.offered += chunk.lines;
    if (this.counters.isBackpressured || this.skipped > 0 || this.counters.queued > 0) this.keep(chunk);
    else if (chunk.bytes.length <= MOST_AT_ONCE) this.pass(chunk);
    else this.passInParts(chunk);
    if (chunk.missing !== undefined) this.takeMissing(chunk.missing);
    if (this.counters.isBackpressured) this.account();
  }

  /** All that waits is dropped, as if it had not fitted; a consumer for which nothing waits, or only its end, is given up. */
  evict(): void {
    if (this.queue.isEmpty || this.queue.hasLast) {
      this.destination.error(new SlowConsumerError());
      return;
    }
    this.drop(this.queue.clear());
    this.account();
  }

  onDemand(demand: boolean): void {
    if (this.counters.isBackpressured !== demand) return; // as it is already: a socket says so after each large write
    this.counters.isBackpressured = !demand;
    if (!demand) return;
    this.counters.drainCount += 1;
    this.unacknowledgedBytes = 0;
    this.drain();
    this.account();
  }

  protected override onComplete(): void {
    this.counters.isEnding = true;
    this.drain();
  }

  protected override onFinalize(): void {
    this.counters.dropped += this.queue.clear();
    this.context.budget?.hold(this, 0);
  }

  /** Leaves the consumer time to say that it is full, so that all the rest is not its to keep. */
  private passInParts(chunk: Chunk): void {
    let rest: Chunk | undefined = chunk;
    while (rest && !this.counters.isBackpressured) {
      const lines = Math.max(1, linesThatFit(rest, Infinity, MOST_AT_ONCE));
      this.pass(headOf(rest, lines));
      rest = tailOf(rest, rest.lines - lines, Infinity);
    }
    if (rest) this.keep(rest);
  }

  private takeMissing(lines: number): void {
    this.counters.offered += lines;
    this.drop(lines);
    if (!this.counters.isBackpressured) this.drain();
  }

  private pass(chunk: Chunk): void {
    this.counters.written += chunk.lines;
    this.counters.writtenBytes += chunk.bytes.length;
    this.counters.writes += 1;
    this.destination.next(chunk);
    if (this.counters.isBackpressured) this.unacknowledgedBytes = chunk.bytes.length;
  }

  private drain(): void {
    if (!this.counters.isBackpressured && this.skipped > 0 && this.context.limits.overflow === 'dropOldest')
      this.pass(this.takeNotice());
    while (!this.counters.isBackpressured) {
      const chunk = this.queue.take() ?? (this.skipped > 0 ? this.takeNotice() : undefined);
      if (!chunk) break;
      this.pass(chunk);
    }
    if (this.counters.isEnding && !this.counters.isBackpressured) this.destination.complete();
  }

  private keep(chunk: Chunk): void {
    const isGap = this.skipped > 0 && this.context.limits.overflow === 'dropNewest';
    if (chunk.last) {
      if (isGap) this.queue.add(this.takeNotice());
      this.queue.add(chunk);
    } else if (isGap) this.drop(chunk.lines);
    else this.drop(this.queue.keep(chunk));
  }

  private drop(count: number): void {
    if (count === 0) return;
    const isFirst = this.skipped === 0;
    this.skipped += count;
    this.counters.dropped += count;
    if (isFirst) this.context.onOverflow?.();
  }

  /** The notice is a line like any other, made here: offered now, and written or queued with its like. */
  private takeNotice(): Chunk {
    const chunk = this.context.notice(this.skipped);
    this.skipped = 0;
    this.counters.offered += chunk.lines;
    return chunk;
  }

  /** Says what this buffer holds to the bound that it shares. */
  private account(): void {
    if (!this.closed) this.context.budget?.hold(this, this.unacknowledgedBytes + this.counters.queuedBytes);
  }
}

/** What the consumer says of itself. When it is gone, so is the result. */
class Demand extends OperatorSubscriber<boolean, Chunk> {
  constructor(
    destination: Subscriber<Chunk>,
    private readonly buffer: DropOverflow,
  ) {
    super(destination);
  }

  protected onNext(demand: boolean): void {
    this.buffer.onDemand(demand);
  }
}
