/** The joiners: ZWNJ keeps two letters apart, ZWJ joins them. */
const JOINERS = /[\u200c\u200d]/g;
const ANY_JOINER = /[\u200c\u200d]/;

/** The viramas of Indic scripts, which take the vowel from a consonant. */
const VIRAMA = '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca]';

const ARABIC_LETTER = '(?=\\p{Lo})\\p{scx=Arabic}';
/** Letters of Arabic that join neither side, and those that do not join the letter behind them. */
const UNJOINED = '[\\u0621\\u0674]';
const RIGHT_JOINING =
  '[\\u0622-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0673\\u0675-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf' +
  '\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef\\u0759-\\u075b\\u076b\\u076c\\u0771\\u0773\\u0774\\u0778\\u0779\\u0870-\\u0882\\u088e\\u08aa-\\u08ac' +
  '\\u08ae\\u08b1\\u08b2\\u08b9]';
const ARABIC_MARKS = '[\\u064b-\\u065f\\u0670]*';

/**
 * Joiners in their context: RFC 5892, A.1 (ZWNJ behind a virama, or between letters that would join) and A.2 (ZWJ behind a
 * virama), and a letter behind them, for otherwise they would be drawn as nothing; and ZWJ between the ra and the virama of
 * Bengali, without which they are another sign.
 */
const IN_CONTEXT = new RegExp(
  `(?<=${VIRAMA})[\\u200c\\u200d](?=\\p{Lo})|(?<=\\u09b0)\\u200d(?=\\u09cd\\p{Lo})|` +
    `(?<=(?!${UNJOINED}|${RIGHT_JOINING})${ARABIC_LETTER}${ARABIC_MARKS})\\u200c(?=(?!${UNJOINED})${ARABIC_LETTER})`,
  'gu',
);

/** Whether all joiners of a text stand where they change how letters are drawn. */
export function joinersFit(text: string): boolean {
  return !ANY_JOINER.test(text) || !ANY_JOINER.test(text.replace(IN_CONTEXT, ''));
}

/** The text without its joiners: two names that differ in these alone are the same name. */
export function withoutJoiners(text: string): string {
  return ANY_JOINER.test(text) ? text.replace(JOINERS, '') : text;
}
