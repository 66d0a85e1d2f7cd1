import type { SortedMap } from './sortedMap';

/** How fast one address may connect: a token bucket. */
export interface ArrivalLimits {
  /** How many connections may come from one address at once; at least 1. */
  readonly connectionBurst: number;
  /** How many a second after those; 0 for any number. */
  readonly connectionRate: number;
}

/**
 * The buckets of all addresses, each as one number: the time at which it is full again, in milliseconds since 1970. Each
 * token that is taken puts that off by the time in which one comes back, so nothing has to be counted or refilled. An
 * address that is not named has a full bucket.
 */
export type Arrivals = SortedMap<number>;

/** Times are whole milliseconds; sums of parts of one may be off by less than this. */
const ROUNDING = 0.1;

/** How long it takes until one token has come back, in ms. */
const gainTime = (limits: ArrivalLimits): number => 1000 / limits.connectionRate;

/**
 * Says whether there is a token for one more connection.
 *
 * @param arrivals the buckets
 * @param block the address
 * @param at the time
 * @param limits the size and the gain of every bucket
 * @returns whether it may come now
 */
export function hasToken(arrivals: Arrivals, block: string, at: number, limits: ArrivalLimits): boolean {
  if (limits.connectionRate === 0) return true;
  const untilFull = arrivals.get(block, at) - at;
  return untilFull <= (limits.connectionBurst - 1) * gainTime(limits) + ROUNDING;
}

/**
 * Takes the token for a connection that is let in. One that is refused takes none, so that whoever was too fast is let in
 * again when a token has come back, however often it has tried in between.
 *
 * @param arrivals the buckets
 * @param block the address
 * @param at the time
 * @param limits the size and the gain of every bucket
 * @returns the buckets after it; the same ones where there is no limit
 */
export function takeToken(arrivals: Arrivals, block: string, at: number, limits: ArrivalLimits): Arrivals {
  if (limits.connectionRate === 0) return arrivals;
  return arrivals.set(block, Math.max(arrivals.get(block, at), at) + gainTime(limits));
}

/**
 * Forgets the buckets that are full again.
 *
 * That is why there cannot be ever more of them: each was paid for by a connection that was let in, and lasts as long as
 * its tokens take to come back, which is never longer than burst / rate seconds. It is cheap for the same reason: a bucket
 * that is looked at and kept lacks tokens, and each token is one connection.
 *
 * @param arrivals the buckets
 * @param at the time
 * @returns those that lack a token; the same map where all do
 */
export function withoutFull(arrivals: Arrivals, at: number): Arrivals {
  let rest = arrivals;
  for (const [block, fullAt] of arrivals) if (fullAt <= at) rest = rest.delete(block);
  return rest;
}
