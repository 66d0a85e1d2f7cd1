import type { Dialect } from './dialect';
import { text } from './text';

/** All dialects that clients can choose; the first one is the dialect of a client that has chosen none. */
export const DIALECTS: Dialects = [text];

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
