/**
 * What must not reach a terminal raw, because it acts on it or cannot be seen: control and format characters, the
 * bidirectional controls, separators that some terminals treat as a newline, everything that Unicode says is ignored by
 * default (zero-width characters, tags, selectors, fillers), and noncharacters. The Arabic signs that span a number are
 * format characters too, but are drawn.
 */
const DRAWN = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]';
const INVISIBLE =
  '[\\p{Cc}\\p{Cf}\\p{Bidi_Control}\\u2028\\u2029\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\ufff9-\\ufffb]';

/** The scripts in which a joiner changes how the letters around it are drawn. */
const JOINING_SCRIPTS = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil'],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar'],
];
/**
 * The blocks of these scripts whose letters are joined. Forms that are joined already (Arabic presentation forms,
 * mathematical letters) and marks that other scripts use too are beyond them.
 */
const JOINING_BLOCKS =
  '\\u0610-\\u0dff\\u1000-\\u109f\\u1780-\\u18af\\u1cd0-\\u1cff\\ua8e0-\\ua8ff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\u{10ec0}-\\u{10eff}';
const JOINING = `(?=[\\p{L}\\p{M}])(?=[${JOINING_BLOCKS}])(?!\\p{Default_Ignorable_Code_Point})[${JOINING_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]`;

/** The flags of England, Scotland and Wales: the only sequences of tags that are emoji. */
const FLAG = ['eng', 'sct', 'wls'].map((land) => Array.from(`gb${land}\x7f`, tagOf).join('')).join('|');

/** Invisible characters in the place that they are made for: they change the character beside them. */
const IN_CONTEXT = [
  `(?<=${JOINING})\\u200c(?=${JOINING})`,
  `(?<=${JOINING})\\u200d(?![\\u200c\\u200d])`,
  '(?<=\\p{Extended_Pictographic}\\ufe0f?|\\p{Emoji_Modifier})\\u200d(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[#*0-9])\\ufe0f(?=\\u20e3)',
  '(?<=\\p{Ideographic})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Sm})\\ufe00',
  '(?<=(?=\\p{L})\\p{scx=Mongolian})[\\u180b-\\u180d\\u180f]',
  `(?<=\\u{1f3f4}(?=(?:${FLAG}))[\\u{e0061}-\\u{e007a}]*)[\\u{e0061}-\\u{e007f}]`,
].join('|');

const MAYBE_HIDDEN = new RegExp(INVISIBLE, 'u');
const HIDDEN = new RegExp(`(?=${INVISIBLE})(?!${DRAWN}|${IN_CONTEXT})[^]`, 'gu');

/**
 * Escapes the hidden characters of a text, for a format with its own escapes, such as JSON.
 *
 * A joiner between letters that it joins, a selector behind what it selects and the parts of an emoji are not hidden.
 *
 * @param text any text
 * @param escape escapes a hidden character, which may be two units long
 * @returns the text with every hidden character escaped; the same string if it has none
 */
export function escapeHidden(text: string, escape: (character: string) => string): string {
  return MAYBE_HIDDEN.test(text) ? text.replace(HIDDEN, escape) : text;
}

/** The tag of an ASCII character, as it is written in a regular expression. */
function tagOf(character: string): string {
  return `\\u{${(0xe0000 + character.charCodeAt(0)).toString(16)}}`;
}
