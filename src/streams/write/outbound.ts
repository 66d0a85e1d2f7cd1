import { finalize, type MonoTypeOperatorFunction, type Observable, type OperatorFunction } from 'rxjs';
import { type Chunk, toChunk } from '../../operators/chunk';
import { type BufferLimits, dropOverflow } from '../../operators/dropOverflow';
import { operate } from '../../operators/operate';
import type { Connection, ConnectionId } from '../accept/connection';
import { skippedNotice } from '../route/phrases';
import type { FanOut } from './fanOut';
import type { Outboxes } from './outboxes';

/** Who watches what goes out. */
export interface OutboundTaps {
  readonly written: MonoTypeOperatorFunction<Chunk>;
  /** A client begins to miss lines. */
  readonly slow: (client: ConnectionId) => void;
}

/** What all outbound streams have in common. */
export interface Outbound {
  readonly fanOut: FanOut;
  readonly outboxes: Outboxes;
  readonly limits: BufferLimits;
  readonly taps: OutboundTaps;
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
export function outbound(connection: Connection, { fanOut, outboxes, limits, taps }: Outbound): Observable<never> {
  const { tally, remove } = outboxes.add(connection);
  const outlet = {
    ...limits,
    demand$: connection.demand$,
    tally,
    notice: (skipped: number): Chunk => toChunk(skippedNotice(skipped)),
    overflowed: (): void => {
      taps.slow(connection.id);
    },
  };
  return fanOut
    .chunksFor(connection.id)
    .pipe(dropOverflow(outlet), taps.written, writeTo(connection), finalize(remove));
}

/** Writes each chunk, and ends our side of the connection when there are no more. */
function writeTo(connection: Connection): OperatorFunction<Chunk, never> {
  return operate((subscriber) => ({
    next({ bytes }) {
      connection.write(bytes);
    },
    complete() {
      connection.end();
      subscriber.complete();
    },
  }));
}
