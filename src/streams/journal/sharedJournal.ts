import { exhaustMap, merge, Observable, Subject, tap, timer } from 'rxjs';
import type { ChatEvent } from '../model/chatEvent';
import type { Journal, Recorded } from './journal';
import type { JournalError } from './journalError';
import { EMPTY_LEDGER } from './ledger';
import { NodeSide } from './nodeSide';
import type { NodeStatus } from './nodeStatus';
import type { Sharing } from './sharing';

/** The time between two looks at what has come back, in ms. */
const BEAT_MS = 500;

/** A journal whose order several processes share. */
export interface SharedJournal extends Journal<ChatEvent> {
  /** Emits how the node stands with the log, then changes. */
  readonly status$: Observable<NodeStatus>;
  /** Emits at each join which of all joins it was: no other process has the same. */
  readonly present$: Observable<number>;
  /** Emits the error after which the process must not go on. */
  readonly failed$: Observable<JournalError>;
  /** Emits a place up to which this node is to make a snapshot of the log: no other node does. */
  readonly snapshotDue$: Observable<number>;
  /** Tells the others that the node goes: `status$` emits `left` when they have it. */
  leave(): void;
}

/**
 * A journal that several nodes share: what the others need to know goes to a log, and counts when it comes back. What is for this
 * node alone is emitted in its place among the events of this node.
 *
 * ```
 * append     --a-b--x-----------     x is for this node alone
 * log        -------c---a--b----     c is of another node
 * events$    -------c---a--(bx)-
 * ```
 *
 * So each node emits the same events of the log, in the same order and with the same numbers, and between them events of its own
 * in which the others have no part. A client sees what it has done itself in the order in which it has done it.
 *
 * While nothing comes back it is behind: nothing is read from clients. A node that the others have given up ends its clients, and
 * joins anew.
 *
 * @param sharing the log, who the node is, and what of its events is shared
 * @returns the journal; it takes part while `events$` is subscribed to
 * @see docs/decisions/0044-a-ledger-over-a-log-at-least-once.md
 */
export function sharedJournal(sharing: Sharing): SharedJournal {
  const { log, ledger = EMPTY_LEDGER, turn$, scheduler } = sharing;
  const recorded$ = new Subject<Recorded<ChatEvent>>();
  const appended$ = new Subject<void>();
  const side = new NodeSide(
    sharing,
    (recorded) => recorded$.next(recorded),
    () => appended$.next(),
  );
  const events$ = new Observable<Recorded<ChatEvent>>((subscriber) => {
    const running = recorded$.subscribe(subscriber);
    running.add(
      merge(
        appended$.pipe(exhaustMap(() => turn$.pipe(tap(() => side.write())))),
        timer(0, BEAT_MS, scheduler).pipe(tap(() => side.beat())),
        log.entries(ledger.place).pipe(tap((stored) => side.take(stored))),
      ).subscribe(),
    );
    return running;
  });
  return {
    epoch: log.epoch,
    events$,
    append: (event) => side.append(event),
    behind$: side.behind$,
    status$: side.status$,
    present$: side.present$,
    failed$: side.failed$,
    snapshotDue$: side.snapshotDue$,
    leave: () => side.leave(),
  };
}
