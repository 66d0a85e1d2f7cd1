import type { Connection } from '../model/connection';
import type { OutboxHandle } from './outboxes';

/** How long a client may take nothing of the last that it is sent if there is no limit for the others, in ms. */
const ENDING_STALL_TIMEOUT_MS = 60_000;

/** Finds clients that take nothing at all: looked for at intervals, instead of a timer for each client. */
export class Stalls<C extends Connection = Connection> {
  /** Those that have taken nothing lately: since when, and how often their sockets had drained by then. */
  private readonly stalled = new WeakMap<OutboxHandle<C>, { readonly since: number; readonly drainCount: number }>();

  /** @param timeout how long a client may take nothing, in milliseconds; 0 for no limit, and a minute if its connection is ending */
  constructor(private readonly timeout: number) {}

  /**
   * The clients that have taken nothing for too long.
   *
   * @param outboxes the outboxes of all clients
   * @param now the time in milliseconds, of a clock that never steps back
   * @returns their connections, which are to be closed
   */
  find(outboxes: Iterable<OutboxHandle<C>>, now: number): readonly C[] {
    const found: C[] = [];
    for (const outbox of outboxes) if (this.isStalled(outbox, now)) found.push(outbox.connection);
    return found;
  }

  private isStalled(outbox: OutboxHandle<C>, now: number): boolean {
    const { isBackpressured, drainCount, isEnding } = outbox.counters;
    const timeout = this.timeout === 0 && isEnding ? ENDING_STALL_TIMEOUT_MS : this.timeout;
    if (!isBackpressured || timeout === 0) {
      this.stalled.delete(outbox);
      return false;
    }
    const known = this.stalled.get(outbox);
    if (known?.drainCount === drainCount) return now - known.since >= timeout;
    this.stalled.set(outbox, { since: now, drainCount });
    return false;
  }
}
