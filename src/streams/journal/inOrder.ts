import { ignoreElements, merge, type OperatorFunction, tap } from 'rxjs';
import type { Journal, Recorded } from './journal';

/**
 * Appends events to a journal, and emits what the journal gives an order: those events, and in a journal that is shared
 * those of others too.
 *
 * ```
 * events$    --a--b---------|     the handling of b causes c
 *            inOrder(journal)
 * result     --1--(23)-------     1 = { seq: 1, event: a }, 3 = { seq: 3, event: c }
 * ```
 *
 * The journal is subscribed to before the events are: nothing is appended that is not seen.
 *
 * @param journal gives events their one order
 * @returns an operator from events to recorded events; it completes when both the journal and the events have
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
