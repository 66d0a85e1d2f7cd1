import type { Framing } from './framing';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The last conversion: a room gives the same bytes to all its members, one after the other. */
let last: { readonly from: Uint8Array; readonly to: Uint8Array } | undefined;

/**
 * Ends each line by CR LF, as the virtual terminal of telnet does (RFC 854).
 *
 * @param lines whole lines that end with a newline; not changed
 * @returns the same lines; the same bytes for the same lines as in the call before
 */
export function withCrLf(lines: Uint8Array): Uint8Array {
  if (last?.from === lines) return last.to;
  let newlines = 0;
  for (const byte of lines) if (byte === NEWLINE) newlines += 1;
  const to = new Uint8Array(lines.length + newlines);
  let length = 0;
  for (const byte of lines) {
    if (byte === NEWLINE) to[length++] = RETURN;
    to[length++] = byte;
  }
  last = { from: lines, to };
  return to;
}

/** Lines that end by CR LF. What the client sends needs no change: a line ends at either. */
export const CR_LF: Framing = { write: withCrLf };
