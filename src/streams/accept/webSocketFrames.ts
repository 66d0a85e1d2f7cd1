import { type CloseCode } from './closeCodes';

/** The types of frames (RFC 6455, 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

/** Marks the last frame of a message. */
export const FIN = 0x80;

/**
 * Makes a frame of the server: whole, and without a mask.
 *
 * @param opcode its type
 * @param payload what it carries
 * @returns the bytes, in a buffer of their own
 */
export function frameOf(opcode: Opcode, payload: Uint8Array): Buffer {
  const { length } = payload;
  const start = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  // Not from the pool, which would be copied for each client that has to wait for it.
  const frame = Buffer.allocUnsafeSlow(start + length);
  frame[0] = FIN | opcode;
  frame[1] = start === 2 ? length : start === 4 ? 126 : 127;
  if (start === 4) frame.writeUInt16BE(length, 2);
  if (start === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, start);
  return frame;
}

/** Makes the last frame: why the connection closes, as a code and as a word. */
export function closeFrame(code: CloseCode, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return frameOf(OPCODE.close, payload);
}

/**
 * The frames of lines. A room gives the same bytes to all its members, one after the other, and all of them receive the
 * same frame.
 */
export class SharedFrames {
  private last: { readonly lines: Uint8Array; readonly frame: Buffer } | undefined;

  /**
   * Makes a message of lines, without the newline behind the last one.
   *
   * @param lines whole lines that end with a newline; not changed
   * @returns the frame; the same one for the same lines as in the call before
   */
  of(lines: Uint8Array): Buffer {
    if (this.last?.lines !== lines) this.last = { lines, frame: frameOf(OPCODE.text, lines.subarray(0, -1)) };
    return this.last.frame;
  }
}
