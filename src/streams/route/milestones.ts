/** How many milestones are kept at most. */
const MOST = 128;

interface Milestone {
  readonly seq: number;
  /** How many lines there had been with it. */
  readonly count: number;
}

/**
 * How many lines had been said up to a line that is kept no longer: exactly, as long as there were few of them, and then of every
 * second one, every fourth one, and so on. So a client that was away for long learns about how much it has missed.
 */
export class Milestones {
  private kept: Milestone[] = [];
  private step = 1;

  /** Notes a line; each has a higher number than the one before it. */
  add(seq: number, count: number): void {
    if (count % this.step !== 0) return;
    this.kept.push({ seq, count });
    if (this.kept.length <= MOST) return;
    this.step *= 2;
    this.kept = this.kept.filter((each) => each.count % this.step === 0);
  }

  /** How many lines there had been with the event of this number, at least. */
  countUpTo(seq: number): number {
    return this.kept.findLast((each) => each.seq <= seq)?.count ?? 0;
  }
}
