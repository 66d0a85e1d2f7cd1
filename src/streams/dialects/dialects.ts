import type { Dialect } from './dialect';
import { json, type About } from './json';
import { text } from './text';

/** The dialects of a chat that has nothing to say of itself: text alone. */
export const DIALECTS: Dialects = [text];

/**
 * All dialects that clients can choose.
 *
 * @param about what a server says of itself
 * @returns the dialects; the first one is that of a client that has chosen none
 */
export const dialectsOf = (about: About): Dialects => [text, json(about)];

/** At least one dialect. */
export type Dialects = readonly [Dialect, ...Dialect[]];

/**
 * Finds a dialect by its name.
 *
 * @param dialects those there are
 * @param name the name; without one, the first dialect is meant
 * @returns the dialect, or the first one if the name is unknown
 */
export const dialectNamed = (dialects: Dialects, name: string | undefined): Dialect =>
  dialects.find((dialect) => dialect.name === name) ?? dialects[0];
