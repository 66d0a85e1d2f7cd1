import { identity, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** The parameters of a token bucket. */
export interface RateLimit {
  /** The size of the bucket: the number of values that may pass at once; at least 1. */
  readonly burst: number;
  /** The refill rate in tokens per second; 0 for no limit. */
  readonly rate: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Limits the rate of values with a token bucket. A value in excess is replaced or dropped at once; nothing is delayed
 * and nothing is kept.
 *
 * ```
 * source     --a-b-c-d-------e--|      a column is 1 ms
 *            rateLimit({ burst: 2, rate: 100, now }, (value, isFirst) => isFirst ? 'X' : 'x')
 * result     --a-b-X-x-------e--|
 * ```
 *
 * The bucket starts with `burst` tokens and refills with `rate` tokens per second up to `burst`; each value takes one.
 * `isFirst` is true for the first value in excess since the bucket was last at least half full. So a client that keeps
 * exceeding the rate receives one refusal, not one for each token in between.
 *
 * **Gotcha**: the bucket belongs to the subscription: one subscription per client means one bucket per client.
 *
 * @param limit the bucket size in values, the refill rate in values per second, and the clock
 * @param excess returns the replacement for a value in excess, or `undefined` to drop it
 * @returns an operator that emits each value or its replacement
 */
export function rateLimit<T, R>(
  limit: RateLimit,
  excess: (value: T, isFirst: boolean) => R | undefined,
): OperatorFunction<T, T | R> {
  if (limit.rate === 0) return identity;
  return createOperatorFrom((destination) => new RateLimited(destination, limit, excess));
}

/** A class instead of closures, because there is one per client. */
class RateLimited<T, R> extends OperatorSubscriber<T, T | R> {
  private tokens: number;
  private refilledAt: number;
  private isReported = false;

  constructor(
    destination: Subscriber<T | R>,
    private readonly limit: RateLimit,
    private readonly excess: (value: T, isFirst: boolean) => R | undefined,
  ) {
    super(destination);
    this.tokens = limit.burst;
    this.refilledAt = limit.now();
  }

  protected onNext(value: T): void {
    if (this.takeToken()) {
      this.destination.next(value);
      return;
    }
    const isFirst = !this.isReported;
    this.isReported = true;
    const replacement = this.excess(value, isFirst);
    if (replacement !== undefined) this.destination.next(replacement);
  }

  private takeToken(): boolean {
    const { burst, rate, now } = this.limit;
    const time = now();
    this.tokens = Math.min(burst, this.tokens + ((time - this.refilledAt) / 1000) * rate);
    this.refilledAt = time;
    if (this.tokens >= Math.max(1, burst / 2)) this.isReported = false; // half of 1 is no token
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
