import { catchError, defer, type Observable, of, tap } from 'rxjs';
import type { ClientSources } from '../client/clientChat';
import type { SocketEvent } from '../client/model';

/**
 * Whoever starts a client wants to know at once that there is no server; but a server that was reached once is tried again
 * whatever happens.
 *
 * ```
 * first      --o--r--(c|)        o = opened, r = received, c = closed
 * second     --#
 *            reachedOnce(open)
 * first      --o--r--(c|)
 * second     --(c|)              but --# if it was the first
 * ```
 *
 * @param open connects
 * @returns the same; after the first success an error is a connection that is closed
 */
export function reachedOnce(open: ClientSources['open']): ClientSources['open'] {
  let isReached = false;
  return (lines$) =>
    defer(() => open(lines$)).pipe(
      tap(() => (isReached = true)),
      catchError((error: unknown): Observable<SocketEvent> => {
        if (!isReached) throw error;
        return of({ type: 'closed' });
      }),
    );
}
