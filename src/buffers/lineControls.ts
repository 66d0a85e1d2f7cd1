/** The control characters that edit a line, end it or ask for something, as a terminal sends them. */

/** What a client may send behind a carriage return (RFC 854). */
export const NUL = 0x00;
/** Ctrl-C: gives up the line. */
export const ETX = 0x03;
/** Ctrl-D: asks for the end, if it is the first on its line. */
export const EOT = 0x04;
/** Asks for a sign of life. */
export const ENQ = 0x05;
/** Backspace: erases a character. */
export const BS = 0x08;
/** Newline. */
export const LF = 0x0a;
/** Carriage return. */
export const CR = 0x0d;
/** Ctrl-U: erases the line. */
export const NAK = 0x15;
/** Begins what a terminal sends for a key without a character. */
export const ESC = 0x1b;
/** Delete: erases a character, as backspace does. */
export const DEL = 0x7f;

const CONTROLS = [ETX, EOT, ENQ, BS, NAK, ESC, DEL];
const IS_CONTROL = tableOf(CONTROLS);
const IS_ACTING = tableOf([LF, CR, ...CONTROLS.filter((control) => control !== ESC)]);

/** Up to this size a loop over the bytes is faster than the searches of the platform, each of which costs more to start. */
const SMALL_CHUNK_BYTES = 256;

/**
 * Whether bytes are lines as they are: no control character edits one or asks for something, and no carriage return
 * ends one alone.
 *
 * @param bytes the bytes
 * @returns false if they have to be looked at one by one
 */
export function isPlain(bytes: Buffer): boolean {
  if (bytes.length > SMALL_CHUNK_BYTES) return !CONTROLS.some((byte) => bytes.includes(byte)) && !hasLoneReturn(bytes);
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (IS_CONTROL[byte] === 1 || (byte === CR && bytes[index + 1] !== LF)) return false;
  }
  return true;
}

/**
 * Whether a byte does something to the line instead of being part of it. Escape does not: its sequence is part of the
 * line until the line has ended.
 *
 * @param byte the byte
 * @returns true for the ends of a line and the other control characters of this file
 */
export function isActing(byte: number): boolean {
  return IS_ACTING[byte] === 1;
}

function hasLoneReturn(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) return true;
  return false;
}

function tableOf(included: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(included.includes(byte)));
}
