import { CONFUSABLES } from './confusables';
import type { NameFault } from '../model/refusal';
import { type NameKey, nameKey, RESERVED_WORDS } from './names';

const ASCII = /^[\x00-\x7f]*$/;
const SMALL_ASCII = /^[a-z0-9_-]*$/;
const AMBIGUOUS = /rn|[ol][0-9]|[0-9][ol]|(?<![0-9])[01]+(?![0-9])/;
const NONE: readonly NameKey[] = [];

/**
 * Lists the ways in which a name can be read, other than as what it is.
 *
 * Two names are look-alikes if one of the readings of the one (or the name as it is compared) is one of the other's. That
 * is the comparison of UTS 39, in which `O` and `0`, `l`, `I` and `1`, `rn` and `m`, and a Cyrillic `а` and a Latin `a` are
 * drawn alike, for names to which case makes no difference:
 *
 * - What looks alike depends on case, so a name has a skeleton as it is typed. `PayPaI` looks like `PayPal`, and `paypai`
 *   does not. Only then is case taken off: `PayPaI` reads like `paypal` and `PAYPAL` too.
 * - It is the same name in small letters and in capitals, so it is read in these forms as well: `BEPA` in Latin letters
 *   looks like `ВЕРА`, which is `вера`.
 * - In capitals, a letter that is drawn as a bar is an `I`: `ALlCE` reads like `ALICE`, which is `alice`. In small letters
 *   it is an `l`. To make `i`, `I` and `l` one letter would be simpler, but `ali` and `all` do not look alike.
 *
 * @param name a well-formed name as typed
 * @returns the readings that differ from the name as it is compared; most names of plain letters have none
 */
export function readings(name: string): readonly NameKey[] {
  if (SMALL_ASCII.test(name)) {
    if (!AMBIGUOUS.test(name)) return NONE;
    const plain = spelled(name);
    return plain === name ? NONE : [plain];
  }
  const key = nameKey(name);
  const typed = name.normalize('NFKC');
  const looks = skeleton(typed);
  const all = new Set([caseless(looks), caseless(skeleton(key)), caseless(skeleton(typed.toUpperCase(), 'i'))]);
  if (isInCapitals(looks)) all.add(caseless(skeleton(typed, 'i')));
  all.delete(key);
  return Array.from(all);
}

/** A skeleton in small letters. */
function caseless(looks: string): NameKey {
  return spelled(skeleton(looks.toLowerCase()).toLowerCase()).normalize('NFC');
}

/**
 * Writes what looks alike in the one way that names commonly have: an `m` for `rn`; `0` and `1` in a number, where there is
 * another digit beside them, and `o` and `l` elsewhere. So `user17` is its own reading, and nothing has to be kept of it.
 */
function spelled(looks: string): NameKey {
  return looks.replace(/[ol0-9]+|rn/g, (part) => {
    if (part === 'rn') return 'm';
    return /[2-9]/.test(part) ? swapped(part, 'ol', '01') : swapped(part, '01', 'ol');
  });
}

const swapped = (text: string, [a = '', b = '']: string, [c = '', d = '']: string): string =>
  text.replaceAll(a, c).replaceAll(b, d);

/** Whether the letters are capitals, or bars that may be the capital `I`. */
const isInCapitals = (looks: string): boolean => /\p{Lu}/u.test(looks) && !/(?!l)\p{Ll}/u.test(looks);

const prototypes = new Map<string, string>(
  CONFUSABLES.split(' ').flatMap((word) => {
    const [prototype = '', alike = ''] = word.split('=');
    return alike.split(',').map((character): [string, string] => [fromPoints(character), fromPoints(prototype)]);
  }),
);

function fromPoints(points: string): string {
  return String.fromCodePoint(...points.split('+').map((point) => parseInt(point, 16)));
}

/** What a text looks like, as UTS 39 has it; a letter that looks like a bar is an `l` there, unless said otherwise. */
function skeleton(text: string, bar: 'l' | 'i' = 'l'): string {
  const looks = Array.from(text.normalize('NFD'), (character) => {
    const prototype = prototypes.get(character) ?? character;
    return prototype === 'l' && /\p{L}/u.test(character) ? bar : prototype;
  });
  return looks.join('').normalize('NFD');
}

const reserved = new Set(RESERVED_WORDS.flatMap((word) => [nameKey(word), ...readings(word)]));

/** Letters and marks that are of one of these scripts and of neither of the others, as many marks are. */
const LATIN = /(?!\p{scx=Cyrillic}|\p{scx=Greek})\p{scx=Latin}/u;
const CYRILLIC = /(?!\p{scx=Latin}|\p{scx=Greek})\p{scx=Cyrillic}/u;
const GREEK = /(?!\p{scx=Latin}|\p{scx=Cyrillic})\p{scx=Greek}/u;

/**
 * Tells whether a name mixes scripts whose letters are drawn alike: Latin, Cyrillic and Greek. Other scripts may stand
 * together, as Han, Hiragana and Katakana do in Japanese, and Latin beside any of them.
 *
 * @param name a name as typed
 */
export function mixesScripts(name: string): boolean {
  if (ASCII.test(name)) return false;
  const letters = name.normalize('NFKC');
  return [LATIN, CYRILLIC, GREEK].filter((script) => script.test(letters)).length > 1;
}

/**
 * Says what is wrong with a new name: what those who see it may take it for.
 *
 * @param name a well-formed name that is neither reserved nor in use
 * @param others how it can be read too
 * @param inUse whether a name that is in use, as it is compared or in one of its readings, is this one
 * @returns the fault, or nothing where the name is like no other
 */
export function nameFault(
  name: string,
  others: readonly NameKey[],
  inUse: (reading: NameKey) => boolean,
): NameFault | undefined {
  if (mixesScripts(name)) return 'mixed_scripts';
  if (inUse(nameKey(name)) || others.some(inUse)) return 'like_one_in_use';
  return others.some((reading) => reserved.has(reading)) ? 'like_reserved' : undefined;
}
