import type { Subscriber } from 'rxjs';
import { type Chunk, joined, toChunk } from '../../buffers/chunk';
import type { Channel } from './channel';
import { type Offset, type RoomLog, START } from './roomLog';

/** A line of a client's own, or the part of what its room is told that comes before or after it. */
type Piece = string | { readonly log: RoomLog; readonly from: Offset; readonly to: Offset };

/** How much of its own a client may get in one turn. What is told to a room is shared by all; this is not. */
export interface OwnLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** A client that is written to: where it belongs, and what it alone gets in this turn. */
export class Receiver {
  /** The room that it gets the lines of, its place among the members there, and the point up to which it has got them. */
  channel: Channel | undefined;
  index = 0;
  since = START;
  ended = false;
  private farewell: string | undefined;
  /** Undefined for most clients in most turns: those get just what their room gets. */
  private pieces: Piece[] | undefined;

  /** What it has been told in this turn, and what was left out. */
  private ownLines = 0;
  private ownBytes = 0;
  private missing = 0;

  constructor(
    private readonly subscriber: Subscriber<Chunk>,
    private readonly limits: OwnLimits,
  ) {}

  /** Puts a line of its own after what the room has been told so far, unless it has had too much; one it always gets. */
  tell(line: string): void {
    const pieces = this.settle();
    if (this.missing === 0) {
      this.ownLines += 1;
      this.ownBytes += Buffer.byteLength(line) + 1;
      const isTooMuch = this.ownLines > this.limits.lines || this.ownBytes > this.limits.bytes;
      if (!isTooMuch || this.ownLines === 1) {
        pieces.push(line);
        return;
      }
    }
    this.missing += 1;
  }

  /** Gets what the room is told from here on. */
  enter(channel: Channel): void {
    channel.add(this);
  }

  /** Gets what the room was told up to here, and no more. */
  leave(): void {
    this.settle();
    this.channel?.remove(this);
  }

  /** Nothing comes after this but the farewell. */
  end(farewell: string | undefined): void {
    this.ended = true;
    this.farewell = farewell;
  }

  /** Whether its room has been told something that it has not got. */
  get isBehind(): boolean {
    return this.channel !== undefined && this.since.lines < this.channel.log.end.lines;
  }

  /** Gets what its room has been told since it last got something, if anything. */
  catchUp(): void {
    const { channel, since } = this;
    if (channel === undefined || !this.isBehind) return;
    this.since = channel.log.end;
    this.subscriber.next(channel.log.slice(since, this.since));
  }

  /** Gets what was put together for it in this turn, and all that its room has been told by now. */
  flush(): void {
    const parts = this.settle().map((piece) =>
      typeof piece === 'string' ? toChunk(piece) : piece.log.slice(piece.from, piece.to),
    );
    const { missing } = this;
    this.pieces = undefined;
    this.ownLines = 0;
    this.ownBytes = 0;
    this.missing = 0;
    if (missing > 0) this.subscriber.next({ ...joined(parts), missing });
    else if (parts.length > 0) this.subscriber.next(joined(parts));
    if (!this.ended) return;
    if (this.farewell !== undefined) this.subscriber.next({ ...toChunk(this.farewell), last: true });
    this.subscriber.complete();
  }

  /** What it gets in this turn, up to what its room was told last. */
  private settle(): Piece[] {
    this.pieces ??= [];
    if (this.channel && this.isBehind) {
      const { log } = this.channel;
      this.pieces.push({ log, from: this.since, to: log.end });
      this.since = log.end;
    }
    return this.pieces;
  }
}
