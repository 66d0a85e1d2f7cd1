import { ownCopy } from '../../buffers/ownCopy';
import type { NameKey } from '../model/ids';
import { joinersFit, withoutJoiners } from './joiners';
import { isOfLetters } from './letters';
import { looksPunctuated } from './likePunctuation';

export type { NameKey };

const PLAIN = /^[A-Za-z0-9_-]{1,16}$/;
/** What a name may be typed with, before its letters are looked at. */
const AS_TYPED = /^[\p{L}\p{M}\p{Nd}\u200c\u200d_-]+$/u;
const MAX_CHARACTERS = 16;
const MAX_BYTES = 64;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The first words of the lines that the server sends, so that no name can forge such a line; `to`, with which a whisper
 * would read like a receipt; the server itself; and the lobby.
 */
export const RESERVED_WORDS = [
  ...['SYSTEM', 'USERS', 'ROOMS', 'WHISPER', 'HELP', 'ERR', 'OK', 'Bye', 'PAST', 'HISTORY', 'TOPIC', 'WHO', 'NOTICE'],
  ...['BANS', 'IGNORED', 'SET', 'to', 'server', 'lobby'],
] as const;

/**
 * Normalizes a name for comparison: NFKC and lower case, without joiners.
 *
 * @param name a name as typed
 * @returns the key; `Alice`, `alice` and `ａｌｉｃｅ` have the same key
 */
export function nameKey(name: string): NameKey {
  if (PLAIN.test(name)) return name.toLowerCase();
  return withoutJoiners(name).normalize('NFKC').toLowerCase().normalize('NFKC');
}

const reserved = new Set<NameKey>(RESERVED_WORDS.map(nameKey));
const LOBBY_KEY = nameKey('lobby');

/**
 * Parses a name: 1 to 16 characters (grapheme clusters) and at most 64 bytes, without surrounding space. Its letters are
 * of scripts in everyday use, its marks fit them, and nothing in it is invisible or looks like punctuation.
 *
 * @param text the text as typed
 * @returns the name, or `undefined` if it is not well-formed
 */
export function parseName(text: string): string | undefined {
  const name = text.trim();
  if (PLAIN.test(name)) return ownCopy(name);
  if (name.length > MAX_BYTES || Buffer.byteLength(name) > MAX_BYTES || !isReadable(name)) return undefined;
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

/** Letters as typed and as they are compared: some become punctuation or a space by normalization. */
function isReadable(name: string): boolean {
  if (!AS_TYPED.test(name) || !joinersFit(name)) return false;
  const letters = withoutJoiners(name).normalize('NFKC');
  return isOfLetters(letters) && !looksPunctuated(letters);
}
