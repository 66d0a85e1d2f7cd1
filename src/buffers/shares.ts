import type { RateLimit } from './tokenBucket';

/** The number of keys up to which full shares are not looked for. */
const MIN_PRUNED_SIZE = 64;

/**
 * Token buckets by key, such as an address or a room, from which more may be taken than there is.
 *
 * A bucket is one number, the time at which it is full again, so none has to be refilled. A key without an entry has a full
 * bucket, and full buckets are removed each time that the number of keys has doubled. So they take memory only for what was
 * active within the time of a burst.
 */
export class Shares {
  private readonly fullAt = new Map<string, number>();
  private pruneAt = MIN_PRUNED_SIZE;

  /** @param limit the size and the refill rate of each bucket, and the clock */
  constructor(private readonly limit: RateLimit) {}

  /** How many keys are known. */
  get size(): number {
    return this.fullAt.size;
  }

  /**
   * Takes an amount, also if there is less. The debt of a key is at most the size of its bucket, so that it ends in the time of
   * a burst.
   *
   * @param key the key
   * @param amount how much is taken
   * @returns whether more was taken than there was
   */
  take(key: string, amount: number): boolean {
    const { burst, rate, now } = this.limit;
    const time = now();
    const refillMs = (burst / rate) * 1000;
    const fullAt = Math.max(this.fullAt.get(key) ?? time, time) + (amount / rate) * 1000;
    if (this.fullAt.size >= this.pruneAt) this.prune(time);
    this.fullAt.set(key, Math.min(fullAt, time + 2 * refillMs));
    return fullAt - time > refillMs;
  }

  private prune(time: number): void {
    for (const [key, fullAt] of this.fullAt) if (fullAt <= time) this.fullAt.delete(key);
    this.pruneAt = Math.max(MIN_PRUNED_SIZE, this.fullAt.size * 2);
  }
}
