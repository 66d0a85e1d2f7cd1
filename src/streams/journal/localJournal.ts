import { Subject } from 'rxjs';
import type { Journal, Recorded } from './journal';

/** How many events may wait for the one that is handled before the journal counts as behind. */
export const MOST_WAITING = 1024;

/**
 * A journal for one process: a Subject behind a trampoline.
 *
 * ```
 * append     --a--b---------c--     the handling of b appends d
 * events$    --a--(bd)------c--     d comes after b has been handled, never in the middle of it
 * ```
 *
 * A `next` inside of a `next` would show later observers of a Subject the inner event first: one order would become two.
 * So an event that is appended while another is handled waits until that one is done. What waits is what the handling of
 * one event appends, and nothing from outside; where that is more than `MOST_WAITING`, the journal says that it is behind,
 * until it has caught up.
 *
 * @param now the clock, in milliseconds since 1970
 * @returns the journal; an error that a subscriber throws is rxjs's to report, and the journal goes on
 */
export function localJournal<E>(now: () => number): Journal<E> {
  const recorded$ = new Subject<Recorded<E>>();
  const lag$ = new Subject<boolean>();
  const waiting: E[] = [];
  let handling = false;
  let behind = false;
  let seq = 0;

  const tell = (isBehind: boolean): void => {
    if (isBehind === behind) return;
    behind = isBehind;
    lag$.next(behind);
  };

  return {
    events$: recorded$.asObservable(),
    behind$: lag$.asObservable(),
    append(event) {
      waiting.push(event);
      if (waiting.length > MOST_WAITING) tell(true);
      if (handling) return;
      handling = true;
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          recorded$.next({ seq: (seq += 1), at: now(), event: next });
        }
        tell(false);
      } finally {
        handling = false;
      }
    },
  };
}
