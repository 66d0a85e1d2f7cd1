import { map, type OperatorFunction, pipe } from 'rxjs';
import { type Line, splitLines } from '../../operators/splitLines';
import { stripTelnet } from '../../operators/stripTelnet';
import type { LineFault } from './chatEvent';
import { visible } from './visible';

/** The longest line in bytes, without its ending. */
export const MOST_LINE_BYTES = 4096;

/** The longest text in characters (code points). */
export const MOST_TEXT_CHARACTERS = 512;

/** A line that is safe to show, or the reason why there is none. */
export type SafeLine = { readonly text: string } | { readonly fault: LineFault };

/**
 * Turns what a client sends into lines that are safe to show to others.
 *
 * ```
 * chunks$    --a----b---|    a = 'hi\x07', b = '\n' + 600 times 'x' + '\n'
 *            lines(reply)
 * result     -------(xy)|    x = 'hi\\x07', y = message_too_long
 * ```
 *
 * @param reply takes the answers to telnet negotiation
 * @returns an operator from pieces of bytes to lines and faults
 */
export function lines(reply: (answer: Uint8Array) => void): OperatorFunction<Uint8Array, SafeLine> {
  return pipe(stripTelnet(reply), splitLines(MOST_LINE_BYTES), map(toSafeLine));
}

function toSafeLine(line: Line): SafeLine {
  if ('fault' in line) return line;
  if (hasMoreCharacters(line.text, MOST_TEXT_CHARACTERS)) return { fault: 'message_too_long' };
  return { text: visible(line.text) };
}

/** Whether a text has more than so many code points; counted only where its length leaves that open. */
function hasMoreCharacters(text: string, most: number): boolean {
  if (text.length <= most) return false;
  return text.length > 2 * most || Array.from(text).length > most;
}
