import { MAX_BLANKS, shortenBlanks } from './blank';
import { escapeHidden } from './hidden';
import { limitMarks } from './piles';

/** Asked first, because it is the quickest to answer for the lines that are the most. */
const BEYOND_ASCII = /[^\x20-\x7e]/;
const TOO_MANY_SPACES = ' '.repeat(MAX_BLANKS + 1);
/**
 * Lines of which nothing can need a change but a run of spaces: ASCII, letters that have their accents in them,
 * punctuation, Chinese, Japanese, Korean, and emoji of one character. All others are looked at in detail.
 */
const ORDINARY = new RegExp(
  '^(?:[ -~\\u00a1-\\u00ac\\u00ae-\\u02ff\\u0370-\\u0482\\u048a-\\u0590\\u2010-\\u2027\\u2030-\\u205e\\u2070-\\u20cf' +
    '\\u2100-\\u27ff\\u3001-\\u3029\\u3030-\\u3098\\u309b-\\u3163\\u3165-\\ua66e\\uac00-\\ud7a3]|[\\ud83c-\\ud83e][\\udc00-\\udfff])*$',
);

/**
 * Makes a text safe to display on a terminal and in a log: hidden characters are escaped, marks beyond the fourth of a
 * character are left out, and long runs of blanks are shortened.
 *
 * `visible('a\tb\x1b[31m\u202e')` is `'a b\\x1b[31m\\u202e'`.
 *
 * @param text any text
 * @returns the text with tabs as spaces and other hidden characters as `\x1b`, `\u202e` or `\u{e0041}`; the same string
 *   if there is nothing to change
 */
export function visible(text: string): string {
  const isOrdinary = !BEYOND_ASCII.test(text) || ORDINARY.test(text);
  if (isOrdinary && !text.includes(TOO_MANY_SPACES)) return text;
  return shortenBlanks(escapeHidden(limitMarks(text), escaped));
}

function escaped(character: string): string {
  if (character === '\t') return ' ';
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length > 4) return `\\u{${hex}}`;
  return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}
