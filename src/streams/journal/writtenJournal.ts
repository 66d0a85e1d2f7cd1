import { auditTime, concatMap, EMPTY, exhaustMap, ignoreElements, merge, of, repeat, share, Subject } from 'rxjs';
import { Commits } from './commits';
import { type DurableJournal, durableJournal, type Keeping } from './durableJournal';
import type { Recorded } from './journal';
import { oneAtATime } from './oneAtATime';

/** The longest time that what is written waits to be put on the disk, in ms. */
const SYNC_PERIOD_MS = 1000;

/**
 * A journal that emits events at once, and has written them by the end of the turn of the event loop: before anything is sent
 * because of them, if that waits for `kept$`. The end of the process loses nothing then. What is written is put on the disk once
 * a second, so the end of the machine loses a second at most.
 *
 * ```
 * append     --a-b-----c------
 * events$    --a-b-----c------
 * turn$        ---t    ---t        each subscription is one turn
 * log        -----w-------w---     w = one write
 * ```
 *
 * While the disk is full it is behind, and `kept$` does not emit.
 *
 * @param keeping the log, and where it goes on
 * @returns the journal; it writes while `events$` is subscribed to
 */
export function writtenJournal<E>({ log, now, epoch, seq, turn$ }: Keeping): DurableJournal<E> {
  const commits = new Commits<E>(log, now, seq);
  const recorded$ = new Subject<Recorded<E>>();
  const gathering$ = new Subject<void>(); // the first event of a commit
  const isCrowded$ = new Subject<boolean>();
  const writes$ = gathering$.pipe(
    exhaustMap(() =>
      turn$.pipe(
        concatMap(() => commits.written$),
        repeat({ delay: () => (commits.isGathering ? of(undefined) : EMPTY) }),
      ),
    ),
    share(),
  );
  const syncs$ = writes$.pipe(
    auditTime(SYNC_PERIOD_MS),
    exhaustMap(() => commits.synced$),
  );
  const append = oneAtATime(
    (event: E) => {
      const isFirst = !commits.isGathering;
      const recorded = commits.add(event);
      if (isFirst) gathering$.next();
      recorded$.next(recorded);
    },
    (isCrowded) => {
      isCrowded$.next(isCrowded);
    },
  );
  const events$ = merge(recorded$, merge(writes$, syncs$).pipe(ignoreElements())).pipe(share());
  return durableJournal(commits, epoch, { append, events$, kept$: commits.written$, isCrowded$ });
}
