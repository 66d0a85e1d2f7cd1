import { type Observable, of } from 'rxjs';
import type { Commit } from '../../src/streams/journal/commit';
import type { CommitLog } from '../../src/streams/journal/commits';

/** A log in memory that says when what was done to it: `5: 1 a b` is a commit of the events a and b, the first of which is 1. */
export class RecordedLog implements CommitLog {
  readonly story: string[] = [];
  /** Whether there is room on the disk. */
  hasRoom = true;
  /** What goes wrong with the next write. */
  fault: Error | undefined;
  private waiting: Commit[] = [];

  /**
   * @param now the clock
   * @param synced$ emits when what was written is on the disk
   */
  constructor(
    private readonly now: () => number,
    private readonly synced$: Observable<unknown> = of('s'),
  ) {}

  add(commit: Commit): void {
    this.waiting.push(commit);
  }

  flush(): boolean {
    if (this.fault) throw this.fault;
    if (!this.hasRoom) {
      this.note('full');
      return false;
    }
    for (const { seq, events } of this.waiting) this.note([seq, ...events].join(' '));
    this.waiting = [];
    return true;
  }

  sync(): Observable<void> {
    this.note('sync');
    return this.synced$ as Observable<void>;
  }

  close(): void {
    this.flush();
    this.note('closed');
  }

  private note(what: string): void {
    this.story.push(`${this.now()}: ${what}`);
  }
}
