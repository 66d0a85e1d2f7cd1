/**
 * The characters that must not reach a terminal raw: control characters (C0, DEL, C1), bidirectional controls, which
 * change the order in which text is displayed, and separators that some terminals treat as a newline.
 */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const ALL_HIDDEN = new RegExp(HIDDEN, 'gu');

/**
 * Makes a text safe to display on a terminal and in a log: hidden characters are escaped.
 *
 * `visible('a\tb\x1b[31m\u202e')` is `'a b\\x1b[31m\\u202e'`.
 *
 * @param text any text
 * @returns the text with tabs as spaces and other hidden characters as `\x1b` or `\u202e`; the same string if it has
 *   none
 */
export function visible(text: string): string {
  return escapeHidden(text, escaped);
}

/**
 * Escapes the hidden characters of a text, for a format with its own escapes, such as JSON.
 *
 * @param text any text
 * @param escape escapes a hidden character
 * @returns the text with every hidden character escaped; the same string if it has none
 */
export function escapeHidden(text: string, escape: (character: string) => string): string {
  return HIDDEN.test(text) ? text.replace(ALL_HIDDEN, escape) : text;
}

function escaped(character: string): string {
  if (character === '\t') return ' ';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
