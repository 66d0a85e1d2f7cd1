/** The parameters of a token bucket. */
export interface RateLimit {
  /** The size of the bucket: the number of values that may pass at once; at least 1. */
  readonly burst: number;
  /** The refill rate in tokens per second; 0 for no limit. It may change, and so may the size. */
  readonly rate: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * A token bucket that can go into debt. It starts full and refills with `rate` tokens per second up to `burst`.
 *
 * A value takes its token before the work that it causes is known. What that work costs beyond the token is charged
 * afterwards, and no further token is given out until the debt has been refilled.
 *
 * ```
 * burst 3    take  take  charge 2  take  1 token later: take  another one later: take
 * tokens     2     1     -1        no    0, no                1 - 1 = 0, yes
 * ```
 */
export class TokenBucket {
  /** What becomes of a value for which there is no token. */
  pace: 'refuse' | 'wait' = 'refuse';
  private tokens: number;
  private refilledAt: number;
  private wasHalfFull = true;

  /** @param limit the size, the refill rate and the clock */
  constructor(private readonly limit: RateLimit) {
    this.tokens = limit.burst;
    this.refilledAt = limit.now();
  }

  /** Whether it was at least half full at the last `take`, before that took a token. */
  get isHalfFull(): boolean {
    return this.wasHalfFull;
  }

  /** In how many milliseconds there will be a token, if none is taken until then. */
  get msToToken(): number {
    this.refill();
    return this.tokens >= 1 || this.limit.rate === 0 ? 0 : Math.ceil(((1 - this.tokens) / this.limit.rate) * 1000);
  }

  /** Takes a token; returns false if there is none. */
  take(): boolean {
    this.refill();
    if (this.limit.rate === 0) return true;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /**
   * Takes tokens that were not asked for beforehand.
   *
   * @param tokens how many; no more than the size of the bucket are taken, so that every debt ends in the time of a burst
   */
  charge(tokens: number): void {
    this.tokens -= Math.min(tokens, this.limit.burst);
  }

  private refill(): void {
    const { burst, rate, now } = this.limit;
    const time = now();
    this.tokens = Math.min(burst, this.tokens + ((time - this.refilledAt) / 1000) * rate);
    this.refilledAt = time;
    this.wasHalfFull = this.tokens >= Math.max(1, burst / 2); // half of 1 is no token
  }
}
