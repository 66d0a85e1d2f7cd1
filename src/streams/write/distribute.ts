import { ignoreElements, type Observable, type OperatorFunction, tap } from 'rxjs';
import { dropOverflow } from '../../operators/dropOverflow';
import { mergeLean } from '../../operators/mergeLean';
import { mergeMapLean } from '../../operators/mergeMapLean';
import type { Connection } from '../model/connection';
import type { Delivery } from '../model/delivery';
import type { Write } from '../model/write';
import type { FanOut } from './fanOut';
import { Outbox, type OutboxContext } from './outbox';
import { toWrites } from './toWrites';

/**
 * Splits the deliveries into one Observable of chunks for each client, passes each through the client's bounded outbox, and
 * merges what comes out: the writes to all connections.
 *
 * ```
 * clients$     -1-2-----------      connections 1 and 2
 * deliveries   -----a----b----      a: a line to the room of both, b: a line to 2, and its end
 *              distribute(clients$, fanOut, context)
 * result       -----(xy)-(zE)-      x = a for 1, y = a for 2, z = b for 2, E = the end of 2
 * ```
 *
 * The clients are subscribed to before the deliveries: the first event of a client causes a delivery to it, and its outbox
 * must be there by then.
 *
 * An error in what one client receives is a defect that closes that connection alone. An error of the inputs or of the fan-out
 * is the error of the result.
 *
 * @param clients$ each connection when it comes
 * @param fanOut gives each client its chunks
 * @param context what the outboxes have in common
 * @returns an operator from the deliveries of each turn of the event loop to writes; the result completes when both inputs have,
 *   and all clients have ended or are gone
 */
export function distribute<C extends Connection>(
  clients$: Observable<C>,
  fanOut: FanOut,
  context: OutboxContext<C>,
): OperatorFunction<readonly Delivery[], Write<C>> {
  return (deliveries$) =>
    mergeLean(
      clients$.pipe(mergeMapLean((connection) => clientWrites(connection, fanOut, context))),
      deliveries$.pipe(
        tap((deliveries) => {
          fanOut.deliver(deliveries);
        }),
        ignoreElements(),
      ),
    );
}

/** What one client receives, through its bounded outbox, as writes to its connection. */
function clientWrites<C extends Connection>(
  connection: C,
  fanOut: FanOut,
  context: OutboxContext<C>,
): Observable<Write<C>> {
  const outbox = new Outbox(connection, fanOut.dialectNamed(connection.dialect), context);
  return fanOut.chunksFor(connection.id, outbox).pipe(dropOverflow(outbox), toWrites(outbox));
}
