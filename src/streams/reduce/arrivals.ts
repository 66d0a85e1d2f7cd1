import type { LimitedNetwork } from '../model/address';
import type { ArrivalLimits } from '../model/rules';
import { SortedMap } from './sortedMap';

export type { ArrivalLimits };

/**
 * The token buckets of all addresses. A bucket is one number: the time at which it is full again. Taking a token adds the time
 * that one token needs to return, so no bucket has to be refilled. An address without an entry has a full bucket.
 *
 * The unit of these times is a millisecond divided by the rate: so a token needs 1,000 of them whatever the rate is, and
 * sums of tokens are whole numbers. A site that may have as much as several blocks has a bucket like theirs, and its tokens are
 * that much smaller.
 */
export type Arrivals = SortedMap<number>;

const NONE: Arrivals = SortedMap.of();

/** The time in which one token of a block returns. */
const REFILL = 1000;

/** The time in which one token of a network returns; a whole number, and never more than its part. */
const refillOf = ({ blocks }: LimitedNetwork): number => Math.max(1, Math.floor(REFILL / blocks));

/**
 * Checks whether the bucket of a network has a token.
 *
 * @param arrivals the buckets
 * @param network the block of an address, or its site
 * @param at the time, in milliseconds since 1970
 * @param limits the size and the refill rate of each bucket
 * @returns whether a connection can be admitted now
 */
export function hasToken(arrivals: Arrivals, network: LimitedNetwork, at: number, limits: ArrivalLimits): boolean {
  if (limits.connectionRate === 0) return true;
  const now = at * limits.connectionRate;
  return arrivals.get(network.key, now) - now <= limits.connectionBurst * REFILL - refillOf(network);
}

/**
 * Takes a token for an admitted connection. A rejected connection takes none, so a client that retries often is
 * admitted as soon as a token has returned.
 *
 * @param arrivals the buckets
 * @param network the block of an address, or its site
 * @param at the time, in milliseconds since 1970
 * @param limits the size and the refill rate of each bucket
 * @returns the new buckets; the same ones if there is no limit
 */
export function takeToken(arrivals: Arrivals, network: LimitedNetwork, at: number, limits: ArrivalLimits): Arrivals {
  if (limits.connectionRate === 0) return arrivals;
  const now = at * limits.connectionRate;
  return arrivals.set(network.key, Math.max(arrivals.get(network.key, now), now) + refillOf(network));
}

/**
 * Goes over to another refill rate: each address lacks as many tokens as before.
 *
 * @param arrivals the buckets
 * @param at the time, in milliseconds since 1970
 * @param before the rate that they are counted by
 * @param rate the rate from here on; 0 for no limit
 * @returns the buckets by that rate; the same ones if it is the same
 */
export function withRate(arrivals: Arrivals, at: number, before: number, rate: number): Arrivals {
  if (rate === before) return arrivals;
  const lacking = rate === 0 ? [] : Array.from(withoutFull(arrivals, at, { connectionRate: before }));
  return lacking.reduce((buckets, [block, fullAt]) => buckets.set(block, fullAt + at * (rate - before)), NONE);
}

/**
 * Removes the full buckets.
 *
 * This bounds the number of buckets: each entry requires an admitted connection, and expires after at most burst / rate
 * seconds. The cost is bounded too: every entry that is visited and kept lacks tokens, and each token is one
 * connection.
 *
 * @param arrivals the buckets
 * @param at the time, in milliseconds since 1970
 * @param limits the refill rate of each bucket
 * @returns the buckets that lack a token; the same map if all of them do
 */
export function withoutFull(
  arrivals: Arrivals,
  at: number,
  { connectionRate }: Pick<ArrivalLimits, 'connectionRate'>,
): Arrivals {
  const now = at * connectionRate;
  let rest = arrivals;
  for (const [block, fullAt] of arrivals) if (fullAt <= now) rest = rest.delete(block);
  return rest;
}
