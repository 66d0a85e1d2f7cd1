import { concatMap, EMPTY, exhaustMap, map, of, repeat, share, Subject } from 'rxjs';
import { concatMapArray } from '../../operators/concatMapArray';
import { Commits } from './commits';
import { type DurableJournal, durableJournal, type Keeping } from './durableJournal';
import type { Recorded } from './journal';

/** How many events may wait for the disk before the journal is behind: a few turns of input. */
const MAX_UNSYNCED = 8192;

/**
 * A journal that emits events when they are on the disk: the end of the machine loses nothing that was seen.
 *
 * ```
 * append     --a-b---cd-e-----------
 * turn$        ---t    ---t             each subscription is one turn
 * synced          ---s     ---s         after one write for all of the commit
 * events$    --------(ab)--(cde)----
 * ```
 *
 * All that comes while a commit is on its way to the disk is the next one. While the disk is full, or more waits than
 * `MAX_UNSYNCED` events, it is behind.
 *
 * @param keeping the log, and where it goes on
 * @returns the journal; it writes while `events$` is subscribed to
 */
export function syncedJournal<E>({ log, now, epoch, seq, turn$ }: Keeping): DurableJournal<E> {
  const commits = new Commits<E>(log, now, seq);
  const appended$ = new Subject<void>();
  let waiting: Recorded<E>[] = [];
  const isCrowded$ = new Subject<boolean>();
  const commit$ = commits.written$.pipe(
    concatMap(() => {
      const covered = waiting; // what is appended from here on is written by the next commit
      waiting = [];
      isCrowded$.next(false);
      return commits.synced$.pipe(map(() => covered));
    }),
  );
  const events$ = appended$.pipe(
    exhaustMap(() =>
      turn$.pipe(
        concatMap(() => commit$),
        concatMapArray((covered) => covered),
        repeat({ delay: () => (waiting.length > 0 ? of(undefined) : EMPTY) }),
      ),
    ),
    share(),
  );
  const append = (event: E): void => {
    waiting.push(commits.add(event));
    if (waiting.length > MAX_UNSYNCED) isCrowded$.next(true);
    appended$.next();
  };
  return durableJournal(commits, epoch, { append, events$, kept$: of(undefined), isCrowded$ });
}
