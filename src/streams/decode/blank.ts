/** White space and the blanks of Braille, music and hieroglyphs: drawn as nothing, but with a width. For regular expressions. */
export const BLANKS = '\\s\\u2800\\u{1d159}\\u{13441}\\u{13442}';

/** A character that is seen, or is written out because it acts on a terminal. A tab is a blank. */
const SEEN = new RegExp(`[^${BLANKS}\\p{Default_Ignorable_Code_Point}]|\\p{Bidi_Control}|(?!\\t)\\p{Cc}`, 'u');

/** More blanks in a row than this many could move what follows to the left edge of the next row of a terminal. */
export const MAX_BLANKS = 16;
const LONG_RUN = new RegExp(`([${BLANKS}]{${String(MAX_BLANKS)}})[${BLANKS}]+`, 'gu');

/** Whether nothing of a text can be seen. */
export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first <= 0x20 || first >= 0x7f || text === '') && !SEEN.test(text);
}

/** Shortens runs of blanks to `MAX_BLANKS` characters, so that no text can forge a line by filling a row of a terminal. */
export function shortenBlanks(text: string): string {
  return text.replace(LONG_RUN, '$1');
}
