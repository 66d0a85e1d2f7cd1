import type { NameKey } from '../model/ids';

export type { NameKey };

const PLAIN = /^[A-Za-z0-9_-]{1,16}$/;
/** Letters and digits of any script with their marks; no invisible characters, such as a Hangul filler. */
const WORD = /^(?!.*\p{Default_Ignorable_Code_Point})(?:[\p{L}\p{Nd}]\p{M}*|[-_])+$/u;
const MAX_CHARACTERS = 16;
const MAX_BYTES = 64;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The first words of the lines that the server sends, so that no name can forge such a line; and the lobby. */
export const RESERVED_WORDS = ['SYSTEM', 'USERS', 'ROOMS', 'WHISPER', 'HELP', 'ERR', 'OK', 'Bye', 'lobby'] as const;

/**
 * Normalizes a name for comparison: NFKC and lower case.
 *
 * @param name a name as typed
 * @returns the key; `Alice`, `alice` and `ａｌｉｃｅ` have the same key
 */
export function nameKey(name: string): NameKey {
  return PLAIN.test(name) ? name.toLowerCase() : name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

const reserved = new Set<NameKey>(RESERVED_WORDS.map(nameKey));
const LOBBY_KEY = nameKey('lobby');

/**
 * Parses a name: 1 to 16 characters (grapheme clusters) and at most 64 bytes, without surrounding space.
 *
 * @param text the text as typed
 * @returns the name, or `undefined` if it is not well-formed
 */
export function parseName(text: string): string | undefined {
  const name = text.trim();
  if (PLAIN.test(name)) return ownCopy(name);
  if (Buffer.byteLength(name) > MAX_BYTES || !WORD.test(name)) return undefined;
  return Array.from(graphemes.segment(name)).length <= MAX_CHARACTERS ? ownCopy(name) : undefined;
}

/**
 * Parses a username. The reserved words are not allowed.
 *
 * @param text the text as typed
 * @returns the name, or `undefined` if it is not allowed
 */
export function parseUserName(text: string): string | undefined {
  const name = parseName(text);
  return name !== undefined && !reserved.has(nameKey(name)) ? name : undefined;
}

/**
 * Parses a room name. Of the reserved words, only the lobby is allowed.
 *
 * @param text the text as typed
 * @returns the name, or `undefined` if it is not allowed
 */
export function parseRoomName(text: string): string | undefined {
  const name = parseName(text);
  return name !== undefined && (nameKey(name) === LOBBY_KEY || !reserved.has(nameKey(name))) ? name : undefined;
}

/** Copies a name, because a slice would keep the whole input chunk in memory as long as the name exists. */
function ownCopy(name: string): string {
  return Buffer.from(name).toString();
}
