const STEPS = 128; // in each doubling, so that a figure is at most 0.8 % too low
const STEP_BITS = 7;
const DOUBLINGS = 32;

/**
 * Percentiles of times in microseconds, in memory that does not grow with their number. The histogram of node:perf_hooks
 * does the same, but each time costs it a call out of JavaScript, and the load takes millions a second.
 */
export class Latencies {
  private readonly counts = new Uint32Array(STEPS * DOUBLINGS);
  private total = 0;
  private largest = 0;

  /** Adds a time in microseconds. */
  add(time: number): void {
    const value = Math.max(0, Math.floor(time));
    const index = indexOf(value);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.total += 1;
    if (value > this.largest) this.largest = value;
  }

  get count(): number {
    return this.total;
  }

  /** The largest time, in milliseconds; 0 where there is none. */
  get max(): number {
    return this.largest / 1000;
  }

  /** The time that this share of all times does not exceed, in milliseconds; 0 where there is none. */
  quantile(share: number): number {
    let left = Math.ceil(this.total * share);
    for (let index = 0; index < this.counts.length; index += 1) {
      left -= this.counts[index] ?? 0;
      if (left <= 0) return Math.min(leastOf(index), this.largest) / 1000;
    }
    return this.max;
  }
}

/** Below `STEPS` one place a microsecond, above it `STEPS` places a doubling. */
function indexOf(value: number): number {
  const doubling = Math.max(0, 31 - Math.clz32(value) - STEP_BITS);
  return doubling * STEPS + (doubling === 0 ? value : value >>> doubling);
}

/** The least value that has this place. */
function leastOf(index: number): number {
  const doubling = Math.max(0, Math.floor(index / STEPS) - 1);
  return doubling === 0 ? index : (index - doubling * STEPS) * 2 ** doubling;
}
