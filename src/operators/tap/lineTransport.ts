import type { Writable } from 'node:stream';
import Transport from 'winston-transport';

/** Where winston puts the finished line of an entry. */
const MESSAGE = Symbol.for('message');

/** How many characters may wait for a stream that is slow; lines beyond that are left out, and counted. */
const MOST_WAITING = 1024 * 1024;

/**
 * Writes log lines to a stream, and never waits for it: while more than a mebibyte waits there, or when it has failed, lines
 * are left out and counted.
 */
export class LineTransport extends Transport {
  /** How many lines were left out. */
  leftOut = 0;
  private failed = false;

  /** @param stream where the lines go */
  constructor(private readonly stream: Writable) {
    super();
    stream.on('error', () => (this.failed = true));
  }

  /** Takes one entry, as winston calls it. */
  override log(entry: Record<symbol, unknown>, next: () => void): void {
    next();
    if (this.failed || !this.stream.writable || this.stream.writableLength > MOST_WAITING) this.leftOut += 1;
    else this.stream.write(`${String(entry[MESSAGE])}\n`);
  }
}
