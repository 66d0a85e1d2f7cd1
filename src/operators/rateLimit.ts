import { type RateLimit, TokenBucket } from '../buffers/tokenBucket';
import { identity, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

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
 * A value may cost more than its token, which is known only when its work has been done, by whoever received it. For
 * that `opened` is given the bucket: what is charged to it counts from the next value on.
 *
 * **Gotcha**: the bucket belongs to the subscription: one subscription per client means one bucket per client.
 *
 * @param limit the bucket size in values, the refill rate in values per second, and the clock
 * @param excess returns the replacement for a value in excess, or `undefined` to drop it
 * @param opened receives the bucket of each subscription, before its first value; not called if there is no limit
 * @returns an operator that emits each value or its replacement
 */
export function rateLimit<T, R>(
  limit: RateLimit,
  excess: (value: T, isFirst: boolean) => R | undefined,
  opened?: (bucket: TokenBucket) => void,
): OperatorFunction<T, T | R> {
  if (limit.rate === 0) return identity;
  return createOperatorFrom((destination) => {
    const bucket = new TokenBucket(limit);
    opened?.(bucket);
    return new RateLimited(destination, bucket, excess);
  });
}

/** A class instead of closures, because there is one per client. */
class RateLimited<T, R> extends OperatorSubscriber<T, T | R> {
  private isReported = false;

  constructor(
    destination: Subscriber<T | R>,
    private readonly bucket: TokenBucket,
    private readonly excess: (value: T, isFirst: boolean) => R | undefined,
  ) {
    super(destination);
  }

  protected onNext(value: T): void {
    const hasToken = this.bucket.take();
    if (this.bucket.isHalfFull) this.isReported = false;
    if (hasToken) {
      this.destination.next(value);
      return;
    }
    const isFirst = !this.isReported;
    this.isReported = true;
    const replacement = this.excess(value, isFirst);
    if (replacement !== undefined) this.destination.next(replacement);
  }
}
