/** Somebody who is not read from until its turn has come. */
export interface PausedSource {
  resume(): void;
}

/**
 * Whoever has sent a lot waits here until it is read from again: one of them in each turn of the event loop.
 *
 * What comes in within a turn goes out to thousands. If all who talk much were read from at once, the lines of one turn would
 * be more than the caches of the machine hold, and each of them several times as dear: the more there is to do, the less would
 * get done. One at a time, in the order in which they came, it stays with what can be done.
 */
export class ReadTurns {
  private readonly waiting: PausedSource[] = [];

  /** Takes a place at the end of the line. */
  wait(reader: PausedSource): void {
    this.waiting.push(reader);
    if (this.waiting.length === 1) setImmediate(this.next);
  }

  private readonly next = (): void => {
    this.waiting.shift()?.resume();
    if (this.waiting.length > 0) setImmediate(this.next);
  };
}
