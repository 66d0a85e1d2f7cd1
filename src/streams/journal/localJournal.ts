import { Subject } from 'rxjs';
import type { Journal, Recorded } from './journal';

/** The number of waiting events above which the journal is behind. */
export const MAX_WAITING_EVENTS = 1024;

/**
 * A journal for one process: a Subject behind a trampoline.
 *
 * ```
 * append     --a--b---------c--     the handling of b appends d
 * events$    --a--(bd)------c--     d follows b, and is not emitted during the handling of b
 * ```
 *
 * With a nested `next`, the later observers of a Subject would receive the inner event first, and the order would no
 * longer be the same for all. So an event that is appended during the handling of another one waits for it. Only events
 * that this handling appends can wait. If they exceed `MAX_WAITING_EVENTS`, the journal is behind until it has caught
 * up.
 *
 * @param now the clock, in milliseconds since 1970
 * @param epoch names the order of its events
 * @returns the journal; rxjs reports the errors that subscribers throw, and the journal continues
 */
export function localJournal<E>(now: () => number, epoch: string): Journal<E> {
  const recorded$ = new Subject<Recorded<E>>();
  const behind$ = new Subject<boolean>();
  const waiting: E[] = [];
  let handling = false;
  let wasBehind = false;
  let seq = 0;

  const setBehind = (isBehind: boolean): void => {
    if (isBehind === wasBehind) return;
    wasBehind = isBehind;
    behind$.next(isBehind);
  };

  return {
    epoch,
    events$: recorded$.asObservable(),
    behind$: behind$.asObservable(),
    append(event) {
      waiting.push(event);
      if (waiting.length > MAX_WAITING_EVENTS) setBehind(true);
      if (handling) return;
      handling = true;
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          recorded$.next({ seq: (seq += 1), at: now(), event: next });
        }
        setBehind(false);
      } finally {
        handling = false;
      }
    },
  };
}
