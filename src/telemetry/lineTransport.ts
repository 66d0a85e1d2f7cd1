import type { Writable } from 'node:stream';
import Transport from 'winston-transport';

/** Where winston puts the finished line of an entry. */
export const MESSAGE = Symbol.for('message');

/** How many characters may wait for a stream that is slow; lines beyond that are left out, and counted. */
const MOST_WAITING = 1024 * 1024;

/**
 * Writes log lines to a stream, and never waits for it: from when more than a mebibyte waits there until all of that has
 * been written, lines are left out. The log then says how many, in the place where they are missing.
 *
 * ```
 * lines      1--2--3--4--5-------6
 * stream     ^--full-----drained--    2 still fits
 * written    1--2--------n-------6    n = '3 log lines were left out'
 * ```
 */
export class LineTransport extends Transport {
  /** How many lines were left out in all. */
  droppedLines = 0;
  /** How many of them the log does not speak of yet. */
  private unsaid = 0;
  private failed = false;

  /**
   * @param stream where the lines go; once it has failed or ended, all further lines are left out
   * @param notice makes the line that says how many are missing
   */
  constructor(
    private readonly stream: Writable,
    private readonly notice: (leftOut: number) => string,
  ) {
    super();
    stream.on('error', () => (this.failed = true)).on('drain', this.resume);
  }

  /** Takes one entry, as winston calls it. */
  override log(entry: Record<symbol, unknown>, next: () => void): void {
    next();
    if (this.unsaid === 0 && this.isOpen && this.stream.writableLength <= MOST_WAITING) {
      this.stream.write(`${String(entry[MESSAGE])}\n`);
      return;
    }
    this.unsaid += 1;
    this.droppedLines += 1;
  }

  /** The promise is kept when all lines that were taken have been written, or never will be. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isOpen) resolve();
      else
        this.stream.write('', () => {
          resolve();
        });
    });
  }

  private get isOpen(): boolean {
    return !this.failed && this.stream.writable;
  }

  private readonly resume = (): void => {
    if (this.unsaid === 0 || !this.isOpen) return;
    this.stream.write(`${this.notice(this.unsaid)}\n`);
    this.unsaid = 0;
  };
}
