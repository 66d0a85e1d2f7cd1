import type { FrameFault } from './closeCodes';
import { FIN, OPCODE } from './webSocketFrames';
import { Utf8Check } from './utf8Check';

/** The longest message, in bytes: many lines that are pasted at once. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** The most frames of a message; a client that sends it as it is typed needs no more. */
export const MAX_FRAGMENTS = 256;

const MAX_HEADER_BYTES = 14;
/** Where the mask of the frame at hand is kept, behind the longest header without one. */
const MASK = MAX_HEADER_BYTES - 4;
const MAX_CONTROL_BYTES = 125;
const RESERVED = 0x70;
const MASKED = 0x80;
const NEWLINE = 0x0a;

/** What one piece of bytes brought. */
export interface Frames {
  /** The texts of the messages, with a newline behind each. */
  readonly lines: Buffer | undefined;
  /** What the last ping carried. */
  readonly ping: Buffer | undefined;
  /** The client has closed, or what it sent is no frame. */
  readonly over: 'ended' | FrameFault | undefined;
}

/**
 * Reads the frames of a client (RFC 6455), however their bytes are cut.
 *
 * ```
 * bytes      --a------b-------c--     a = half of 'hel', b = the rest, and a ping, c = 'lo' as the last fragment
 * lines      --h------el------lo↵
 * ```
 *
 * A text passes on as it comes, and its message is not put together: the lines behind it are bounded there. So what a client
 * can have kept here is the header of a frame, what a ping carries, and a part of a character.
 *
 * Each frame without a text of its own, such as a ping or an empty fragment, adds an empty line behind the message: it is
 * ignored, and paid for as the key of a terminal is.
 */
export class FrameReader {
  private readonly header = Buffer.alloc(MAX_HEADER_BYTES);
  private headerLength = 0;
  private headerEnd = 2; // how long the header is, as far as that is known
  private opcode = 0; // of the frame at hand
  private isLast = false;
  private left = 0; // of its payload, in bytes
  private masked = 0; // of its payload, in bytes: where in the mask its next byte is
  private isInFrame = false;
  private control: Buffer | undefined; // the payload of a control frame, as far as it has come
  private fragments = 0; // frames of the message at hand; 0 between messages
  private messageBytes = 0;
  private text = new Utf8Check();
  private owed = 0; // frames that are still to be paid for
  private over: Frames['over'];

  /** Reads what a client has sent; after what is no frame, and after its end, nothing. */
  read(bytes: Uint8Array): Frames {
    const out = Buffer.allocUnsafe(bytes.length + 1 + this.owed);
    let length = 0;
    let ping: Buffer | undefined;
    for (let at = 0; at < bytes.length && !this.isOver();) {
      if (!this.isInFrame) at = this.readHeader(bytes, at);
      if (!this.isInFrame || this.isOver()) continue;
      const taken = Math.min(this.left, bytes.length - at);
      length += this.readPayload(bytes.subarray(at, at + taken), out.subarray(length));
      at += taken;
      if (this.left > 0 || this.isOver()) continue;
      this.isInFrame = false;
      if (this.opcode === OPCODE.ping) ping = this.control;
      if (this.endsMessage()) length = this.endLine(out, length);
    }
    return { lines: length > 0 ? out.subarray(0, length) : undefined, ping, over: this.over };
  }

  private isOver(): boolean {
    return this.over !== undefined;
  }

  /** Takes bytes of a header; returns where the next ones are. */
  private readHeader(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.headerLength < this.headerEnd) {
      this.header[this.headerLength++] = bytes[at++] ?? 0;
      if (this.headerLength === 2) this.headerEnd = this.startFrame();
    }
    if (this.headerLength === this.headerEnd && !this.isOver()) this.startPayload();
    return at;
  }

  /** Looks at the first two bytes; returns how long the header is. */
  private startFrame(): number {
    const [first = 0, second = 0] = this.header;
    this.opcode = first & 0x0f;
    this.isLast = (first & FIN) !== 0;
    const size = second & 0x7f;
    if ((first & RESERVED) !== 0 || (second & MASKED) === 0 || !this.isInPlace(size)) this.over ??= 'not_a_frame';
    return 2 + (size === 127 ? 8 : size === 126 ? 2 : 0) + 4;
  }

  /** Whether such a frame may stand here. */
  private isInPlace(size: number): boolean {
    switch (this.opcode) {
      case OPCODE.text:
        return this.fragments === 0;
      case OPCODE.continuation:
        return this.fragments > 0;
      case OPCODE.binary:
        this.over = 'binary';
        return true;
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        return this.isLast && size <= MAX_CONTROL_BYTES && (this.opcode !== OPCODE.close || size !== 1);
      default:
        return false;
    }
  }

  private startPayload(): void {
    const { header, headerEnd } = this;
    const size = (header[1] ?? 0) & 0x7f;
    this.left = size === 126 ? header.readUInt16BE(2) : size === 127 ? Number(header.readBigUInt64BE(2)) : size;
    this.masked = 0;
    this.headerLength = 0;
    this.headerEnd = 2;
    this.isInFrame = true;
    header.copy(header, MASK, headerEnd - 4, headerEnd);
    this.control = this.isControl ? Buffer.alloc(this.left) : undefined;
    if (!this.isControl) this.messageBytes += this.left;
    if (!this.isControl || this.fragments > 0) this.fragments += 1;
    if (this.fragments > MAX_FRAGMENTS) this.over = 'too_many_fragments';
    if (this.messageBytes > MAX_MESSAGE_BYTES) this.over = 'message_too_long';
  }

  private get isControl(): boolean {
    return this.opcode >= OPCODE.close;
  }

  /** Takes bytes of a payload; returns how many of them are text. */
  private readPayload(bytes: Uint8Array, out: Buffer): number {
    const { control, left, header } = this;
    const to = control ? control.subarray(control.length - left) : out;
    for (let index = 0; index < bytes.length; index += 1) {
      to[index] = (bytes[index] ?? 0) ^ (header[MASK + ((this.masked + index) & 3)] ?? 0);
    }
    this.masked += bytes.length;
    this.left -= bytes.length;
    if (control) return 0;
    if (!this.text.add(out.subarray(0, bytes.length))) this.over = 'invalid_utf8';
    return this.isOver() ? 0 : bytes.length;
  }

  /** A frame has come to its end; returns whether no message is open behind it. */
  private endsMessage(): boolean {
    if (this.opcode === OPCODE.close) this.over = isClose(this.control) ? 'ended' : 'not_a_frame';
    else this.owed += 1;
    if (this.isControl) return this.fragments === 0;
    if (!this.isLast) return false;
    if (!this.text.isComplete) this.over = 'invalid_utf8';
    this.fragments = 0;
    this.messageBytes = 0;
    return !this.isOver();
  }

  /** Ends the line, and adds an empty one for each frame that is not paid for. */
  private endLine(out: Buffer, length: number): number {
    const end = length + this.owed;
    out.fill(NEWLINE, length, end);
    this.owed = 0;
    return end;
  }
}

/** Whether a frame that closes has a code that may be sent, and a reason that is UTF-8. */
function isClose(payload: Buffer | undefined): boolean {
  if (!payload || payload.length === 0) return true;
  const code = payload.readUInt16BE(0);
  const isKnown = (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
  const reason = new Utf8Check();
  return isKnown && reason.add(payload.subarray(2)) && reason.isComplete;
}
