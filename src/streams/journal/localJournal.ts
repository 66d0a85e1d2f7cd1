import { Subject } from 'rxjs';
import type { Journal, Recorded } from './journal';
import { oneAtATime } from './oneAtATime';

/**
 * A journal for one process: a Subject behind a trampoline. Nothing of it outlives the process.
 *
 * ```
 * append     --a--b---------c--     the handling of b appends d
 * events$    --a--(bd)------c--     d follows b, and is not emitted during the handling of b
 * ```
 *
 * If more events wait for their turn than `MAX_WAITING`, the journal is behind until it has caught up.
 *
 * @param now the clock, in milliseconds since 1970
 * @param epoch names the order of its events
 * @returns the journal; rxjs reports the errors that subscribers throw, and the journal continues
 */
export function localJournal<E>(now: () => number, epoch: string): Journal<E> {
  const recorded$ = new Subject<Recorded<E>>();
  const behind$ = new Subject<boolean>();
  let seq = 0;
  return {
    epoch,
    events$: recorded$.asObservable(),
    behind$: behind$.asObservable(),
    append: oneAtATime(
      (event: E) => {
        recorded$.next({ seq: (seq += 1), at: now(), event });
      },
      (isBehind) => {
        behind$.next(isBehind);
      },
    ),
  };
}
