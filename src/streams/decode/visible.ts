/**
 * What must not reach a terminal raw: every control character (C0, DEL, C1), the bidirectional controls, which make text
 * read in another order than it is stored, and the separators that some terminals take for a new line.
 */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const ALL_HIDDEN = new RegExp(HIDDEN, 'gu');

/**
 * Makes a text safe to show, on a terminal and in a log alike: what is hidden is written out.
 *
 * `visible('a\tb\x1b[31m\u202e')` is `'a b\\x1b[31m\\u202e'`.
 *
 * @param text any text
 * @returns the text with tabs as spaces and every other hidden character as `\x1b` or `\u202e`; the same where it has none
 */
export function visible(text: string): string {
  return withHidden(text, written);
}

/**
 * Replaces what is hidden in a text, for a form that has a way of its own to write it, as JSON has.
 *
 * @param text any text
 * @param write how a hidden character is written
 * @returns the text with every hidden character written so; the same where it has none
 */
export function withHidden(text: string, write: (character: string) => string): string {
  return HIDDEN.test(text) ? text.replace(ALL_HIDDEN, write) : text;
}

function written(character: string): string {
  if (character === '\t') return ' ';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
