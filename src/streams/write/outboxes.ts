import { Subject } from 'rxjs';
import { newCounters, type OutboxCounters } from '../../buffers/outboxCounters';
import { SharedBudget } from '../../buffers/sharedBudget';
import type { Connection } from '../model/connection';

/** The sum of what the outboxes of all clients have done, those of clients that are gone included. */
export interface OutboundTotals extends Omit<
  OutboxCounters,
  'isBackpressured' | 'drainCount' | 'lastProgress' | 'isEnding'
> {
  /** How many clients take nothing right now. */
  readonly slow: number;
}

/** What is watched of a client's outbox. */
export interface OutboxHandle<C extends Connection = Connection> {
  readonly connection: C;
  readonly counters: OutboxCounters;
}

/** The outboxes of all clients: summed when the metrics are read, and bounded together. */
export class Outboxes<C extends Connection = Connection> {
  /** What all of them may hold together. */
  readonly budget: SharedBudget;
  private readonly handles = new Set<OutboxHandle<C>>();
  private readonly gone = newCounters();
  private readonly behindChanges$ = new Subject<boolean>();

  /**
   * Backpressure: emits true when more waits for the members of rooms than goes out in a turn, and false when that has gone
   * out. Input is to wait meanwhile.
   */
  readonly behind$ = this.behindChanges$.asObservable();

  /** @param maxBytes how many bytes all of them may hold together */
  constructor(maxBytes = Infinity) {
    this.budget = new SharedBudget(maxBytes);
  }

  /** Those of clients that are connected. */
  get open(): Iterable<OutboxHandle<C>> {
    return this.handles;
  }

  /** Notes whether more waits for the members of rooms than goes out in a turn. */
  setBehind(isBehind: boolean): void {
    this.behindChanges$.next(isBehind);
  }

  add(outbox: OutboxHandle<C>): void {
    this.handles.add(outbox);
  }

  /** The client is gone; what its outbox has done stays in the sums. */
  remove(outbox: OutboxHandle<C>): void {
    if (this.handles.delete(outbox)) addTo(this.gone, outbox.counters);
  }

  /** The sums as they are now. */
  get totals(): OutboundTotals {
    const sum = { ...this.gone, slow: 0 };
    for (const { counters } of this.handles) {
      addTo(sum, counters);
      if (counters.isBackpressured) sum.slow += 1;
    }
    return sum;
  }
}

function addTo(
  sum: OutboxCounters,
  { offered, written, writtenBytes, writes, dropped, queued, queuedBytes }: OutboxCounters,
): void {
  sum.offered += offered;
  sum.written += written;
  sum.writtenBytes += writtenBytes;
  sum.writes += writes;
  sum.dropped += dropped;
  sum.queued += queued;
  sum.queuedBytes += queuedBytes;
}
