/**
 * Decides how long a batch of values that can wait is held while more of the kind keep coming.
 *
 * A batch is held until no value has come for a quarter of the time that emissions took lately (or half of `longest`). In all
 * it is held for no more than three times as long as they took, and never longer than `longest`.
 *
 * ```
 * values     a b  c          d        longest = 10, an emission took 4 lately
 * held       a----c-|        d-|      nothing has come for 1 after c; at most 12, so 10, after a
 * ```
 */
export class Deferral {
  private oldest = 0; // when the oldest value of the batch came
  private newest = 0; // the end of the last turn that brought a value
  private isFresh = false; // has a value come since the last decision?
  private took = 0; // how long emissions took lately: forgotten only by half with each that took less

  /**
   * @param now a clock in milliseconds that never steps back
   * @param longest the longest that a batch is held, in milliseconds
   */
  constructor(
    private readonly now: () => number,
    private readonly longest: number,
  ) {}

  /** A value has come; the first one of a batch begins its time. */
  add(isFirst: boolean): void {
    if (isFirst) this.oldest = this.now();
    this.isFresh = true;
  }

  /** Emits a batch, and learns how long that takes. */
  measure(emit: () => void): void {
    const start = this.now();
    emit();
    this.took = Math.max(this.now() - start, this.took / 2);
  }

  /** Whether the batch may be held for another turn. */
  mayHold(): boolean {
    const time = this.now();
    if (this.isFresh) this.newest = time;
    this.isFresh = false;
    const isCalm = time - this.newest >= Math.min(this.took / 4, this.longest / 2);
    const isOverdue = time - this.oldest >= Math.min(3 * this.took, this.longest);
    return !isCalm && !isOverdue;
  }
}
