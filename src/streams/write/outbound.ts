import { finalize, type Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { type Chunk, toChunk } from '../../operators/chunk';
import { type BufferLimits, dropOverflow } from '../../operators/dropOverflow';
import { Operation, operation } from '../../operators/operate';
import type { Connection, ConnectionId } from '../accept/connection';
import { skippedNotice } from '../route/phrases';
import type { FanOut } from './fanOut';
import type { Outboxes } from './outboxes';

/** What all outbound streams have in common. */
export interface Outbound {
  readonly fanOut: FanOut;
  readonly outboxes: Outboxes;
  readonly limits: BufferLimits;
  /** Called when a client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
}

/**
 * A client's way out: what it is told, through its bounded outbox, to its socket.
 *
 * ```
 * chunks     --a---b--c--|
 * demand$    t---f------t--     the socket is full from a on, and has drained when t comes
 * written    --a--------(bc)    then our side of the connection is ended
 * ```
 *
 * @param connection the client
 * @param outbound the fan-out, the bounds and who watches
 * @returns emits nothing; completes when the last chunk has been written, or the connection is gone
 */
export function outbound(connection: Connection, { fanOut, outboxes, limits, slow }: Outbound): Observable<never> {
  const { tally, remove } = outboxes.add(connection);
  const { lines, bytes, overflow } = limits; // by name: all limits there are, copied for each client, would be felt
  const overflowed = (): void => slow(connection.id);
  const outlet = { lines, bytes, overflow, demand$: connection.demand$, tally, notice, overflowed };
  return fanOut.chunksFor(connection.id).pipe(dropOverflow(outlet), writeTo(connection), finalize(remove));
}

const notice = (skipped: number): Chunk => toChunk(skippedNotice(skipped));

/** Writes each chunk, and ends our side of the connection when there are no more. */
function writeTo(connection: Connection): OperatorFunction<Chunk, never> {
  return operation((below) => new WriteTo(below, connection));
}

class WriteTo extends Operation<Chunk, never> {
  constructor(
    below: Subscriber<never>,
    private readonly connection: Connection,
  ) {
    super(below);
  }

  override next(chunk: Chunk): void {
    if (!this.closed) this.take(chunk);
  }

  protected take(chunk: Chunk): void {
    this.connection.write(chunk.bytes);
  }

  protected override finish(): void {
    this.connection.end();
    super.finish();
  }
}
