import type { PastLine, PastPage, PastRequest } from '../model/past';
import { type KeptMilestones, Milestones } from './milestones';

/** How many bytes of text a page has at most, which is far less than what one asker may cause in a turn. */
const PAGE_BYTES = 128 * 1024;

/** What a line takes beside its text: the object, its numbers, its place in the array. In bytes. */
const LINE_BYTES = 112;
/** What a room takes beside its lines, in bytes. */
const ROOM_BYTES = 512;

/** How many lines that were dropped stay in memory, at least. */
const MOST_DROPPED = 16;

/** What is kept of a room, as data. */
export interface KeptRoom {
  /** How many lines were said in it, those included that are kept no longer. */
  readonly said: number;
  /** The lines that are kept, the oldest first. */
  readonly lines: readonly PastLine[];
  /** Which lines there were before those, as far as that is known. */
  readonly milestones: KeptMilestones;
}

/** The last lines of a room. Adding one costs the same, however many there are. */
export class RoomPast {
  /** When it was used last: a number that grows with each use of any room. */
  lastUse = 0;
  /** How many lines were said in it. */
  private said = 0;
  private readonly lines: PastLine[] = [];
  /** How much memory those take that are kept. */
  private lineBytes = 0;
  private start = 0; // before this index nothing is kept
  private milestones = new Milestones();

  /** @param most how many lines are kept */
  constructor(private readonly most: number) {}

  /** What it was, from what `kept` has given. */
  static of(most: number, { said, lines, milestones }: KeptRoom): RoomPast {
    const past = new RoomPast(most);
    past.milestones = Milestones.of(milestones);
    past.said = said - lines.length;
    for (const line of lines) past.add(line);
    return past;
  }

  /** How much memory it takes, in bytes. */
  get bytes(): number {
    return ROOM_BYTES + this.lineBytes + this.milestones.bytes;
  }

  /** What is kept, as data. */
  get kept(): KeptRoom {
    return { said: this.said, lines: this.lines.slice(this.start), milestones: this.milestones.kept };
  }

  get size(): number {
    return this.lines.length - this.start;
  }

  add(line: PastLine): void {
    this.said += 1;
    this.lines.push(line);
    this.lineBytes += bytesOf(line);
    if (this.size > this.most) this.dropOldest();
  }

  /** Drops the oldest line that is kept, if there is one. */
  dropOldest(): void {
    const oldest = this.lines[this.start];
    if (!oldest) return;
    this.milestones.add(oldest.seq, this.said - this.size + 1);
    this.lineBytes -= bytesOf(oldest);
    this.start += 1;
    if (this.start < Math.max(MOST_DROPPED, this.lines.length / 8)) return;
    this.lines.splice(0, this.start); // an eighth of them at a time, so each costs the same on average
    this.start = 0;
  }

  /** The last lines, so many at most. */
  last(lines: number): readonly PastLine[] {
    return this.newest(Math.max(this.start, this.lines.length - lines));
  }

  /**
   * The lines that a client asks for.
   *
   * @param request which
   * @param at the time of the event by which they are asked for
   */
  page(request: PastRequest, at: number): PastPage {
    switch (request.type) {
      case 'last':
        return { lines: this.last(request.lines), of: this.said, more: 0 };
      case 'within':
        return {
          lines: this.newest(this.firstAfter(({ at: time }) => time >= at - request.ms)),
          of: this.said,
          more: 0,
        };
      case 'since':
        return this.since(request.seq);
    }
  }

  /** From the line on: a client that has missed some asks again for what comes after the last line that it received. */
  private since(seq: number): PastPage {
    const first = this.firstAfter((line) => line.seq > seq);
    const after = this.lines.slice(first);
    const lines = after.slice(0, pageOf(after));
    const before = first > this.start ? this.said - after.length : this.milestones.countUpTo(seq);
    return { lines, of: this.said - before, more: after.length - lines.length };
  }

  /** The lines from an index on; if that is more than a page, the newest of them. */
  private newest(first: number): readonly PastLine[] {
    const lines = this.lines.slice(first);
    return lines.slice(lines.length - pageOf(lines.toReversed()));
  }

  /** The index of the first line of which something holds, as it does of all lines after it. */
  private firstAfter(holds: (line: PastLine) => boolean): number {
    let [low, high] = [this.start, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const line = this.lines[middle];
      if (line === undefined || holds(line)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** How many lines from the first one on are a page: as many as fit, and at least one. */
function pageOf(lines: readonly PastLine[]): number {
  let bytes = 0;
  const end = lines.findIndex((line, index) => (bytes += bytesOf(line)) > PAGE_BYTES && index > 0);
  return end < 0 ? lines.length : end;
}

/** About how much memory a line takes. A text with one letter beyond Latin-1 takes two bytes for each. */
function bytesOf({ text }: PastLine): number {
  return LINE_BYTES + (BEYOND_LATIN_1.test(text) ? 2 : 1) * text.length;
}

const BEYOND_LATIN_1 = /[^\x00-\xff]/;
