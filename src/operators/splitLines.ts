import { isUtf8 } from 'node:buffer';
import type { OperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** A line, or the reason why the bytes between two newlines are not a valid line. */
export type Line = { readonly text: string } | { readonly fault: 'invalid_utf8' | 'line_too_long' };

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Line framing: splits a stream of bytes, chunked anywhere, into UTF-8 lines without their terminators (`\n` or
 * `\r\n`).
 *
 * A line may span many chunks, and a chunk may contain many lines.
 *
 * ```
 * source     --a------b--c---|      a = 'hel', b = 'lo\nyou\r\nbye', c = '!'
 *            splitLines(4096)
 * result     ---------(xy)---(z|)   x = 'hello', y = 'you', z = 'bye!'
 * ```
 *
 * - Empty lines are skipped. When the source completes, a last line without a terminator is emitted; when it errors,
 *   that line is lost.
 * - A line that is not valid UTF-8 becomes the fault `invalid_utf8`. A line of more than `maxBytes` becomes the fault
 *   `line_too_long`, once and as soon as that is known; its bytes are discarded up to the next newline.
 * - Only one unfinished line is kept between chunks: at most `maxBytes` + 1 bytes, in a buffer of its own. So the last
 *   bytes of a chunk do not keep the chunk in memory, and a client that sends single bytes costs no more than another.
 *
 * Chunks are searched for newlines as bytes, and the lines of a chunk are validated and decoded together: a newline
 * byte is never part of a longer UTF-8 sequence.
 *
 * @param maxBytes the longest line in bytes, without its terminator
 * @returns an operator from chunks to lines and faults, in order
 */
export function splitLines(maxBytes: number): OperatorFunction<Uint8Array, Line> {
  return createOperatorFrom((destination) => new SplitLines(destination, maxBytes));
}

/** A class instead of closures, because there is one per client. */
class SplitLines extends OperatorSubscriber<Uint8Array, Line> {
  private partial: PartialLine | undefined; // the start of a line without its terminator
  private skipping = false; // inside a line that is too long

  constructor(
    destination: Subscriber<Line>,
    private readonly maxBytes: number,
  ) {
    super(destination);
  }

  protected onNext(chunk: Uint8Array): void {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.skipping || this.partial) {
      const end = rest.indexOf(NEWLINE);
      this.keep(end < 0 ? rest : rest.subarray(0, end));
      if (end < 0) return;
      this.endPartialLine();
      rest = rest.subarray(end + 1);
    }
    const end = rest.lastIndexOf(NEWLINE);
    if (end >= 0) this.emit(rest.subarray(0, end));
    this.keep(rest.subarray(end + 1));
  }

  protected override onComplete(): void {
    this.endPartialLine();
    this.destination.complete();
  }

  protected override onFinalize(): void {
    this.partial = undefined;
  }

  private keep(start: Buffer): void {
    if (this.skipping || start.length === 0) return;
    this.partial ??= new PartialLine(this.maxBytes + 1); // 1 more, for a `\r`
    if (this.partial.add(start)) return;
    this.partial = undefined;
    this.skipping = true;
    this.destination.next({ fault: 'line_too_long' });
  }

  private endPartialLine(): void {
    const bytes = this.partial?.bytes;
    this.partial = undefined;
    this.skipping = false;
    if (bytes) this.emit(bytes);
  }

  private emit(bytes: Buffer): void {
    for (const line of wholeLines(bytes, this.maxBytes)) {
      if (this.closed) return;
      this.destination.next(line);
    }
  }
}

/** Splits bytes that end at a line boundary. Valid UTF-8 is decoded at once, otherwise line by line. */
function wholeLines(bytes: Buffer, maxBytes: number): Line[] {
  const lines: Line[] = [];
  if (isUtf8(bytes)) {
    for (const line of bytes.toString('utf8').split('\n')) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text.length === 0) continue;
      lines.push(isLonger(text, maxBytes) ? { fault: 'line_too_long' } : { text });
    }
    return lines;
  }
  for (let start = 0; start <= bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(start, end);
    if (isUtf8(line)) lines.push(...wholeLines(line, maxBytes));
    else {
      const length = line.at(-1) === RETURN ? line.length - 1 : line.length;
      lines.push({ fault: length > maxBytes ? 'line_too_long' : 'invalid_utf8' });
    }
    start = end + 1;
  }
  return lines;
}

/** Whether a text has more than `maxBytes` bytes; they are counted only if its length does not decide it. */
function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes; // a UTF-16 unit is at most 3 bytes of UTF-8
}

/** The bytes of an unfinished line, in a buffer of its own that doubles as it fills. */
class PartialLine {
  private buffer = Buffer.allocUnsafeSlow(64); // not from the shared pool: a few bytes would keep 8 KiB in memory
  private length = 0;

  constructor(private readonly limit: number) {}

  /**
   * Appends a copy of the bytes. Returns false if the line becomes too long: at the limit, the last byte must be a
   * `\r`.
   */
  add(bytes: Uint8Array): boolean {
    const length = this.length + bytes.length;
    if (length > this.limit || (length === this.limit && bytes.at(-1) !== RETURN)) return false;
    if (length > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.limit, Math.max(length, this.buffer.length * 2)));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = length;
    return true;
  }

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}
