import type { Observable } from 'rxjs';
import { type Chunk, toChunk } from '../../buffers/chunk';
import { newCounters } from '../../buffers/outboxCounters';
import type { BufferLimits } from '../../buffers/overflowQueue';
import type { SharedBudget } from '../../buffers/sharedBudget';
import type { OverflowContext } from '../../operators/dropOverflow';
import type { Dialect } from '../dialects/dialect';
import type { ReportEvent } from '../model/chatEvent';
import type { Connection } from '../model/connection';
import type { ConnectionId } from '../model/ids';
import type { EndReason } from '../model/message';
import type { ClientFormat } from './clientFormat';
import { numbersIn } from './numbersIn';
import type { Outboxes, OutboxHandle } from './outboxes';

/** What the outboxes of all clients have in common. */
export interface OutboxContext<C extends Connection> {
  readonly outboxes: Outboxes<C>;
  readonly limits: BufferLimits;
  /** Takes what became of output, to be recorded. */
  readonly report: (event: ReportEvent) => void;
  /** Called when a client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
  /** Takes an error that is a defect of the server; it closes that client's connection alone. */
  readonly failed: (error: unknown, client: ConnectionId) => void;
}

/** The numbers of the first and the last event of which lines were dropped. */
interface Gap {
  readonly first: number;
  readonly last: number;
}

/**
 * One client's outbox: its connection, how it is written to, and its counters. A class of methods, not an object of closures:
 * there is one for each client, for as long as it is connected.
 */
export class Outbox<C extends Connection> implements OverflowContext, ClientFormat, OutboxHandle<C> {
  readonly counters = newCounters();
  private gap: Gap | undefined;
  endReason?: EndReason;

  constructor(
    readonly connection: C,
    public dialect: Dialect,
    private readonly context: OutboxContext<C>,
  ) {
    context.outboxes.add(this);
  }

  get limits(): BufferLimits {
    return this.context.limits;
  }

  get demand$(): Observable<boolean> {
    return this.connection.demand$;
  }

  get budget(): SharedBudget {
    return this.context.outboxes.budget;
  }

  notice(skipped: number): Chunk {
    const { gap } = this;
    this.gap = undefined;
    return toChunk(...this.dialect.show({ type: 'skipped', lines: skipped, ...gap }));
  }

  /** Notes the numbers of the events of which lines are missing, where the lines have them. */
  onDrop(dropped: Chunk): void {
    if (!this.dialect.numberIn) return;
    const { first, last } = numbersIn(dropped, this.dialect.numberIn);
    if (first !== undefined && last !== undefined) this.gap = { first: this.gap?.first ?? first, last };
  }

  onOverflow(): void {
    const { id: client } = this.connection;
    this.context.slow(client);
    if (this.dropsNewest) this.report({ type: 'overflowed', client });
  }

  onCaughtUp(): void {
    if (this.dropsNewest) this.report({ type: 'caughtUp', client: this.connection.id });
  }

  get waiting(): number {
    return this.counters.queued;
  }

  report(event: ReportEvent): void {
    this.context.report(event);
  }

  private get dropsNewest(): boolean {
    return this.limits.overflow === 'dropNewest';
  }

  /** An error has come out of this client's stream that is a defect. */
  fail(error: unknown): void {
    this.context.failed(error, this.connection.id);
  }

  /** The client receives nothing more. */
  release(): void {
    this.context.outboxes.remove(this);
  }
}
