import { identity, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

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
  limit: RateLimit,
  excess: (value: T, first: boolean) => R | undefined,
): OperatorFunction<T, T | R> {
  if (limit.rate === 0) return identity;
  return createOperatorFrom((destination) => new RateLimited(destination, limit, excess));
}

/** A class, not closures: there is one for each client. */
class RateLimited<T, R> extends OperatorSubscriber<T, T | R> {
  private tokens: number;
  private filled: number; // when the tokens were last counted
  private told = false;

  constructor(
    destination: Subscriber<T | R>,
    private readonly limit: RateLimit,
    private readonly excess: (value: T, first: boolean) => R | undefined,
  ) {
    super(destination);
    this.tokens = limit.burst;
    this.filled = limit.now();
  }

  protected onNext(value: T): void {
    if (this.takeToken()) {
      this.destination.next(value);
      return;
    }
    const first = !this.told;
    this.told = true;
    const instead = this.excess(value, first);
    if (instead !== undefined) this.destination.next(instead);
  }

  private takeToken(): boolean {
    const { burst, rate, now } = this.limit;
    const time = now();
    this.tokens = Math.min(burst, this.tokens + ((time - this.filled) / 1000) * rate);
    this.filled = time;
    if (this.tokens >= Math.max(1, burst / 2)) this.told = false; // not in the middle of the one token of a bucket of one
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
