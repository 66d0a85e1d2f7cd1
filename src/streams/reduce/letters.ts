/**
 * The letters that a name may have, and the marks that each of them may bear, as a regular expression for decomposed text.
 *
 * The scripts are those that UTS 39 recommends for identifiers: all that are in everyday use by a large community. Letters
 * of the others are known to few readers, and some are blank or drawn like punctuation.
 */
const EUROPEAN = ['Latin', 'Greek', 'Cyrillic'];
const OTHERS = [
  ...['Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi'],
  ...['Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya'],
  ...['Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
];

/** The combining marks of Latin and Cyrillic names: no strokes through a letter, no commas beside it. */
const EUROPEAN_MARK =
  '[\\u0300-\\u0304\\u0306-\\u030d\\u030f\\u0311\\u031b\\u0323-\\u0329\\u032d\\u032e\\u0330\\u0331]';
/** Greek has breathings and the iota below besides. */
const GREEK_MARK = '[\\u0300\\u0301\\u0304\\u0306\\u0308\\u0313\\u0314\\u0342\\u0345]';

/**
 * Marks of other scripts that names are not written with: those of chant and of the Vedas, of the Quran, tones beside Chinese
 * characters, and the general ones, which newer releases of Unicode count among several scripts.
 */
const NO_MARK_OF_NAMES =
  '[\\u0300-\\u036f\\u0591-\\u05af\\u05bd\\u05c4\\u05c5\\u0610-\\u061a\\u06d6-\\u06ed\\u0897-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ef' +
  '\\u08f3-\\u08ff\\u0951-\\u0954\\u09fe\\u0afa-\\u0aff\\u0c04\\u0f18\\u0f19\\u0f35\\u0f37\\u0f39\\u0f3e\\u0f3f\\u0f82-\\u0f87\\u0fc6' +
  '\\u17d3\\u17dd\\u1cd0-\\u1cff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\u302a-\\u302f\\ua8e0-\\ua8ff\\ufe20-\\ufe2f]';

/** Letters that repeat the one before them or lengthen it; all other modifier letters look like marks or punctuation. */
const MODIFIER = '[\\u0e46\\u0ec6\\u17d7\\u3005\\u303b\\u309d\\u309e\\u30fc-\\u30fe]';

/** Stackers join the letter behind them to the one before, and are drawn as nothing where none follows. */
const STACKER = '[\\u1039\\u17d2]';

const european = (script: string): string =>
  `(?:(?=[\\p{Lu}\\p{Ll}\\p{Lt}])\\p{scx=${script}}${script === 'Greek' ? GREEK_MARK : EUROPEAN_MARK}*)`;

const other = (script: string): string =>
  `(?:(?=\\p{Lo}|${MODIFIER})\\p{scx=${script}}` +
  `(?:(?!${NO_MARK_OF_NAMES})(?=\\p{M})\\p{scx=${script}}(?<!${STACKER}(?!(?=\\p{Lo})\\p{scx=${script}})))*)`;

/** Georgian has capitals, which are of the same script and bear no marks. */
const GEORGIAN_CASED = '(?=[\\p{Lu}\\p{Ll}])\\p{scx=Georgian}|(?=[\\p{Lu}\\p{Ll}])\\p{scx=Armenian}';

/** Digits of the same scripts. */
const DIGIT = `(?=\\p{Nd})[${OTHERS.map((script) => `\\p{scx=${script}}`).join('')}]`;

const WORD = new RegExp(
  `^(?:[-_0-9]|${DIGIT}|${EUROPEAN.map(european).join('|')}|${GEORGIAN_CASED}|${OTHERS.map(other).join('|')})+$`,
  'u',
);
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

const STACKING = '[\\p{Mn}\\p{Me}]';
/** More than three marks on a letter, or one of them twice, which is drawn over itself; or a second dot above an i or j. */
const PILED = new RegExp(
  `(?:\\p{Mc}*${STACKING}){4}|\\p{Mc}{4}|(\\p{M})\\p{M}*\\1|[\\p{Soft_Dotted}\\u0131\\u0237]\\p{M}*\\u0307`,
  'u',
);

/**
 * Whether a name is made of letters with marks that fit them, digits, `-` and `_`.
 *
 * @param name a name in NFKC, without joiners
 */
export function isOfLetters(name: string): boolean {
  const letters = name.normalize('NFD');
  return WORD.test(letters) && !INVISIBLE.test(letters) && !PILED.test(letters);
}
