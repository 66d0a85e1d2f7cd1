import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
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
  /** Takes an error that is a defect of the server; it ends that client alone. */
  readonly failed: (error: unknown, client: ConnectionId) => void;
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
export function outbound(
  connection: Connection,
  { fanOut, outboxes, limits, slow, failed }: Outbound,
): Observable<never> {
  const { tally, remove } = outboxes.add(connection);
  const { lines, bytes, overflow } = limits; // by name: all limits there are, copied for each client, would be felt
  const overflowed = (): void => slow(connection.id);
  const outlet = { lines, bytes, overflow, demand$: connection.demand$, tally, notice, overflowed };
  const fail = (error: unknown): void => {
    failed(error, connection.id);
    connection.close('internal_error');
  };
  return fanOut.chunksFor(connection.id).pipe(dropOverflow(outlet), writeTo(connection, fail, remove));
}

const notice = (skipped: number): Chunk => toChunk(skippedNotice(skipped));

/** Writes each chunk, and ends our side of the connection when there are no more; an error fails this client alone. */
function writeTo(
  connection: Connection,
  fail: (error: unknown) => void,
  done: () => void,
): OperatorFunction<Chunk, never> {
  return operation((below) => new WriteTo(below, connection, fail, done));
}

class WriteTo extends Operation<Chunk, never> {
  constructor(
    below: Subscriber<never>,
    private readonly connection: Connection,
    private readonly fail: (error: unknown) => void,
    private readonly done: () => void,
  ) {
    super(below);
  }

  /** As the inherited one, and written out here since this is where all chunks pass. */
  override next(chunk: Chunk): void {
    if (this.closed) return;
    try {
      this.connection.write(chunk.bytes);
    } catch (error) {
      this.error(error);
    }
  }

  override error(error: unknown): void {
    if (this.closed) return;
    this.fail(error);
    this.below.complete();
  }

  protected take(chunk: Chunk): void {
    this.connection.write(chunk.bytes);
  }

  protected override finish(): void {
    this.connection.end();
    super.finish();
  }

  protected override release(): void {
    this.done();
  }
}
