import { noteProgress } from '../../buffers/outboxCounters';
import type { Connection } from '../model/connection';
import type { OutboxHandle } from './outboxes';

/** How long a client may take nothing of the last that it is sent if there is no limit for the others, in ms. */
const ENDING_STALL_TIMEOUT_MS = 60_000;

/** After this part of the time without a drain, it is looked up whether the client takes something all the same. */
const SUSPECT_AFTER = 1 / 4;

/** How many bytes the system has yet to get rid of, for each connection of which it is known. */
export type SendQueues<C> = ReadonlyMap<C, number>;

/** A client that takes nothing: since when, how often its socket had drained by then, and how much the system held. */
interface Stall {
  since: number;
  readonly drainCount: number;
  sendQueue: number | undefined;
}

/**
 * Finds clients that take nothing at all: looked for at intervals, instead of a timer for each client.
 *
 * A socket drains only when much of its send buffer is free, which takes a slow reader minutes. So a client is judged by
 * whether its send queue has changed, where the system says how long that is.
 */
export class Stalls<C extends Connection = Connection> {
  private readonly stalls = new WeakMap<OutboxHandle<C>, Stall>();
  /** In which the server stood still, in ms: in that time no client could have taken something. */
  private stoodStill = 0;

  /**
   * @param timeout says how long a client may take nothing, in milliseconds; 0 for no limit, and a minute if its connection
   *   is ending
   */
  constructor(private readonly timeout: () => number) {}

  /**
   * The clients of which it has to be known what they take.
   *
   * @param outboxes the outboxes of all clients
   * @param now the time in milliseconds, of a clock that never steps back
   * @param stoodStill how much of the time since the last look the server stood still, in milliseconds
   * @param isUrgent whether that has to be known of all that take nothing now, and not only of those that did for a while
   * @returns the outboxes that may be stalled
   */
  suspects(
    outboxes: Iterable<OutboxHandle<C>>,
    now: number,
    stoodStill = 0,
    isUrgent = false,
  ): readonly OutboxHandle<C>[] {
    this.stoodStill += stoodStill;
    const found: OutboxHandle<C>[] = [];
    for (const outbox of outboxes) if (this.isSuspect(outbox, now - this.stoodStill, isUrgent)) found.push(outbox);
    return found;
  }

  /**
   * The clients among them that have taken nothing for too long.
   *
   * @param suspects the outboxes that may be stalled
   * @param queues the send queues of their connections; a client of which none is known is judged by its drains alone
   * @param now the time in milliseconds, of the same clock
   * @returns their connections, which are to be closed
   */
  find(suspects: readonly OutboxHandle<C>[], queues: SendQueues<C>, now: number): readonly C[] {
    const time = now - this.stoodStill;
    return suspects
      .filter((outbox) => this.isStalled(outbox, queues.get(outbox.connection), time))
      .map(({ connection }) => connection);
  }

  private isSuspect(outbox: OutboxHandle<C>, now: number, isUrgent: boolean): boolean {
    const { isBackpressured, drainCount } = outbox.counters;
    const timeout = this.timeoutOf(outbox);
    if (!isBackpressured || (timeout === Infinity && !isUrgent)) {
      this.stalls.delete(outbox);
      return false;
    }
    const known = this.stalls.get(outbox);
    if (known?.drainCount === drainCount) return isUrgent || now - known.since >= timeout * SUSPECT_AFTER;
    this.stalls.set(outbox, { since: now, drainCount, sendQueue: undefined });
    return isUrgent;
  }

  private isStalled(outbox: OutboxHandle<C>, sendQueue: number | undefined, now: number): boolean {
    const { isBackpressured, drainCount } = outbox.counters;
    const known = this.stalls.get(outbox);
    if (known?.drainCount !== drainCount || !isBackpressured) return false; // it has drained meanwhile
    const timeout = this.timeoutOf(outbox);
    const before = known.sendQueue;
    known.sendQueue = sendQueue;
    if (sendQueue !== undefined && sendQueue !== before) {
      // It changes only when the client takes something. Of the first look nothing is known, but it is given half the time.
      known.since = before === undefined ? Math.max(known.since, now - timeout / 2) : now;
      if (before !== undefined) noteProgress(outbox.counters);
      return false;
    }
    return now - known.since >= timeout;
  }

  private timeoutOf({ counters: { isEnding } }: OutboxHandle<C>): number {
    const timeout = this.timeout();
    if (timeout > 0) return timeout;
    return isEnding ? ENDING_STALL_TIMEOUT_MS : Infinity;
  }
}
