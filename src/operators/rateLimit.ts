import { identity, type OperatorFunction } from 'rxjs';
import { operate } from './operate';

/** A token bucket: so many values at once, then so many a second. */
export interface RateLimit {
  /** How many values may come at once; at least 1. */
  readonly burst: number;
  /** How many values a second may come after that; 0 means that there is no limit. */
  readonly rate: number;
  /** A clock in milliseconds that never steps back. */
  readonly now: () => number;
}

/**
 * Lets values pass at a rate, and replaces or drops those in excess of it at once: nothing is delayed, nothing is kept.
 *
 * ```
 * source     --a-b-c-d-------e--|      a column is 1 ms
 *            rateLimit({ burst: 2, rate: 100, now }, (value, first) => first ? 'X' : 'x')
 * result     --a-b-X-x-------e--|
 * ```
 *
 * The bucket holds `burst` tokens at first and gains `rate` a second up to that; a value takes one. `first` is true for
 * the first value in excess since the bucket was last at least half full: a sender who keeps going too fast is told once,
 * and not at each token that comes back in between.
 *
 * **Gotcha**: the state belongs to the subscription. One bucket for each client means one subscription for each.
 *
 * @param limit the bucket's size in values, its gain in values a second, and the clock
 * @param excess makes what stands for a value in excess, or nothing where it is dropped
 * @returns an operator that emits each value or what stands for it
 */
export function rateLimit<T, R>(
  { burst, rate, now }: RateLimit,
  excess: (value: T, first: boolean) => R | undefined,
): OperatorFunction<T, T | R> {
  if (rate === 0) return identity;
  return operate((subscriber) => {
    let tokens = burst;
    let filled = now(); // when the tokens were last counted
    let told = false;

    const take = (): boolean => {
      const time = now();
      tokens = Math.min(burst, tokens + ((time - filled) / 1000) * rate);
      filled = time;
      if (tokens >= Math.max(1, burst / 2)) told = false; // not in the middle of the one token of a bucket of one
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    };

    return {
      next(value) {
        if (take()) {
          subscriber.next(value);
          return;
        }
        const first = !told;
        told = true;
        const instead = excess(value, first);
        if (instead !== undefined) subscriber.next(instead);
      },
    };
  });
}
