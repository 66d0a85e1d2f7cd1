import type { Observable } from 'rxjs';
import { type Chunk, toChunk } from '../../buffers/chunk';
import type { OverflowContext } from '../../operators/dropOverflow';
import type { BufferLimits, Overflow } from '../../buffers/overflowQueue';
import type { SharedBudget } from '../../buffers/sharedBudget';
import { newCounters } from '../../buffers/outboxCounters';
import type { Connection, ConnectionId } from '../model/connection';
import { skippedNotice } from '../dialects/text';
import type { Outboxes, OutboxHandle } from './outboxes';

/** What the outboxes of all clients have in common. */
export interface OutboxContext {
  readonly outboxes: Outboxes;
  readonly limits: BufferLimits;
  /** Called when a client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
  /** Takes an error that is a defect of the server; it ends that client alone. */
  readonly failed: (error: unknown, client: ConnectionId) => void;
}

/**
 * One client's outbox: its counters, its bounds, its connection, and what happens when something is out of order. A class
 * of methods, not an object of closures: there is one for each client, for as long as it is connected.
 */
export class Outbox implements OverflowContext, OutboxHandle {
  readonly counters = newCounters();

  constructor(
    readonly connection: Connection,
    private readonly care: OutboxContext,
  ) {
    care.outboxes.add(this);
  }

  get lines(): number {
    return this.care.limits.lines;
  }

  get bytes(): number {
    return this.care.limits.bytes;
  }

  get overflow(): Overflow {
    return this.care.limits.overflow;
  }

  get demand$(): Observable<boolean> {
    return this.connection.demand$;
  }

  get budget(): SharedBudget {
    return this.care.outboxes.budget;
  }

  notice(skipped: number): Chunk {
    return toChunk(skippedNotice(skipped));
  }

  onOverflow(): void {
    this.care.slow(this.connection.id);
  }

  onSlowConsumer(): void {
    this.connection.close('slow_consumer');
  }

  /** A defect has hit this client's way out. */
  fail(error: unknown): void {
    this.care.failed(error, this.connection.id);
    this.connection.close('internal_error');
  }

  /** Nothing goes this way any more. */
  close(): void {
    this.care.outboxes.remove(this);
  }
}
