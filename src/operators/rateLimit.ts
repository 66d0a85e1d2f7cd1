import { type RateLimit, TokenBucket } from '../buffers/tokenBucket';
import { asyncScheduler, identity, type OperatorFunction, type Subscriber } from 'rxjs';
import { OperatorSubscriber, createOperatorFrom } from './createOperator';

/** What `rateLimit` tells of itself. */
export interface RateLimitContext {
  /** Receives the bucket of each subscription, before its first value; not called if there is no limit. */
  readonly opened?: (bucket: TokenBucket) => void;
  /**
   * Called with true when values begin to wait, and with false when none waits any longer: the source should emit nothing in
   * between, for all of it is kept.
   */
  readonly waiting?: (isWaiting: boolean) => void;
}

/**
 * Limits the rate of values with a token bucket. A value in excess is replaced or dropped at once; nothing is delayed
 * and nothing is kept, unless the pace of the bucket is `wait`.
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
 * If the `pace` of the bucket is `wait`, a value without a token waits for one, and so do all after it; the completion of the
 * source waits for them, and an error does not:
 *
 * ```
 * source     --(abcd|)                 a column is 1 ms
 *            rateLimit({ burst: 2, rate: 200, now }, ...), pace: wait
 * result     --(ab)-c----(d|)
 * ```
 *
 * The limit is read at each value, so it may change. What begins without a limit stays without one.
 *
 * **Gotcha**: the bucket belongs to the subscription: one subscription per client means one bucket per client.
 *
 * @param limit the bucket size in values, the refill rate in values per second, and the clock
 * @param excess returns the replacement for a value in excess, or `undefined` to drop it
 * @param context receives the bucket, with which it can be charged and told to wait, and whether it waits
 * @returns an operator that emits each value or its replacement
 */
export function rateLimit<T, R>(
  limit: RateLimit,
  excess: (value: T, isFirst: boolean) => R | undefined,
  { opened, waiting }: RateLimitContext = {},
): OperatorFunction<T, T | R> {
  if (limit.rate === 0) return identity;
  return createOperatorFrom((destination) => {
    const bucket = new TokenBucket(limit);
    opened?.(bucket);
    return new RateLimited(destination, bucket, excess, waiting);
  });
}

/** A class instead of closures, because there is one per client. */
class RateLimited<T, R> extends OperatorSubscriber<T, T | R> {
  private isReported = false;
  private waitingValues: T[] | undefined;
  private isEnding = false;

  constructor(
    destination: Subscriber<T | R>,
    private readonly bucket: TokenBucket,
    private readonly excess: (value: T, isFirst: boolean) => R | undefined,
    private readonly waiting?: (isWaiting: boolean) => void,
  ) {
    super(destination);
  }

  protected onNext(value: T): void {
    if (this.waitingValues) {
      this.waitingValues.push(value);
      return;
    }
    const hasToken = this.bucket.take();
    if (this.bucket.isHalfFull) this.isReported = false;
    if (hasToken) {
      this.destination.next(value);
      return;
    }
    if (this.bucket.pace === 'wait') {
      this.waitingValues = [value];
      this.waiting?.(true);
      this.waitForToken();
      return;
    }
    const isFirst = !this.isReported;
    this.isReported = true;
    const replacement = this.excess(value, isFirst);
    if (replacement !== undefined) this.destination.next(replacement);
  }

  protected override onComplete(): void {
    this.isEnding = true;
    if (!this.waitingValues) super.onComplete();
  }

  private waitForToken(): void {
    this.destination.add(asyncScheduler.schedule(() => this.passOn(), this.bucket.msToToken));
  }

  /** Passes on what there are tokens for by now, the first first. */
  private passOn(): void {
    const { waitingValues = [] } = this;
    try {
      let passed = 0;
      for (const value of waitingValues) {
        if (this.destination.closed || !this.bucket.take()) break;
        passed += 1;
        this.destination.next(value);
      }
      if (this.destination.closed) return;
      waitingValues.splice(0, passed);
      if (waitingValues.length > 0) {
        this.waitForToken();
        return;
      }
      this.waitingValues = undefined;
      this.waiting?.(false);
    } catch (error) {
      this.destination.error(error);
    }
    if (this.isEnding && !this.waitingValues) this.destination.complete();
  }
}
