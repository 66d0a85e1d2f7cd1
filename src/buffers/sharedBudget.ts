/** One of the buffers that share a bound. */
export interface Evictable {
  /** Gives up some of what it holds, and says what is left; asked again where that is still too much. */
  evict(): void;
}

/** What is left in all buffers together when they had held too much, as a part of the bound. */
const RELIEF = 7 / 8;

/**
 * A bound that many buffers share. Where they hold more than it together, the largest lose what they hold.
 *
 * Each buffer has a bound of its own, but thousands of them can be full at once.
 *
 * ```
 * bound 8    a holds 3    b holds 4    c holds 2     9 are too many
 *            a holds 3    b lets go    c holds 2     5 are left
 * ```
 *
 * The largest go first, until an eighth of the bound is free: so looking for them, which is a step for each buffer that
 * holds something, is paid for by what it frees.
 *
 * **Gotcha**: bytes that several buffers share count for each of them, so the sum is an upper bound of the memory.
 */
export class SharedBudget {
  private readonly held = new Map<Evictable, number>();
  private sum = 0;
  private relieving = false;

  /** @param most how many bytes all may hold together */
  constructor(readonly most: number) {}

  /** How many bytes all hold together. */
  get total(): number {
    return this.sum;
  }

  /**
   * Takes note of what a buffer holds; the buffer that is told to let go may be this one.
   *
   * @param holder the buffer
   * @param bytes how many bytes it holds now; 0 where it holds nothing any more, and is forgotten
   */
  hold(holder: Evictable, bytes: number): void {
    this.sum += bytes - (this.held.get(holder) ?? 0);
    if (bytes > 0) this.held.set(holder, bytes);
    else this.held.delete(holder);
    if (this.sum > this.most && !this.relieving) this.relieve();
  }

  private relieve(): void {
    this.relieving = true; // a buffer that lets go says what it holds then
    try {
      let before: number;
      do {
        before = this.sum;
        this.askLargest();
      } while (this.sum > this.most && this.sum < before);
    } finally {
      this.relieving = false;
    }
  }

  private askLargest(): void {
    const largestFirst = Array.from(this.held).sort(([, a], [, b]) => b - a);
    for (const [holder] of largestFirst) {
      if (this.sum <= this.most * RELIEF) return;
      holder.evict();
    }
  }
}
