import {
  BehaviorSubject,
  catchError,
  defer,
  distinctUntilChanged,
  first,
  from,
  map,
  NEVER,
  type Observable,
  type ObservableInput,
  of,
  repeat,
} from 'rxjs';
import type { Commit } from './commit';
import type { Recorded } from './journal';

/** How long a full disk is left alone before the next try, in ms. */
const FULL_DISK_RETRY_MS = 250;

/** Where commits are kept; see `SegmentLog`. */
export interface CommitLog {
  add(commit: Commit): void;
  /** Writes what was added, and returns whether all of it is written; if not, the disk is full. */
  flush(): boolean;
  /** Emits, or resolves, when all that was written before is on the disk. */
  sync(): ObservableInput<void>;
  close(): void;
}

/** Gathers events into commits, and has them written. */
export class Commits<E> {
  private readonly fullness$ = new BehaviorSubject(false);
  private readonly failure$ = new BehaviorSubject<unknown>(undefined);
  private events: E[] = [];
  private at = 0;
  private writtenSeq: number;
  private unkeptSince: number | undefined;

  /** Whether the disk is full; emits the present state, then changes. */
  readonly isFull$ = this.fullness$.pipe(distinctUntilChanged());
  /** Why it is no longer known what is on the disk, from then on: nothing is written any more. */
  readonly failed$ = this.failure$.pipe(first((error) => error !== undefined));

  /**
   * @param log where they are kept
   * @param now the clock, in milliseconds since 1970
   * @param seq the number of the last event that is kept already
   */
  constructor(
    private readonly log: CommitLog,
    private readonly now: () => number,
    private seq: number,
  ) {
    this.writtenSeq = seq;
  }

  /** How long the oldest event that is not on the disk yet has waited for that, in ms; 0 if there is none. */
  get lag(): number {
    return this.unkeptSince === undefined ? 0 : Math.max(0, this.now() - this.unkeptSince);
  }

  /** Whether an event waits that has not been handed to the log. */
  get isGathering(): boolean {
    return this.events.length > 0;
  }

  /** Whether the disk is full. */
  get isFull(): boolean {
    return this.fullness$.value;
  }

  /** Gives an event its place; all events of a commit have the time of the first. */
  add(event: E): Recorded<E> {
    if (this.events.length === 0) this.at = this.now();
    this.unkeptSince ??= this.at;
    this.events.push(event);
    return { seq: (this.seq += 1), at: this.at, event };
  }

  /**
   * Writes all that has been added by then. Emits once, when it is written: at once as a rule; while the disk is full, it tries
   * again and again. Never emits after a failure.
   */
  readonly written$: Observable<void> = defer(() => (this.hasFailed ? NEVER : of(this.write()))).pipe(
    repeat({ delay: FULL_DISK_RETRY_MS }),
    first((isWritten) => isWritten),
    map(() => undefined),
  );

  /** Has all that is written put on the disk. Emits once, when it is there; never after a failure. */
  readonly synced$: Observable<void> = defer(() => {
    const { writtenSeq } = this;
    const begun = this.now();
    return from(this.hasFailed ? NEVER : this.log.sync()).pipe(
      map(() => {
        this.unkeptSince = this.seq > writtenSeq ? begun : undefined;
      }),
    );
  }).pipe(
    catchError((error: unknown) => {
      this.failure$.next(error);
      return NEVER;
    }),
  );

  /** Writes what it can, and ends. */
  close(): void {
    if (this.hasFailed) return;
    this.gather();
    this.log.close();
  }

  private get hasFailed(): boolean {
    return this.failure$.value !== undefined;
  }

  private gather(): void {
    const { seq, at, events } = this;
    if (events.length > 0) this.log.add({ seq: seq - events.length + 1, at, events });
    this.events = [];
  }

  private write(): boolean {
    this.gather();
    try {
      const isWritten = this.log.flush();
      this.fullness$.next(!isWritten);
      if (isWritten) this.writtenSeq = this.seq;
      return isWritten;
    } catch (error) {
      this.failure$.next(error);
      return false;
    }
  }
}
