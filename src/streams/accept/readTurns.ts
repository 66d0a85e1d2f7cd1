/** A source that is not read from until `resume` is called. */
export interface PausedSource {
  /** Reads on. Returns whether something that had been read before was handled by that. */
  resume(): boolean;
}

/** What is handled in one turn of the event loop, in bytes and in ms; the chunk that exceeds it is the last one. */
const TURN = { bytes: 64 * 1024, ms: 20 };

/**
 * The share of the event loop that is for input, and a FIFO queue of paused sources that wait for it.
 *
 * The input of one turn is fanned out to thousands of clients. If all that can be read were handled in the same turn, nothing
 * else would be served meanwhile, the output of that turn would exceed the processor caches, and each line would become
 * several times as expensive. So what is read after 64 KiB, or after 20 ms, waits for a later turn, and of those who send
 * large chunks one is read from in a turn.
 *
 * While the output of earlier turns has not left, all input waits (`hold`).
 *
 * @see docs/decisions/0049-input-and-output-in-slices.md
 */
export class ReadTurns {
  /** The number of sources whose backlog is being discarded: the more there are, the slower is each. */
  discarding = 0;
  private readonly waiting: PausedSource[] = [];
  private isScheduled = false;
  private isHeld = false;
  private startedAt: number | undefined; // when the first chunk of this turn was handled, in ms
  private bytes = 0; // handled in this turn

  /** @param now a monotonic clock in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether nothing more is to be handled in this turn. */
  get isOver(): boolean {
    if (this.isHeld) return true;
    if (this.startedAt === undefined) return false;
    return this.bytes >= TURN.bytes || this.now() - this.startedAt >= TURN.ms;
  }

  /** Notes that a chunk is going to be handled in this turn. */
  spend(bytes: number): void {
    this.bytes += bytes;
    this.startedAt ??= this.now();
    this.schedule();
  }

  /** Adds a source to the end of the queue. */
  wait(source: PausedSource): void {
    this.waiting.push(source);
    if (!this.isHeld) this.schedule();
  }

  /** Lets all input wait, or lets it go on. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (this.waiting.length > 0) this.schedule();
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
    while (!this.isOver) if (this.waiting.shift()?.resume() !== true) break;
    if (this.waiting.length > 0 && !this.isHeld) this.schedule();
  };
}
