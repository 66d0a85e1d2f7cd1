import type { Line } from '../../operators/splitLines';
import type { LineFault } from '../model/refusal';
import { visible } from './visible';

/** The longest line in bytes, without its ending. */
export const MOST_LINE_BYTES = 4096;

/** The longest text in characters (code points). */
export const MOST_TEXT_CHARACTERS = 512;

/** A line that is safe to show, or the reason why there is none. */
export type SafeLine = { readonly text: string } | { readonly fault: LineFault };

/**
 * Makes a line safe to show to others, or refuses it as too long.
 *
 * `{ text: 'hi\x07' }` becomes `{ text: 'hi\\x07' }`, and 600 letters become `{ fault: 'message_too_long' }`.
 *
 * @param line a line as it was framed, or why it could not be
 * @returns the line with everything visible, or the fault
 */
export function safeLine(line: Line): SafeLine {
  if ('fault' in line) return line;
  if (hasMoreCharacters(line.text, MOST_TEXT_CHARACTERS)) return { fault: 'message_too_long' };
  return { text: visible(line.text) };
}

/** Whether a text has more than so many code points; counted only where its length leaves that open. */
function hasMoreCharacters(text: string, most: number): boolean {
  if (text.length <= most) return false;
  return text.length > 2 * most || Array.from(text).length > most;
}
