/** How many milestones are kept at most. */
const MOST = 128;

/** What one takes: the object, its two numbers, its place in the array. In bytes. */
const MILESTONE_BYTES = 48;

/** A line that is kept no longer, and how many there had been with it. */
interface Milestone {
  readonly seq: number;
  /** How many lines there had been with it. */
  readonly count: number;
}

/** Milestones as data: those of every so many lines. */
export interface KeptMilestones {
  readonly step: number;
  readonly kept: readonly Milestone[];
}

/**
 * How many lines had been said up to a line that is kept no longer: exactly, as long as there were few of them, and then of every
 * second one, every fourth one, and so on. So a client that was away for long learns about how much it has missed.
 */
export class Milestones {
  private marks: Milestone[] = [];
  private step = 1;

  /** What they were, from what `kept` has given. */
  static of({ step, kept }: KeptMilestones): Milestones {
    const milestones = new Milestones();
    milestones.step = step;
    milestones.marks = [...kept];
    return milestones;
  }

  /** How much memory they take, in bytes. */
  get bytes(): number {
    return this.marks.length * MILESTONE_BYTES;
  }

  /** All of them, as data. */
  get kept(): KeptMilestones {
    return { step: this.step, kept: [...this.marks] };
  }

  /** Notes a line; each has a higher number than the one before it. */
  add(seq: number, count: number): void {
    if (count % this.step !== 0) return;
    this.marks.push({ seq, count });
    if (this.marks.length <= MOST) return;
    this.step *= 2;
    this.marks = this.marks.filter((each) => each.count % this.step === 0);
  }

  /** How many lines there had been with the event of this number, at least. */
  countUpTo(seq: number): number {
    return this.marks.findLast((each) => each.seq <= seq)?.count ?? 0;
  }
}
