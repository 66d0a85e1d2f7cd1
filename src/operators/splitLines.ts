import { isUtf8 } from 'node:buffer';
import type { OperatorFunction, Subscriber } from 'rxjs';
import { BS, CR, DEL, ENQ, EOT, ETX, isActing, isPlain, LF, NAK, NUL } from '../buffers/lineControls';
import { PartialLine } from '../buffers/partialLine';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** What a person asks for by a control character: to get out, or for a sign of life. */
export type Signal = 'interrupt' | 'are_you_there';

/** A line, the reason why the bytes between two line ends are not a valid line, or a signal between or in lines. */
export type Line =
  { readonly text: string } | { readonly fault: 'invalid_utf8' | 'line_too_long' } | { readonly signal: Signal };

/**
 * What terminals send for a key without a character: cursor and function keys, in all their modes, and the brackets
 * around what is pasted. Other sequences, such as that for a colour, do not come from a key.
 */
const KEYS = /\x1b(?:\[[\d;]*[A-HPQRSZu~]|\[\[[A-E]|O[\d;]*[A-DFHMPQRSXj-y])/g;

/**
 * Line framing: splits a stream of bytes, chunked anywhere, into UTF-8 lines without their ends. A line ends at `\n`, at
 * `\r`, and at any mixture of them; a NUL behind `\r` belongs to the end.
 *
 * A line may span many chunks, and a chunk may contain many lines.
 *
 * ```
 * source     --a------b--c---|      a = 'hel', b = 'lo\nyou\r\nbye', c = '!'
 *            splitLines(4096)
 * result     ---------(xy)---(z|)   x = 'hello', y = 'you', z = 'bye!'
 * ```
 *
 * - Empty lines are skipped. When the source completes, a last line without an end is emitted; when it errors, that line
 *   is lost.
 * - A line that is not valid UTF-8 becomes the fault `invalid_utf8`. A line of more than `maxBytes` becomes the fault
 *   `line_too_long`, once and as soon as that is known; its bytes are discarded up to the next end.
 * - Lines are edited as on a terminal: BS and DEL erase a character, NAK (Ctrl-U) the line. ETX (Ctrl-C) erases the line
 *   and is the signal `interrupt`, as is EOT (Ctrl-D) at the start of a line. ENQ is the signal `are_you_there`. Signals
 *   are emitted at once. The sequences of cursor and function keys are taken out.
 * - Only one unfinished line is kept between chunks: at most `maxBytes` bytes, in a buffer of its own. So the last bytes
 *   of a chunk do not keep the chunk in memory, and a client that sends single bytes costs no more than another.
 *
 * Chunks are searched for newlines as bytes, and the lines of a chunk are validated and decoded together: a newline
 * byte is never part of a longer UTF-8 sequence. Only chunks with something to edit are looked at byte by byte.
 *
 * @param maxBytes the longest line in bytes, without its end
 * @returns an operator from chunks to lines, faults and signals, in order
 */
export function splitLines(maxBytes: number): OperatorFunction<Uint8Array, Line> {
  return createOperatorFrom((destination) => new SplitLines(destination, maxBytes));
}

/** A class instead of closures, because there is one per client. */
class SplitLines extends OperatorSubscriber<Uint8Array, Line> {
  private partial: PartialLine | undefined; // the start of a line, if it is not empty
  private skipping = false; // inside a line that is too long
  private isAfterReturn = false; // a NUL that comes next belongs to the end of the line

  constructor(
    destination: Subscriber<Line>,
    private readonly maxBytes: number,
  ) {
    super(destination);
  }

  protected onNext(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const start = this.isAfterReturn && chunk[0] === NUL ? 1 : 0;
    this.isAfterReturn = false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset + start, chunk.byteLength - start);
    if (isPlain(bytes)) this.takePlain(bytes);
    else this.takeEach(bytes);
  }

  protected override onComplete(): void {
    this.endPartialLine();
    this.destination.complete();
  }

  protected override onFinalize(): void {
    this.partial = undefined;
  }

  /** Takes bytes in which every line ends with `\n`, or with `\r\n`, and nothing edits a line. */
  private takePlain(bytes: Buffer): void {
    let rest = bytes;
    if (this.skipping || this.partial) {
      const end = rest.indexOf(LF);
      this.keep(end < 0 ? rest : rest.subarray(0, rest[end - 1] === CR ? end - 1 : end));
      if (end < 0) return;
      this.endPartialLine();
      rest = rest.subarray(end + 1);
    }
    const end = rest.lastIndexOf(LF);
    if (end >= 0) this.takeLines(rest.subarray(0, end));
    this.keep(rest.subarray(end + 1));
  }

  /** Takes bytes of which some edit the line, end it or are signals. */
  private takeEach(bytes: Buffer): void {
    let start = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (!isActing(byte)) continue;
      if (byte === EOT && (start < index || this.partial || this.skipping)) continue; // it is not alone
      this.takeRun(bytes.subarray(start, index), byte);
      if (byte === CR && bytes[index + 1] === NUL) index += 1;
      start = index + 1;
      if (this.closed) return;
    }
    this.keep(bytes.subarray(start));
    this.isAfterReturn = bytes.at(-1) === CR;
  }

  /** Takes a part of a line and the acting byte behind it. */
  private takeRun(run: Buffer, byte: number): void {
    const isWhole = (byte === LF || byte === CR) && !this.partial && !this.skipping;
    if (isWhole && run.length <= this.maxBytes) {
      this.emitLine(run); // not copied
      return;
    }
    this.keep(run);
    this.act(byte);
  }

  private act(byte: number): void {
    switch (byte) {
      case BS:
      case DEL:
        if (this.partial?.erase() === false) this.partial = undefined;
        return;
      case NAK:
        this.eraseLine();
        return;
      case ETX:
      case EOT:
        this.eraseLine();
        this.destination.next({ signal: 'interrupt' });
        return;
      case ENQ:
        this.destination.next({ signal: 'are_you_there' });
        return;
      default:
        this.endPartialLine();
    }
  }

  private keep(start: Buffer): void {
    if (this.skipping || start.length === 0) return;
    this.partial ??= new PartialLine(this.maxBytes);
    if (this.partial.add(start)) return;
    this.partial = undefined;
    this.skipping = true;
    this.destination.next({ fault: 'line_too_long' });
  }

  private eraseLine(): void {
    this.partial = undefined;
    this.skipping = false;
  }

  private endPartialLine(): void {
    const bytes = this.partial?.bytes;
    this.eraseLine();
    if (bytes) this.emitLine(bytes);
  }

  private emitLine(bytes: Buffer): void {
    const line = lineOf(bytes);
    if (line) this.destination.next(line);
  }

  /**
   * Takes plain bytes that end at a line boundary. Valid UTF-8 is decoded at once. Otherwise the lines are halved until an invalid
   * line is alone, so that it makes no others expensive.
   */
  private takeLines(bytes: Buffer): void {
    if (isUtf8(bytes)) {
      this.takeText(bytes.toString('utf8'));
      return;
    }
    const newline = middleNewline(bytes);
    if (newline >= 0) {
      this.takeLines(bytes.subarray(0, newline));
      this.takeLines(bytes.subarray(newline + 1));
      return;
    }
    const length = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
    if (!this.closed) this.destination.next({ fault: length > this.maxBytes ? 'line_too_long' : 'invalid_utf8' });
  }

  /** Emits the lines of a text one after the other: an array of all of them would outlive many collections of garbage. */
  private takeText(text: string): void {
    for (let start = 0; start < text.length && !this.closed;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      if (line.length === 0) continue;
      this.destination.next(isLonger(line, this.maxBytes) ? { fault: 'line_too_long' } : { text: line });
    }
  }
}

/** The line that bytes are, which may have the sequences of keys; `undefined` if nothing else is in them. */
function lineOf(bytes: Buffer): Line | undefined {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) return { fault: 'invalid_utf8' };
  const text = bytes.toString('utf8').replace(KEYS, '');
  return text === '' ? undefined : { text };
}

/** The place of the newline at or after the middle, else of the last one before it; -1 if there is none. */
function middleNewline(bytes: Buffer): number {
  const middle = bytes.length >> 1;
  const after = bytes.indexOf(LF, middle);
  return after >= 0 ? after : bytes.lastIndexOf(LF, middle);
}

/** Whether a text has more than `maxBytes` bytes; they are counted only if its length does not decide it. */
function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes; // a UTF-16 unit is at most 3 bytes of UTF-8
}
