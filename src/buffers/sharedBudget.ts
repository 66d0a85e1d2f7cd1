/** A buffer that shares a budget. */
export interface Evictable {
  /** When its consumer last took something, or became full; any number that is higher later. */
  readonly lastProgress: number;
  /** Releases memory and reports what remains by `hold`. Called again if that is still too much. */
  evict(): void;
}

/** Eviction stops when the buffers hold no more than this fraction of the budget. */
const LOW_WATER_FRACTION = 7 / 8;

/**
 * A memory budget for many buffers. When together they exceed it, those are evicted whose consumers have been stuck longest.
 *
 * Each buffer has a limit of its own, but thousands of them can be full at the same time.
 *
 * ```
 * budget 8   a holds 4    b holds 3    c holds 2     9 exceed the budget, and c has been stuck longest
 *            a holds 4    b holds 3    c is evicted  7 remain
 * ```
 *
 * Buffers are evicted in the order in which their consumers last took something, until an eighth of the budget is free:
 * a reader that is slow does not pay for one that reads nothing, however much waits for either. The search visits every
 * buffer that holds bytes, and is amortized over the memory that it frees.
 *
 * **Gotcha**: bytes that several buffers share count once for each buffer, so the total is an upper bound of the
 * memory.
 */
export class SharedBudget {
  private readonly held = new Map<Evictable, number>();
  private sum = 0;
  private isEvicting = false;

  /** @param limit the maximum total, in bytes */
  constructor(private limit: number) {}

  /** The maximum total, in bytes. */
  get maxBytes(): number {
    return this.limit;
  }

  /** Sets another maximum. If the total exceeds it, buffers are evicted at once. */
  limitTo(maxBytes: number): void {
    this.limit = maxBytes;
    if (this.sum > maxBytes && !this.isEvicting) this.evict();
  }

  /** The number of bytes that all buffers hold. */
  get total(): number {
    return this.sum;
  }

  /** Whether so much is held that it may soon have to be known who is stuck. */
  get isUnderPressure(): boolean {
    return this.sum > this.maxBytes / 2;
  }

  /**
   * Records how much a buffer holds. If the total exceeds the budget, buffers are evicted, possibly this one.
   *
   * @param buffer the buffer
   * @param bytes the number of bytes that it holds now; 0 removes it from the budget
   */
  hold(buffer: Evictable, bytes: number): void {
    this.sum += bytes - (this.held.get(buffer) ?? 0);
    if (bytes > 0) this.held.set(buffer, bytes);
    else this.held.delete(buffer);
    if (this.sum > this.maxBytes && !this.isEvicting) this.evict();
  }

  private evict(): void {
    this.isEvicting = true; // an evicted buffer calls `hold` again
    try {
      let before: number;
      do {
        before = this.sum;
        this.evictStuckFirst();
      } while (this.sum > this.maxBytes && this.sum < before);
    } finally {
      this.isEvicting = false;
    }
  }

  private evictStuckFirst(): void {
    const stuckFirst = Array.from(this.held.keys()).sort((a, b) => a.lastProgress - b.lastProgress);
    for (const buffer of stuckFirst) {
      if (this.sum <= this.maxBytes * LOW_WATER_FRACTION) return;
      buffer.evict();
    }
  }
}
