import type { NameKey } from '../model/ids';

export type { NameKey };

const PLAIN = /^[A-Za-z0-9_-]{1,16}$/;
/** Letters and digits of any script with their marks; nothing that is drawn as nothing (such as a Hangul filler). */
const WORD = /^(?!.*\p{Default_Ignorable_Code_Point})(?:[\p{L}\p{Nd}]\p{M}*|[-_])+$/u;
const MOST_CHARACTERS = 16;
const MOST_BYTES = 64;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The words that lines of the server begin with, so that no name can forge one; and the lobby. */
export const RESERVED_WORDS = ['SYSTEM', 'USERS', 'ROOMS', 'WHISPER', 'HELP', 'ERR', 'OK', 'Bye', 'lobby'] as const;

/**
 * Makes the form in which names are compared: NFKC and lower case.
 *
 * @param name a name as typed
 * @returns the key; `Alice`, `alice` and `ａｌｉｃｅ` have the same one
 */
export function nameKey(name: string): NameKey {
  return PLAIN.test(name) ? name.toLowerCase() : name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

const reserved = new Set<NameKey>(RESERVED_WORDS.map(nameKey));
const LOBBY_KEY = nameKey('lobby');

/**
 * Reads a name: 1 to 16 characters (as a person counts them) of at most 64 bytes, with the space around it trimmed.
 *
 * @param text what was typed
 * @returns the name, or nothing for what is none
 */
export function parseName(text: string): string | undefined {
  const name = text.trim();
  if (PLAIN.test(name)) return ownCopy(name);
  if (Buffer.byteLength(name) > MOST_BYTES || !WORD.test(name)) return undefined;
  return Array.from(graphemes.segment(name)).length <= MOST_CHARACTERS ? ownCopy(name) : undefined;
}

/**
 * Reads the name of a person, for which the reserved words are taken.
 *
 * @param text what was typed
 * @returns the name, or nothing for what is none
 */
export function parseUserName(text: string): string | undefined {
  const name = parseName(text);
  return name !== undefined && !reserved.has(nameKey(name)) ? name : undefined;
}

/**
 * Reads the name of a room; of the reserved words, the lobby is one.
 *
 * @param text what was typed
 * @returns the name, or nothing for what is none
 */
export function parseRoomName(text: string): string | undefined {
  const name = parseName(text);
  return name !== undefined && (nameKey(name) === LOBBY_KEY || !reserved.has(nameKey(name))) ? name : undefined;
}

/** A name outlives the piece of input that it was cut from, and must not keep all of that alive. */
function ownCopy(name: string): string {
  return Buffer.from(name).toString();
}
