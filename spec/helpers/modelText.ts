/**
 * What becomes of a text before others see it, from docs/protocol.md and Unicode's charts: by lists of characters and one
 * walk through the text, where the server has properties and expressions.
 */
type Range = readonly [from: number, to?: number];

const within = (ranges: readonly Range[], character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return ranges.some(([from, to = from]) => code >= from && code <= to);
};

const CONTROLS: readonly Range[] = [[0, 0x1f], [0x7f, 0x9f]]; // prettier-ignore
const DIRECTIONS: readonly Range[] = [[0x61c], [0x200e, 0x200f], [0x202a, 0x202e], [0x2066, 0x2069]];
const SEPARATORS: readonly Range[] = [[0x2028, 0x2029]];
const ANNOTATIONS: readonly Range[] = [[0xfff9, 0xfffb], [0x13430, 0x1343f]]; // prettier-ignore
const NO_CHARACTERS: readonly Range[] = [
  [0xfdd0, 0xfdef],
  ...Array.from({ length: 17 }, (_, plane): Range => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff]),
];
const NOT_DRAWN: readonly Range[] = [
  ...([[0xad], [0x34f], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200d]] as const),
  ...([[0x2060, 0x2065], [0x206a, 0x206f], [0x3164], [0xfe00, 0xfe0f], [0xfeff], [0xffa0], [0xfff0, 0xfff8]] as const),
  ...([
    [0x1bca0, 0x1bca3],
    [0x1d173, 0x1d17a],
    [0xe0000, 0xe0fff],
  ] as const),
];
const ACTING = [...CONTROLS, ...DIRECTIONS, ...ANNOTATIONS, ...NO_CHARACTERS];
const BLANKS: readonly Range[] = [
  ...([
    [9],
    [0x20],
    [0xa0],
    [0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f],
    [0x205f],
    [0x2800],
    [0x3000],
  ] as const),
  ...([[0xfeff], [0x13441, 0x13442], [0x1d159]] as const),
];
/** The blocks of Arabic, Syriac, N'Ko, India, Sinhala, Myanmar, Khmer and Mongolian, with what was added to them. */
// prettier-ignore
const JOINING: readonly Range[] = [
  [0x610, 0x77f], [0x7c0, 0x7ff], [0x860, 0x952], [0x955, 0xdff], [0x1000, 0x109f], [0x1780, 0x18af], [0x1cd0, 0x1cf9],
  [0xa8e0, 0xa8ff], [0xa9e0, 0xa9ff], [0xaa60, 0xaa7f], [0x10ec0, 0x10eff],
];
const FLAGS = ['gbeng', 'gbsct', 'gbwls'].map(
  (land) =>
    `\u{1f3f4}${Array.from(land, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}\u{e007f}`,
);

/** A line as the chat takes it: empty if nothing of it can be seen. */
export function heard(line: string): string {
  const text = line.startsWith('\ufeff') ? line.slice(1) : line;
  return isBlank(text) ? '' : shown(text);
}

/** A text as others get to see it. */
export function shown(text: string, mostBlanks = 16): string {
  const characters = Array.from(lowered(text));
  const written = characters.map((character, place) => {
    if (character === '\t') return ' ';
    if (!isHiddenAt(characters, place)) return character;
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    if (hex.length > 4) return `\\u{${hex}}`;
    return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
  });
  let blanks = 0;
  return Array.from(written.join(''))
    .filter((character) => {
      blanks = within(BLANKS, character) ? blanks + 1 : 0;
      return blanks <= mostBlanks;
    })
    .join('');
}

/** Whether anything in a line of the server acts on a terminal or cannot be seen, piles up, or runs over a row. */
export function isUnsafe(text: string): boolean {
  return shown(text, 17) !== text; // one more blank is the server's own, before the text
}

/** Whether nothing of a text can be seen. */
export function isBlank(text: string): boolean {
  return Array.from(text).every((character) => within([...BLANKS, ...NOT_DRAWN], character));
}

/** Whether the first thing that is seen of a shown text is a slash, behind blanks and what is written out. */
export function showsSlashFirst(text: string): boolean {
  let rest = text;
  for (;;) {
    const [first = ''] = rest;
    const [written = ''] = /^\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]+\})/.exec(rest) ?? [];
    if (written !== '') rest = rest.slice(written.length);
    else if (first !== '' && within(BLANKS, first)) rest = rest.slice(first.length);
    else
      return (
        first !== '' &&
        '/\u1735\u2041\u2044\u2215\u2571\u27cb\u29f8\u2f03\u31d3\uff0f\u{1d23a}\u0337\u0338'.includes(first)
      );
  }
}

/** No more than four marks on a character. */
function lowered(text: string): string {
  let marks = 0;
  return Array.from(text)
    .filter((character, place, all) => {
      const height = heightOf(character);
      if (!/[\p{M}\u200c\u200d]/u.test(character)) marks = 0;
      else if (place === 0 || !/[\p{M}\u200c\u200d]/u.test(all[place - 1] ?? ''))
        marks = heightOf(all[place - 1] ?? '');
      const isTooHigh = marks + height > 4 && height > 0 && /\p{M}/u.test(character);
      if (!isTooHigh) marks += height;
      return !isTooHigh;
    })
    .join('');
}

const heightOf = (character: string): number =>
  Array.from(character.normalize('NFD')).filter((part) => /[\p{Mn}\p{Me}]/u.test(part)).length;

function isHiddenAt(characters: readonly string[], place: number): boolean {
  const character = characters[place] ?? '';
  if (within([...ACTING, ...SEPARATORS], character)) return true;
  return within(NOT_DRAWN, character) && !fits(characters, place);
}

function fits(characters: readonly string[], place: number): boolean {
  const [first = '', before = '', character = '', after = ''] = [place - 2, place - 1, place, place + 1].map(
    (at) => characters[at],
  );
  const code = character.codePointAt(0) ?? 0;
  const isEmoji = (one: string): boolean => /^\p{Extended_Pictographic}$/u.test(one);
  if (code === 0x200c) return joins(before) && joins(after);
  if (code === 0x200d)
    return (
      (joins(before) && after !== '\u200c' && after !== '\u200d') ||
      (isEmoji(after) &&
        (isEmoji(before) || within([[0x1f3fb, 0x1f3ff]], before) || (before === '\ufe0f' && isEmoji(first))))
    );
  if (code === 0xfe0f && after === '\u20e3' && /^[#*0-9]$/.test(before)) return true;
  if (code === 0xfe0e || code === 0xfe0f) return isEmoji(before);
  if (
    within(
      [
        [0xfe00, 0xfe02],
        [0xe0100, 0xe01ef],
      ],
      character,
    )
  )
    // prettier-ignore
    return /^\p{Ideographic}$/u.test(before) || (code === 0xfe00 && /^\p{Sm}$/u.test(before));
  if (within([[0x180b, 0x180d], [0x180f]], character)) return /^(?=\p{L})\p{scx=Mongolian}$/u.test(before); // prettier-ignore
  return within([[0xe0061, 0xe007f]], character) && isInFlag(characters, place);
}

const joins = (character: string): boolean =>
  within(JOINING, character) && /[\p{L}\p{M}]/u.test(character) && !within(NOT_DRAWN, character);

function isInFlag(characters: readonly string[], place: number): boolean {
  const start = characters.lastIndexOf('\u{1f3f4}', place);
  const end = characters.indexOf('\u{e007f}', place);
  return start >= 0 && FLAGS.includes(characters.slice(start, end + 1).join(''));
}
