import type { NameFault } from '../model/refusal';
import { withoutJoiners } from './joiners';
import { type NameKey, nameKey, RESERVED_WORDS } from './names';
import { PROTOTYPES } from './prototypes';

const ASCII = /^[\x00-\x7f]*$/;
const SMALL_ASCII = /^[a-z0-9_-]*$/;
const AMBIGUOUS = /rn|[ol][0-9]|[0-9][ol]|(?<![0-9])[01]+(?![0-9])/;
const NO_READINGS: readonly NameKey[] = [];

/**
 * Lists the other readings of a name: the names for which it can be mistaken.
 *
 * Two names are look-alikes if a reading (or the key) of one is a reading of the other. This is the comparison of UTS
 * 39, in which `O` and `0`, `l`, `I` and `1`, `rn` and `m`, and Cyrillic `а` and Latin `a` look the same, extended to
 * case-insensitive names:
 *
 * - Similarity depends on case, so the skeleton is made of the name as typed: `PayPaI` looks like `PayPal`, but
 *   `paypai` does not. The case is removed afterwards, so `PayPaI` also reads like `paypal` and `PAYPAL`.
 * - A name is the same name in lower case and in upper case, so these forms are read too: `BEPA` in Latin letters looks
 *   like `ВЕРА`, which is `вера`.
 * - In upper case, a letter that looks like a bar is read as `I`: `ALlCE` reads like `ALICE`, which is `alice`. In
 *   lower case it is read as `l`. Treating `i`, `I` and `l` as one letter would be simpler, but `ali` and `all` do not
 *   look alike.
 *
 * @param name a well-formed name as typed
 * @returns the readings that differ from the key of the name; most names in plain letters have none
 */
export function readings(name: string): readonly NameKey[] {
  if (SMALL_ASCII.test(name)) {
    if (!AMBIGUOUS.test(name)) return NO_READINGS;
    const plain = spelled(name);
    return plain === name ? NO_READINGS : [plain];
  }
  const key = nameKey(name);
  const typed = withoutJoiners(name).normalize('NFKC');
  const looks = skeleton(typed);
  const all = new Set([caseless(looks), caseless(skeleton(key)), caseless(skeleton(typed.toUpperCase(), 'i'))]);
  if (isInCapitals(looks)) all.add(caseless(skeleton(typed, 'i')));
  all.delete(key);
  return Array.from(all);
}

/** Normalizes a skeleton to lower case. */
function caseless(looks: string): NameKey {
  return spelled(skeleton(looks.toLowerCase()).toLowerCase()).normalize('NFC');
}

/**
 * Replaces look-alikes by the form that is usual in names: `m` for `rn`; `0` and `1` next to other digits, and `o` and
 * `l` elsewhere. So `user17` is its own reading, and no entry has to be stored for it.
 */
function spelled(looks: string): NameKey {
  return looks.replace(/[ol0-9]+|rn/g, (part) => {
    if (part === 'rn') return 'm';
    return /[2-9]/.test(part) ? swapped(part, 'ol', '01') : swapped(part, '01', 'ol');
  });
}

const swapped = (text: string, [a = '', b = '']: string, [c = '', d = '']: string): string =>
  text.replaceAll(a, c).replaceAll(b, d);

/** Whether all letters are upper case, or bars that may be an upper-case `I`. */
const isInCapitals = (looks: string): boolean => /\p{Lu}/u.test(looks) && !/(?!l)\p{Ll}/u.test(looks);

/** A dot above a letter that has one, as the small form of İ has it in Unicode. */
const SECOND_DOT = /([ij]\p{M}*?)\u0307/gu;

/** The skeleton of a text by UTS 39. A letter that looks like a bar becomes `bar`, which is `l` in UTS 39. */
function skeleton(text: string, bar: 'l' | 'i' = 'l'): string {
  const looks = Array.from(text.normalize('NFD'), (character) => {
    const prototype = PROTOTYPES.get(character) ?? character;
    return prototype === 'l' && /\p{L}/u.test(character) ? bar : prototype;
  });
  return looks.join('').replace(SECOND_DOT, '$1').normalize('NFD');
}

const reserved = new Set(RESERVED_WORDS.flatMap((word) => [nameKey(word), ...readings(word)]));

/** Letters and marks of one of these scripts and of neither of the others; many marks belong to several. */
const LATIN = /(?!\p{scx=Cyrillic}|\p{scx=Greek})\p{scx=Latin}/u;
const CYRILLIC = /(?!\p{scx=Latin}|\p{scx=Greek})\p{scx=Cyrillic}/u;
const GREEK = /(?!\p{scx=Latin}|\p{scx=Cyrillic})\p{scx=Greek}/u;

/**
 * Whether a name mixes scripts with similar letters: Latin, Cyrillic and Greek. Other scripts may be combined, as
 * Japanese combines Han, Hiragana and Katakana, and Latin may be combined with each of them.
 *
 * @param name a name as typed
 */
export function mixesScripts(name: string): boolean {
  if (ASCII.test(name)) return false;
  const letters = withoutJoiners(name).normalize('NFKC');
  return [LATIN, CYRILLIC, GREEK].filter((script) => script.test(letters)).length > 1;
}

/**
 * Checks whether a new name can be mistaken for another.
 *
 * @param name a well-formed name that is neither reserved nor in use
 * @param others the other readings of the name
 * @param inUse whether a key is the key or a reading of a name in use
 * @returns the fault, or `undefined` if the name is distinct
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
