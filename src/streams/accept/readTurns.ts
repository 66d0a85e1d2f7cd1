/** A source that is not read from until `resume` is called. */
export interface PausedSource {
  resume(): void;
}

/**
 * A FIFO queue of paused sources. One of them is resumed per turn of the event loop.
 *
 * The input of one turn is fanned out to thousands of clients. If all busy sources were read in the same turn, the
 * output of that turn would exceed the processor caches, and each line would become several times as expensive. Under
 * load the throughput would fall. Reading one source per turn, in FIFO order, bounds the work of a turn.
 */
export class ReadTurns {
  /** The number of sources whose backlog is being discarded: the more there are, the slower is each. */
  discarding = 0;
  private readonly waiting: PausedSource[] = [];

  /** Adds a source to the end of the queue. */
  wait(source: PausedSource): void {
    this.waiting.push(source);
    if (this.waiting.length === 1) setImmediate(this.next);
  }

  private readonly next = (): void => {
    this.waiting.shift()?.resume();
    if (this.waiting.length > 0) setImmediate(this.next);
  };
}
