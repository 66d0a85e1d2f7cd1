import type { Writable } from 'node:stream';
import Transport from 'winston-transport';

/** The key under which winston stores the formatted line of an entry. */
export const MESSAGE = Symbol.for('message');

/** The maximum number of characters that wait in the stream; lines beyond it are dropped and counted. */
const MAX_WAITING_CHARACTERS = 1024 * 1024;

/**
 * Writes log lines to a stream without waiting for it. While more than 1 Mi characters wait, and until the stream
 * drains, lines are dropped. The log then reports their number at the place where they are missing.
 *
 * ```
 * lines      1--2--3--4--5-------6
 * stream     ^--full-----drained--    2 still fits
 * written    1--2--------n-------6    n = '3 log lines were dropped'
 * ```
 */
export class LineTransport extends Transport {
  /** The total number of dropped lines. */
  droppedLines = 0;
  /** The number of dropped lines that the log has not reported yet. */
  private unreported = 0;
  private failed = false;

  /**
   * @param stream the destination of the lines; after its error or end, all lines are dropped
   * @param notice formats the line that reports dropped lines
   */
  constructor(
    private readonly stream: Writable,
    private readonly notice: (droppedLines: number) => string,
  ) {
    super();
    stream.on('error', () => (this.failed = true)).on('drain', this.resume);
  }

  /** Logs an entry; called by winston. */
  override log(entry: Record<symbol, unknown>, next: () => void): void {
    next();
    if (this.unreported === 0 && this.isOpen && this.stream.writableLength <= MAX_WAITING_CHARACTERS) {
      this.stream.write(`${String(entry[MESSAGE])}\n`);
      return;
    }
    this.unreported += 1;
    this.droppedLines += 1;
  }

  /** Resolves when all accepted lines have been written, or cannot be written any more. */
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
    if (this.unreported === 0 || !this.isOpen) return;
    this.stream.write(`${this.notice(this.unreported)}\n`);
    this.unreported = 0;
  };
}
