/** A source that is not read from until `resume` is called. */
export interface PausedSource {
  /** Reads on. Returns whether something that had been read before was handled by that. */
  resume(): boolean;
}

/** What is handled in one turn of the event loop, in bytes and in ms; the chunk that exceeds it is the last one. */
const TURN = { bytes: 64 * 1024, ms: 20 };

/** How much of that those of whom little waits may take at most while others wait too. */
const LITTLE_SHARE = 1 / 2;

/**
 * The share of the event loop that is for input, and a queue of paused sources that wait for it.
 *
 * The input of one turn is fanned out to thousands of clients. If all that can be read were handled in the same turn, nothing
 * else would be served meanwhile, the output of that turn would exceed the processor caches, and each line would become
 * several times as expensive. So what is read after 64 KiB, or after 20 ms, waits for a later turn, and of those who send
 * large chunks one is read from in a turn.
 *
 * Those of whom little waits come first, so that a line does not wait behind the floods of others, but they have no more than half
 * of a turn while others wait, so that nobody waits for ever:
 *
 * ```
 * waiting    a b C D e       a, b, e: little, C, D: much
 * in order   a b e C D
 * ```
 *
 * While the output of earlier turns has not left, all input waits (`hold`).
 *
 * @see docs/decisions/0049-input-and-output-in-slices.md
 * @see docs/decisions/0055-little-comes-first.md
 */
export class ReadTurns {
  /** The number of sources whose backlog is being discarded: the more there are, the slower is each. */
  discarding = 0;
  private readonly little: PausedSource[] = [];
  private readonly much: PausedSource[] = [];
  private isScheduled = false;
  private isHeld = false;
  private startedAt: number | undefined; // when the first chunk of this turn was handled, in ms
  private bytes = 0; // handled in this turn

  /** @param now a monotonic clock in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether nothing more is to be handled in this turn. */
  get isOver(): boolean {
    return this.isHeld || this.hasTaken(1);
  }

  /** Notes that a chunk is going to be handled in this turn. */
  spend(bytes: number): void {
    this.bytes += bytes;
    this.startedAt ??= this.now();
    this.schedule();
  }

  /**
   * Adds a source to those that wait.
   *
   * @param source the source
   * @param hasLittle whether so little of it waits that it comes before those that have more
   */
  wait(source: PausedSource, hasLittle = false): void {
    (hasLittle ? this.little : this.much).push(source);
    if (!this.isHeld) this.schedule();
  }

  /** Lets all input wait, or lets it go on. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (this.isAwaited) this.schedule();
  }

  private get isAwaited(): boolean {
    return this.little.length > 0 || this.much.length > 0;
  }

  /** Whether so much of what may be handled in this turn has been. */
  private hasTaken(share: number): boolean {
    if (this.startedAt === undefined) return false;
    return this.bytes >= share * TURN.bytes || this.now() - this.startedAt >= share * TURN.ms;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.next);
  }

  /** A new turn: those who wait come first. A source of which nothing is at hand has the rest of the turn for itself. */
  private readonly next = (): void => {
    this.isScheduled = false;
    this.startedAt = undefined;
    this.bytes = 0;
    while (!this.isOver) if (this.shift()?.resume() !== true) break;
    if (this.isAwaited && !this.isHeld) this.schedule();
  };

  private shift(): PausedSource | undefined {
    const isTurnOfMuch = this.little.length === 0 || (this.much.length > 0 && this.hasTaken(LITTLE_SHARE));
    return (isTurnOfMuch ? this.much : this.little).shift();
  }
}
