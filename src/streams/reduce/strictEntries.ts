import { invariant } from '../../invariant';
import type { SortedMap } from './sortedMap';

/**
 * Adds an entry that cannot be there yet.
 *
 * @param map where to
 * @param key its key
 * @param value its value
 * @param what what does not hold if it is there, as a sentence
 * @returns the map with it
 * @throws InvariantError if it is there
 */
export function added<V>(map: SortedMap<V>, key: string, value: V, what: string): SortedMap<V> {
  const more = map.set(key, value);
  invariant(more.size > map.size, what);
  return more;
}

/**
 * Takes out an entry that must be there.
 *
 * @param map where from
 * @param key its key
 * @param what what does not hold if it is not there, as a sentence
 * @returns the map without it
 * @throws InvariantError if it is not there
 */
export function taken<V>(map: SortedMap<V>, key: string, what: string): SortedMap<V> {
  const less = map.delete(key);
  invariant(less.size < map.size, what);
  return less;
}

/** Adds entries with the same value, none of which can be there yet. */
export const addedAll = <V>(map: SortedMap<V>, keys: readonly string[], value: V, what: string): SortedMap<V> =>
  keys.reduce((all, key) => added(all, key, value, what), map);

/** Takes out entries that must all be there. */
export const takenAll = <V>(map: SortedMap<V>, keys: readonly string[], what: string): SortedMap<V> =>
  keys.reduce((all, key) => taken(all, key, what), map);
