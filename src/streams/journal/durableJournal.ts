import { combineLatest, distinctUntilChanged, map, type Observable, skip, startWith } from 'rxjs';
import type { CommitLog, Commits } from './commits';
import type { Journal } from './journal';

/** A journal whose events outlive the process. */
export interface DurableJournal<E> extends Journal<E> {
  /**
   * Emits once for each subscription, when all events that the journal has emitted by then are kept as it promises. What is
   * sent because of events waits for it.
   */
  readonly kept$: Observable<void>;
  readonly isFull: boolean;
  /** Whether the disk is full; emits the present state, then changes. */
  readonly isFull$: Observable<boolean>;
  /** Emits the error after which it is no longer known what is on the disk: nothing is kept any more. */
  readonly failed$: Observable<unknown>;
  /** How long the oldest event that is not on the disk yet has waited for that, in ms; 0 if there is none. */
  readonly lag: number;
  /** Writes what has been appended, and closes the log. */
  close(): void;
}

/** What a durable journal is made from. */
export interface Keeping {
  readonly log: CommitLog;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Names the order of its events. */
  readonly epoch: string;
  /** The number of the last event that is kept already. */
  readonly seq: number;
  /** Emits once when the current turn of the event loop ends: events of one turn are written together. */
  readonly turn$: Observable<unknown>;
}

/** Where the ways in which events become durable differ. */
export interface Kind<E> extends Pick<DurableJournal<E>, 'append' | 'events$' | 'kept$'> {
  /** Whether too many events wait. */
  readonly isCrowded$: Observable<boolean>;
}

/**
 * Makes a durable journal: it is behind while the disk is full or too many events wait.
 *
 * @param commits its commits
 * @param epoch names the order of its events
 * @param kind when it emits its events
 */
export function durableJournal<E>(commits: Commits<E>, epoch: string, kind: Kind<E>): DurableJournal<E> {
  const { isCrowded$, ...journal } = kind;
  return {
    ...journal,
    epoch,
    behind$: combineLatest([commits.isFull$, isCrowded$.pipe(startWith(false))]).pipe(
      map(([isFull, isCrowded]) => isFull || isCrowded),
      distinctUntilChanged(),
      skip(1),
    ),
    get isFull() {
      return commits.isFull;
    },
    isFull$: commits.isFull$,
    failed$: commits.failed$,
    get lag() {
      return commits.lag;
    },
    close: () => {
      commits.close();
    },
  };
}
