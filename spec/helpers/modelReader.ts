import type { Told } from './model';

/** What stands for the end of a connection among the lines that its client reads. */
export const END = '(end)';

/** What a client reads, and what waits for it while it does not: lists again, one line at a time. */
export class ReaderModel {
  readonly read: string[] = [];
  offered = 0;
  written = 0;
  dropped = 0;
  waiting: string[] = [];
  blocked = false;
  isBroken = false;
  private stuckSince: number | undefined; // when it was first seen to read nothing
  private skipped = 0;
  private ending = false;

  constructor(
    private readonly most: { readonly lines: number; readonly bytes: number },
    private readonly overflow: 'dropNewest' | 'dropOldest',
  ) {}

  /** Whether all there will ever be has been read. */
  get isDone(): boolean {
    return this.read.at(-1) === END;
  }

  gets({ line, end }: Told): void {
    if (line !== undefined) {
      this.offered += 1;
      if (!this.blocked) this.reads(line);
      else if (end) this.keepsFarewell(line);
      else this.keeps(line);
    }
    if (!end) return;
    this.ending = true;
    if (!this.blocked) this.read.push(END);
  }

  /** It reads again: what waits, and a notice where something is missing. */
  catchesUp(): void {
    this.blocked = false;
    this.stuckSince = undefined;
    if (this.overflow === 'dropOldest') this.readsNotice();
    for (const line of this.waiting.splice(0)) this.reads(line);
    this.readsNotice();
    if (this.ending && !this.isDone) this.read.push(END);
  }

  /** Its connection is gone. */
  breaks(): void {
    this.isBroken = true;
    this.dropped += this.waiting.splice(0).length;
  }

  /** Whether it has read nothing for so long, since somebody first looked. */
  isStuck(now: number, timeout: number): boolean {
    if (!this.blocked || this.isBroken || this.isDone) return false;
    this.stuckSince ??= now;
    return this.stuckSince !== now && now - this.stuckSince >= timeout;
  }

  private keeps(line: string): void {
    if (this.overflow === 'dropNewest') {
      if (this.skipped === 0 && this.fits([...this.waiting, line])) this.waiting.push(line);
      else this.skips();
      return;
    }
    this.waiting.push(line);
    while (!this.fits(this.waiting)) {
      this.waiting.shift();
      this.skips();
    }
  }

  private fits(lines: readonly string[]): boolean {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    return lines.length <= this.most.lines && bytes <= this.most.bytes;
  }

  private keepsFarewell(line: string): void {
    if (this.overflow === 'dropNewest' && this.skipped > 0) this.waiting.push(this.notice());
    this.waiting.push(line);
  }

  private readsNotice(): void {
    if (this.skipped > 0) this.reads(this.notice());
  }

  private notice(): string {
    const lines = this.skipped === 1 ? 'line' : 'lines';
    const notice = `SYSTEM: ${String(this.skipped)} ${lines} skipped, your connection is slow`;
    this.skipped = 0;
    this.offered += 1;
    return notice;
  }

  private reads(line: string): void {
    this.written += 1;
    this.read.push(line);
  }

  private skips(): void {
    this.skipped += 1;
    this.dropped += 1;
  }
}
