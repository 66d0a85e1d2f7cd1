import { defer, merge, type Observable, repeat, take, tap, timer } from 'rxjs';
import type { SocketEvent } from './model';

/** How long to wait before the first try, and at most, in ms. */
const FIRST_MS = 500;
const MOST_MS = 30_000;

/** What a retry depends on. */
export interface Retry {
  /** The network is there again. */
  readonly online$: Observable<unknown>;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/**
 * Opens a connection, and another one whenever that is closed, after a while: twice as long each time in vain, at most 30 s, and
 * at once when the network is back. All browsers that lost the same server come back at different times.
 *
 * ```
 * first      --o--r--(c|)
 * second                     ----(c|)
 * result     --o--r--c           ----c      ...   o = opened, r = received, c = closed
 *                     ^ 0.25 to 0.5 s ^ 0.5 to 1 s
 * ```
 *
 * @param open connects, and completes when the connection is closed
 * @param retry the network and the chance
 * @returns the events of all connections; never completes
 */
export function reconnecting(open: () => Observable<SocketEvent>, { online$, random }: Retry): Observable<SocketEvent> {
  return defer(() => {
    let tries = 0;
    const delay = (): Observable<unknown> => {
      const most = Math.min(MOST_MS, FIRST_MS * 2 ** tries);
      tries += 1;
      return merge(timer(most * (0.5 + random() / 2)), online$).pipe(take(1));
    };
    return defer(open).pipe(
      tap(({ type }) => {
        if (type === 'received') tries = 0;
      }),
      repeat({ delay }),
    );
  });
}
