import { newTally, type Tally } from '../../operators/dropOverflow';
import type { Connection } from '../accept/connection';

/** The sum of what the outboxes of all clients have done, those of clients that are gone included. */
export interface OutboundTotals extends Omit<Tally, 'blocked' | 'drains'> {
  /** How many clients take nothing right now. */
  readonly slow: number;
}

/** An outbox, and since when it has been seen to be stuck. */
interface Outbox {
  readonly connection: Connection;
  readonly tally: Tally;
  stuckAfter: number; // how many drains there had been
  stuckSince: number | undefined;
}

/** The counters of all outboxes: summed when somebody asks, and watched by one interval for all. */
export class Outboxes {
  private readonly open = new Set<Outbox>();
  private readonly gone = newTally();

  /** Begins to watch a client's outbox; returns its counters and a function that ends it. */
  add(connection: Connection): { tally: Tally; remove: () => void } {
    const outbox: Outbox = { connection, tally: newTally(), stuckAfter: 0, stuckSince: undefined };
    this.open.add(outbox);
    const remove = (): void => {
      if (!this.open.delete(outbox)) return;
      addTo(this.gone, outbox.tally);
    };
    return { tally: outbox.tally, remove };
  }

  /** The sums as they are now. */
  get totals(): OutboundTotals {
    const sum = { ...this.gone, slow: 0 };
    for (const { tally } of this.open) {
      addTo(sum, tally);
      if (tally.blocked) sum.slow += 1;
    }
    return sum;
  }

  /**
   * Closes the clients that have taken nothing at all for too long.
   *
   * @param now the time in milliseconds, of a clock that never steps back
   * @param timeout how long a client may take nothing, in milliseconds; 0 for as long as it likes
   */
  closeStuck(now: number, timeout: number): void {
    if (timeout === 0) return;
    for (const outbox of this.open) {
      const { tally, connection } = outbox;
      if (!tally.blocked) outbox.stuckSince = undefined;
      else if (outbox.stuckSince === undefined || outbox.stuckAfter !== tally.drains) {
        outbox.stuckSince = now;
        outbox.stuckAfter = tally.drains;
      } else if (now - outbox.stuckSince >= timeout) connection.close('slow_consumer');
    }
  }
}

function addTo(sum: Tally, { offered, written, writtenBytes, writes, dropped, queued, queuedBytes }: Tally): void {
  sum.offered += offered;
  sum.written += written;
  sum.writtenBytes += writtenBytes;
  sum.writes += writes;
  sum.dropped += dropped;
  sum.queued += queued;
  sum.queuedBytes += queuedBytes;
}
