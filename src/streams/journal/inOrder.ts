import { ignoreElements, merge, type OperatorFunction, tap } from 'rxjs';
import type { Journal, Recorded } from './journal';

/**
 * Appends events to a journal, and emits the recorded events in the order of the journal. A journal that several
 * processes share also emits the events of the others.
 *
 * ```
 * events$    --a--b---------|     the handling of b causes c
 *            inOrder(journal)
 * result     --1--(23)-------     1 = { seq: 1, event: a }, 3 = { seq: 3, event: c }
 * ```
 *
 * It subscribes to the journal before the events, so every appended event is emitted.
 *
 * @param journal the journal that orders the events
 * @returns an operator from events to recorded events; it completes when the journal and the events have completed
 */
export function inOrder<E>(journal: Journal<E>): OperatorFunction<E, Recorded<E>> {
  return (events$) =>
    merge(
      journal.events$,
      events$.pipe(
        tap((event) => {
          journal.append(event);
        }),
        ignoreElements(),
      ),
    );
}
