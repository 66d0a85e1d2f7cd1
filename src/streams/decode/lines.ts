import type { Line } from '../../operators/splitLines';
import type { LineFault } from '../model/refusal';
import type { Signal } from '../model/signal';
import { visible } from './visible';

/** The maximum length of a line in bytes, without its terminator. */
export const MAX_LINE_BYTES = 4096;

/** The maximum length of a text in characters (code points). */
export const MAX_TEXT_CHARACTERS = 512;

/** A line that is safe to display, or the reason for its refusal. */
export type SafeLine = { readonly text: string } | { readonly fault: LineFault } | { readonly signal: Signal };

/**
 * Makes a line safe to display, or refuses it because it is too long.
 *
 * `{ text: 'hi\x07' }` becomes `{ text: 'hi\\x07' }`, and 600 letters become `{ fault: 'message_too_long' }`.
 *
 * @param line a line, or the fault of the framing or a signal, which pass
 * @returns the line with all characters visible, or the fault
 */
export function safeLine(line: Line): SafeLine {
  if (!('text' in line)) return line;
  if (hasMoreCharacters(line.text, MAX_TEXT_CHARACTERS)) return { fault: 'message_too_long' };
  return { text: visible(line.text) };
}

/** Whether a text has more than `max` code points; they are counted only if its length does not decide it. */
function hasMoreCharacters(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || Array.from(text).length > max;
}
