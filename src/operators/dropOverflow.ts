import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import { type Chunk, headOf, linesThatFit, tailOf } from '../buffers/chunk';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';
import { type BufferLimits, OverflowQueue } from '../buffers/overflowQueue';
import type { Evictable, SharedBudget } from '../buffers/sharedBudget';
import { checkCounters, noteProgress, type OutboxCounters } from '../buffers/outboxCounters';

/** The most bytes that are passed on at once, unless a single line has more: 256 KiB. */
const MOST_AT_ONCE = 256 * 1024;

/** The consumer of a buffer is given up: all buffers together hold too much, and no line is left to drop in this one. */
export class SlowConsumerError extends Error {
  override readonly name = 'SlowConsumerError';

  constructor() {
    super('the consumer takes nothing, and the buffers of all consumers together are full');
  }
}

/** What `dropOverflow` works with. */
export interface OverflowContext {
  readonly limits: BufferLimits;
  /** Whether the consumer takes more; true until it first says otherwise. Completes when the consumer is gone. */
  readonly demand$: Observable<boolean>;
  /** The counters to keep. */
  readonly counters: OutboxCounters;
  /** Makes the notice that says how many lines were skipped; of one line or several. */
  notice(skipped: number): Chunk;
  /** Called with what is dropped, in the order in which it is; not for lines that were missing before. */
  onDrop?(dropped: Chunk): void;
  /** Called when lines begin to be dropped; not again before the consumer has caught up. */
  onOverflow?(): void;
  /** Called when the notice of what was dropped has been passed on or queued: what comes next is not dropped. */
  onCaughtUp?(): void;
  /** Bounds all buffers together: what waits in them, and what was passed to consumers that have not taken it yet. */
  readonly budget?: SharedBudget;
}

/**
 * Passes chunks of lines on while the consumer takes them, keeps a bounded number while it does not, drops the rest, and
 * says in their place how many those were.
 *
 * The backpressure of this server: no client waits for a slow one, and a slow client misses lines but knows it.
 *
 * ```
 * source     --a--b--c--d------e--|     each of one line
 * demand$    t--f----------t-------     true, false
 *            dropOverflow({ demand$, limits: { lines: 1, overflow: 'dropNewest' } })
 * result     --a-----------(bn)e--|     n = the notice: 2 lines skipped
 *
 *            dropOverflow({ demand$, limits: { lines: 1, overflow: 'dropOldest' } })
 * result     --a-----------(nd)e--|
 * ```
 *
 * - While the consumer takes more, a chunk is passed on as it is: the limits are for what waits. One of more than 256 KiB is
 *   passed on in parts, and what is left of it when the consumer is full is treated as if it came then.
 * - A chunk that fits in part is cut between two lines.
 * - `dropNewest`: once lines had to be dropped, so are all that follow until the consumer has caught up. There is one gap,
 *   and the notice stands in its place. `dropOldest`: the notice comes before what is left.
 * - When all buffers that share a budget hold too much, those whose consumers have been stuck longest drop all that waits
 *   in them; the notice says so too. A consumer for which no line waits that could be dropped is given up: the result errors with a `SlowConsumerError`.
 * - A chunk marked `last` is kept in any case: it is how a client learns why its connection ends.
 * - When the source completes, the result completes after what waits, and what was passed on before, has been taken. When
 *   the demand completes, no consumer is left to take it, and the result completes at once. What still waits at any end is
 *   counted as dropped.
 *
 * **Gotcha**: the counters are those of one subscription. Lines of a notice are counted like those of the source: offered
 * when the notice is made, then queued or written.
 *
 * @param context the limits in lines and bytes, the demand, the counters and the notice; an error that one of its callbacks
 *   throws becomes the error of the result
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
  private skipped = 0; // lines that were dropped, and that no notice has counted yet
  private unacknowledgedBytes = 0; // passed on to the consumer, and not taken yet

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

  get lastProgress(): number {
    return this.counters.lastProgress;
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
    const { counters } = this;
    const mustWait = counters.isBackpressured || this.skipped > 0 || counters.queued > 0;
    if (!mustWait && chunk.bytes.length > MOST_AT_ONCE) {
      this.passInParts(chunk);
    } else {
      counters.offered += chunk.lines;
      if (mustWait) this.keep(chunk);
      else this.pass(chunk);
    }
    if (chunk.missing !== undefined) this.takeMissing(chunk.missing);
    if (counters.isBackpressured) this.account();
  }

  /** All that waits is dropped, as if it had not fitted; a consumer for which nothing waits, or only its end, is given up. */
  evict(): void {
    if (this.queue.isEmpty || this.queue.hasLast) {
      this.destination.error(new SlowConsumerError());
      return;
    }
    try {
      this.dropAll(this.queue.clear());
      this.account();
    } catch (error) {
      this.destination.error(error); // of this buffer, and not of the one that needed room
    }
  }

  onDemand(demand: boolean): void {
    if (this.counters.isBackpressured !== demand) return; // as it is already: a socket says so after each large write
    this.counters.isBackpressured = !demand;
    noteProgress(this.counters);
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
    for (const chunk of this.queue.clear()) {
      this.counters.dropped += chunk.lines;
      this.tell(chunk);
    }
    this.context.budget?.hold(this, 0);
  }

  /**
   * Between two parts the consumer can say that it is full, so that it need not take all the rest. It may also end with a
   * part, so each is counted by itself: the counters are read then.
   */
  private passInParts(chunk: Chunk): void {
    let rest: Chunk | undefined = chunk;
    while (rest && !this.counters.isBackpressured && !this.closed) {
      const lines = Math.max(1, linesThatFit(rest, Infinity, MOST_AT_ONCE));
      this.counters.offered += lines;
      this.pass(headOf(rest, lines));
      rest = tailOf(rest, rest.lines - lines, Infinity);
    }
    if (!rest || this.closed) return;
    this.counters.offered += rest.lines;
    this.keep(rest);
  }

  private takeMissing(lines: number): void {
    if (this.closed) return;
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
    while (!this.counters.isBackpressured && !this.destination.closed) {
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
    } else if (isGap) this.dropAll([chunk]);
    else this.dropAll(this.queue.keep(chunk));
  }

  private dropAll(chunks: readonly Chunk[]): void {
    let lines = 0;
    for (const chunk of chunks) lines += chunk.lines;
    this.drop(lines);
    for (const chunk of chunks) this.tell(chunk);
  }

  private tell(dropped: Chunk): void {
    this.context.onDrop?.(dropped);
    for (const { onDrop } of dropped.marks ?? []) onDrop();
  }

  private drop(count: number): void {
    if (count === 0) return;
    const isFirst = this.skipped === 0;
    this.skipped += count;
    this.counters.dropped += count;
    if (isFirst) this.context.onOverflow?.();
  }

  /** The lines of the notice are counted like any other. */
  private takeNotice(): Chunk {
    const chunk = this.context.notice(this.skipped);
    this.skipped = 0;
    this.context.onCaughtUp?.();
    this.counters.offered += chunk.lines;
    return chunk;
  }

  /** Notes what this buffer holds in the budget that it shares; also after its source has completed, when `closed` is true. */
  private account(): void {
    checkCounters(this.counters);
    if (!this.destination.closed) this.context.budget?.hold(this, this.unacknowledgedBytes + this.counters.queuedBytes);
  }
}

/** Whether the consumer takes more. When it is gone, the result completes. */
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
