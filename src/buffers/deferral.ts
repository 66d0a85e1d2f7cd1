/**
 * Decides how long a batch of deferrable values waits for further values.
 *
 * A batch waits until no value has arrived for a quarter of the recent emission time (at most half of `longest`). Its
 * total wait is at most three times the recent emission time, and never more than `longest`.
 *
 * ```
 * values     a b  c          d        longest = 10, a recent emission took 4
 * deferred   a----c-|        d-|      no value for 1 after c; the limit is 12, capped at 10, after a
 * ```
 */
export class Deferral {
  private oldest = 0; // when the first value of the batch arrived
  private newest = 0; // the end of the last turn in which a value arrived
  private isFresh = false; // a value has arrived since the last decision
  private took = 0; // recent emission time in ms: each shorter emission at most halves it

  /**
   * @param now a monotonic clock in milliseconds
   * @param longest the maximum wait of a batch, in milliseconds
   */
  constructor(
    private readonly now: () => number,
    private readonly longest: number,
  ) {}

  /** Records a value; the first one of a batch starts its wait. */
  add(isFirst: boolean): void {
    if (isFirst) this.oldest = this.now();
    this.isFresh = true;
  }

  /** Emits a batch and measures how long the emission takes. */
  measure(emit: () => void): void {
    const start = this.now();
    emit();
    this.took = Math.max(this.now() - start, this.took / 2);
  }

  /** Whether the batch may wait for another turn. */
  mayDefer(): boolean {
    const time = this.now();
    if (this.isFresh) this.newest = time;
    this.isFresh = false;
    const isQuiet = time - this.newest >= Math.min(this.took / 4, this.longest / 2);
    const isOverdue = time - this.oldest >= Math.min(3 * this.took, this.longest);
    return !isQuiet && !isOverdue;
  }
}
