/** How many messages may be on their way to the log at once. */
const MAX_MESSAGES = 8;

/** How many events a message has at most, and how many bytes: a log takes messages of 1 MB. */
const MAX_EVENTS = 512;
const MAX_BYTES = 256 * 1024;

/** An event that has not come back. */
export interface Awaited {
  /** As it is written. */
  readonly event: string;
  /** When it was added. */
  readonly at: number;
}

/** Events that are written together: their number is that of the first. */
export interface Batch {
  readonly first: number;
  readonly events: readonly string[];
}

/**
 * The events of a node that have not come back from the log. It is told what has come back, and writes the others again from the
 * first one on (go-back-N): so the log need acknowledge nothing.
 */
export class Outgoing {
  private readonly events: Awaited[] = [];
  private first = 1; // the number of events[0]
  private sent = 1; // the number of the next event to write
  private ends: number[] = []; // of the messages on their way, the number behind each

  /** How many events have not come back. */
  get size(): number {
    return this.events.length;
  }

  /** The events that have not come back. */
  get awaited(): readonly Awaited[] {
    return this.events;
  }

  /** The number of the last event. */
  get last(): number {
    return this.first + this.events.length - 1;
  }

  /** The number from which on nothing has come back. */
  get firstAwaited(): number {
    return this.first;
  }

  /** Whether there are events that have not been written. */
  get hasMore(): boolean {
    return this.sent <= this.last;
  }

  /**
   * @param event the event as it is written
   * @param at the time
   * @returns the number of the event
   */
  add(event: string, at: number): number {
    this.events.push({ event, at });
    return this.last;
  }

  /** Takes the next events to write, unless enough is on its way. */
  next(): Batch | undefined {
    if (this.sent > this.last || this.ends.length >= MAX_MESSAGES) return undefined;
    const first = this.sent;
    const events: string[] = [];
    let bytes = 0;
    for (const { event } of this.events.slice(first - this.first, first - this.first + MAX_EVENTS)) {
      bytes += Buffer.byteLength(event);
      if (events.length > 0 && bytes > MAX_BYTES) break;
      events.push(event);
    }
    this.sent += events.length;
    this.ends.push(this.sent);
    return { first, events };
  }

  /**
   * All events before a number have come back.
   *
   * @returns those that had not before
   */
  cameBack(next: number): readonly Awaited[] {
    if (next <= this.first) return [];
    const back = this.events.splice(0, next - this.first);
    this.first = next;
    this.sent = Math.max(this.sent, next);
    this.ends = this.ends.filter((end) => end > next);
    return back;
  }

  /** What has not come back is written again. */
  goBack(): void {
    this.sent = this.first;
    this.ends = [];
  }
}
