import { isUtf8 } from 'node:buffer';
import type { OperatorFunction, Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** A line, or the reason why the bytes between two newlines are none. */
export type Line = { readonly text: string } | { readonly fault: 'invalid_utf8' | 'line_too_long' };

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Turns pieces of bytes, cut anywhere, into UTF-8 lines without their ending (`\n` or `\r\n`).
 *
 * A line may be in many pieces, and many lines in one.
 *
 * ```
 * source     --a------b--c---|      a = 'hel', b = 'lo\nyou\r\nbye', c = '!'
 *            splitLines(4096)
 * result     ---------(xy)---(z|)   x = 'hello', y = 'you', z = 'bye!'
 * ```
 *
 * - Empty lines are left out. A last line without a newline counts when the source completes, and is lost when it errors.
 * - A line that is not valid UTF-8 becomes the fault `invalid_utf8`. A line of more than `maxBytes` becomes the fault
 *   `line_too_long`, once and as soon as that is known; its bytes are thrown away up to the next newline.
 * - What is kept between two pieces is one unfinished line: at most `maxBytes` + 1 bytes, in a buffer of its own, so that
 *   no piece is held by its last few bytes, and a client that sends a byte at a time costs no more than another.
 *
 * The pieces are searched for newlines as bytes, and the lines of a piece are checked and decoded together: a newline
 * byte is never part of another UTF-8 character.
 *
 * @param maxBytes the longest line in bytes, its ending not counted
 * @returns an operator from pieces to lines and faults, in the order of the bytes
 */
export function splitLines(maxBytes: number): OperatorFunction<Uint8Array, Line> {
  return createOperatorFrom((destination) => new SplitLines(destination, maxBytes));
}

/** A class, not closures: there is one for each client. */
class SplitLines extends OperatorSubscriber<Uint8Array, Line> {
  private held: HeldBytes | undefined; // the start of a line whose end has not come yet
  private skipping = false; // inside of a line that was refused as too long

  constructor(
    destination: Subscriber<Line>,
    private readonly maxBytes: number,
  ) {
    super(destination);
  }

  protected onNext(piece: Uint8Array): void {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (this.skipping || this.held) {
      const end = rest.indexOf(NEWLINE);
      this.hold(end < 0 ? rest : rest.subarray(0, end));
      if (end < 0) return;
      this.endHeldLine();
      rest = rest.subarray(end + 1);
    }
    const end = rest.lastIndexOf(NEWLINE);
    if (end >= 0) this.emit(rest.subarray(0, end));
    this.hold(rest.subarray(end + 1));
  }

  protected override onComplete(): void {
    this.endHeldLine();
    this.destination.complete();
  }

  protected override onFinalize(): void {
    this.held = undefined;
  }

  private hold(part: Buffer): void {
    if (this.skipping || part.length === 0) return;
    this.held ??= new HeldBytes(this.maxBytes + 1); // one more, for a `\r`
    if (this.held.add(part)) return;
    this.held = undefined;
    this.skipping = true;
    this.destination.next({ fault: 'line_too_long' });
  }

  private endHeldLine(): void {
    const bytes = this.held?.bytes;
    this.held = undefined;
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

/** The lines in bytes that end where a line ends: decoded together when all are valid, else one by one. */
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

/** Whether a text takes more than so many bytes; counted only where its length leaves that open. */
function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes; // a UTF-16 unit is at most 3 bytes of UTF-8
}

/** Bytes gathered up to a limit, in a buffer of their own that doubles as it fills. */
class HeldBytes {
  private buffer = Buffer.allocUnsafeSlow(64); // not from the shared pool, of which a few bytes would keep 8 KiB alive
  private length = 0;

  constructor(private readonly limit: number) {}

  /** Adds a copy of the bytes, or says no where the line is too long: the last byte that fits can only be a `\r`. */
  add(part: Uint8Array): boolean {
    const length = this.length + part.length;
    if (length > this.limit || (length === this.limit && part.at(-1) !== RETURN)) return false;
    if (length > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(this.limit, Math.max(length, this.buffer.length * 2)));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    this.buffer.set(part, this.length);
    this.length = length;
    return true;
  }

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}
