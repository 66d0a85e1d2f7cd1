/** A buffer that shares a budget. */
export interface Evictable {
  /** Releases memory and reports what remains by `hold`. Called again if that is still too much. */
  evict(): void;
}

/** Eviction stops when the buffers hold no more than this fraction of the budget. */
const LOW_WATER_FRACTION = 7 / 8;

/**
 * A memory budget for many buffers. When together they exceed it, the largest are evicted.
 *
 * Each buffer has a limit of its own, but thousands of them can be full at the same time.
 *
 * ```
 * budget 8   a holds 3    b holds 4    c holds 2     9 exceed the budget
 *            a holds 3    b is evicted c holds 2     5 remain
 * ```
 *
 * The largest buffers are evicted first, until an eighth of the budget is free. So the search, which visits every
 * buffer that holds bytes, is amortized over the memory that it frees.
 *
 * **Gotcha**: bytes that several buffers share count once for each buffer, so the total is an upper bound of the
 * memory.
 */
export class SharedBudget {
  private readonly held = new Map<Evictable, number>();
  private sum = 0;
  private isEvicting = false;

  /** @param maxBytes the maximum total, in bytes */
  constructor(readonly maxBytes: number) {}

  /** The number of bytes that all buffers hold. */
  get total(): number {
    return this.sum;
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
        this.evictLargestFirst();
      } while (this.sum > this.maxBytes && this.sum < before);
    } finally {
      this.isEvicting = false;
    }
  }

  private evictLargestFirst(): void {
    const largestFirst = Array.from(this.held).sort(([, a], [, b]) => b - a);
    for (const [buffer] of largestFirst) {
      if (this.sum <= this.maxBytes * LOW_WATER_FRACTION) return;
      buffer.evict();
    }
  }
}
