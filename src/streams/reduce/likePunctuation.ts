import { PROTOTYPES } from './prototypes';

const PUNCTUATION = /^[!-/:-@[-`{-~·]+$/;

/** Letters that the table leaves as they are, but that are drawn like a dash, a bar or a dot beside letters of another script. */
const STROKES = 'ー一丨亅\u1173\u1175\u119e';

/** Letters, marks and digits that look like punctuation of ASCII, with which a name could forge a line of the server. */
const LIKE = `[${[...PROTOTYPES].flatMap(([character, prototype]) => (PUNCTUATION.test(prototype) ? [character] : [])).join('')}${STROKES}]`;

/** Scripts that have such letters in everyday words. Beside other letters of theirs, a reader takes them for what they are. */
const HOMES = [
  ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'],
  ['Hebrew'],
  ['Arabic', 'Thaana'],
  ['Devanagari'],
  ['Gujarati'],
].map((scripts) => `[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]`);

const at = (home: string): string => {
  const neighbour = `(?!${LIKE})${home}`;
  const run = `(?:(?=${LIKE})${home})+`;
  return `(?<=${neighbour})${run}|${run}(?=${neighbour})`;
};

const LIKE_PUNCTUATION = new RegExp(LIKE, 'u');
const AT_HOME = new RegExp(HOMES.map(at).join('|'), 'gu');

/** A long vowel without the syllable that it lengthens; and a sign like a colon at the end, where the server has its own. */
const MISPLACED = /(?<![\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Han}])ー|[\u0903\u0a83](?![\p{L}\p{M}])/u;

/**
 * Whether a name has letters that look like punctuation, outside of words of their own script. In `キノコ`, the second letter
 * is a letter; in `aノb` it is a slash.
 *
 * @param name a name in NFKC
 */
export function looksPunctuated(name: string): boolean {
  if (!LIKE_PUNCTUATION.test(name)) return false;
  return MISPLACED.test(name) || LIKE_PUNCTUATION.test(name.replace(AT_HOME, ''));
}
