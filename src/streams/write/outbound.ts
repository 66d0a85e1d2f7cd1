import type { Observable, OperatorFunction, Subscriber } from 'rxjs';
import type { Chunk } from '../../buffers/chunk';
import { dropOverflow } from '../../operators/dropOverflow';
import { OperatorSubscriber, createOperatorFrom } from '../../operators/createOperator';
import type { Connection } from '../model/connection';
import type { FanOut } from './fanOut';
import { Outbox, type OutboxContext } from './outbox';

/** What all outbound streams have in common. */
export interface Outbound extends OutboxContext {
  readonly fanOut: FanOut;
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
 * @param out the fan-out, the bounds and who watches
 * @returns emits nothing; completes when the last chunk has been taken, or the connection is gone
 */
export function outbound(connection: Connection, out: Outbound): Observable<never> {
  const outbox = new Outbox(connection, out);
  return out.fanOut.chunksFor(connection.id).pipe(dropOverflow(outbox), writeTo(outbox));
}

/** Writes each chunk, and ends our side of the connection when there are no more; an error fails this client alone. */
function writeTo(outbox: Outbox): OperatorFunction<Chunk, never> {
  return createOperatorFrom((destination) => new WriteTo(destination, outbox));
}

class WriteTo extends OperatorSubscriber<Chunk, never> {
  private readonly connection: Connection; // of the outbox, and here since each write would go by way of that

  constructor(
    destination: Subscriber<never>,
    private readonly outbox: Outbox,
  ) {
    super(destination);
    this.connection = outbox.connection;
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
    this.outbox.fail(error);
    this.destination.complete();
  }

  protected onNext(chunk: Chunk): void {
    this.connection.write(chunk.bytes);
  }

  protected override onComplete(): void {
    this.connection.end();
    super.onComplete();
  }

  protected override onFinalize(): void {
    this.outbox.close();
  }
}
