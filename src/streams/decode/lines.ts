import type { Line } from '../../operators/splitLines';
import type { LineFault } from '../model/refusal';
import type { Signal } from '../model/signal';
import { isBlank } from './blank';
import { visible } from './visible';

/** The maximum length of a line in bytes, without its terminator. */
export const MAX_LINE_BYTES = 4096;

/** The maximum length of a text in characters (code points). */
export const MAX_TEXT_CHARACTERS = 512;

/** What editors and shells put before the first character of a file; it is no part of its text. */
const BYTE_ORDER_MARK = '\ufeff';

/** A line that is safe to display, or the reason for its refusal. */
export type SafeLine = { readonly text: string } | { readonly fault: LineFault } | { readonly signal: Signal };

/**
 * Makes a line safe to display, or refuses it because it is too long. A line of which nothing can be seen becomes empty.
 *
 * `{ text: 'hi\x07' }` becomes `{ text: 'hi\\x07' }`, and 600 letters become `{ fault: 'message_too_long' }`.
 *
 * @param line a line, or the fault of the framing or a signal, which pass
 * @returns the line with all characters visible, or the fault
 */
export function safeLine(line: Line): SafeLine {
  if (!('text' in line)) return line;
  if (hasMoreCharacters(line.text, MAX_TEXT_CHARACTERS)) return { fault: 'message_too_long' };
  const text = line.text.startsWith(BYTE_ORDER_MARK) ? line.text.slice(1) : line.text;
  return { text: isBlank(text) ? '' : visible(text) };
}

/** Whether a text has more than `max` code points; they are counted only if its length does not decide it. */
function hasMoreCharacters(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || Array.from(text).length > max;
}
