import { from, identity, type Observable } from 'rxjs';
import { mergeMapLean } from './mergeMapLean';

/**
 * Merges Observables, which are subscribed to in the order in which they are given.
 *
 * ```
 * a$         --a-----a--|
 * b$         ---b-------b--|
 *            mergeLean(a$, b$)
 * result     --ab----a--b--|
 * ```
 *
 * It says the same as `merge(...sources)`, with less for each value: all that a server writes passes here.
 *
 * @param sources what is merged
 * @returns an Observable that completes when all of them have, and errors when one of them does
 * @see merge
 */
export function mergeLean<T>(...sources: readonly Observable<T>[]): Observable<T> {
  return from(sources).pipe(mergeMapLean(identity));
}
