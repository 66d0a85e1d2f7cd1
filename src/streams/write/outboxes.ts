import { SharedBudget } from '../../buffers/sharedBudget';
import { newCounters, type OutboxCounters } from '../../buffers/outboxCounters';
import type { Connection } from '../model/connection';

/** The sum of what the outboxes of all clients have done, those of clients that are gone included. */
export interface OutboundTotals extends Omit<OutboxCounters, 'blocked' | 'drains' | 'ending'> {
  /** How many clients take nothing right now. */
  readonly slow: number;
}

/** What is watched of a client's outbox. */
export interface OutboxHandle {
  readonly connection: Connection;
  readonly counters: OutboxCounters;
}

/** How long a client may take nothing of the last that it is sent where there is no limit for the others, in ms. */
const ENDING_STALL_TIMEOUT_MS = 60_000;

/** The outboxes of all clients: summed when somebody asks, watched by one interval for all, and bounded together. */
export class Outboxes {
  /** What all of them may hold together. */
  readonly budget: SharedBudget;
  private readonly open = new Set<OutboxHandle>();
  private readonly gone = newCounters();
  /** Those that are stuck: since when they have been seen to be, and how many drains there had been by then. */
  private readonly stuck = new Map<OutboxHandle, { readonly since: number; readonly drains: number }>();

  /** @param mostBytes how many bytes all of them may hold together */
  constructor(mostBytes = Infinity) {
    this.budget = new SharedBudget(mostBytes);
  }

  /** Begins to watch a client's outbox. */
  add(outbox: OutboxHandle): void {
    this.open.add(outbox);
  }

  /** Ends that; what the outbox has done stays in the sums. */
  remove(outbox: OutboxHandle): void {
    this.stuck.delete(outbox);
    if (this.open.delete(outbox)) addTo(this.gone, outbox.counters);
  }

  /** The sums as they are now. */
  get totals(): OutboundTotals {
    const sum = { ...this.gone, slow: 0 };
    for (const { counters: tally } of this.open) {
      addTo(sum, tally);
      if (tally.isBackpressured) sum.slow += 1;
    }
    return sum;
  }

  /**
   * Closes the clients that have taken nothing at all for too long.
   *
   * @param now the time in milliseconds, of a clock that never steps back
   * @param timeout how long a client may take nothing, in milliseconds; 0 for as long as it likes, and a minute where its
   *   connection is ending
   */
  closeStuck(now: number, timeout: number): void {
    for (const outbox of this.open) {
      const { isBackpressured: blocked, drainCount: drains, isEnding: ending } = outbox.counters;
      const patience = timeout === 0 && ending ? ENDING_STALL_TIMEOUT_MS : timeout;
      if (!blocked || patience === 0) {
        this.stuck.delete(outbox);
        continue;
      }
      const known = this.stuck.get(outbox);
      if (known?.drains !== drains) this.stuck.set(outbox, { since: now, drains });
      else if (now - known.since >= patience) outbox.connection.close('slow_consumer');
    }
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
