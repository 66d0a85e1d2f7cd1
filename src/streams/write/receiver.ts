import type { Subscriber } from 'rxjs';
import { type Chunk, joined, toChunk } from '../../operators/chunk';
import type { Channel } from './channel';
import { type Mark, type RoomTurn, START } from './roomTurn';

/** A line of a client's own, or the part of what its room is told that comes before or after it. */
type Piece = string | { readonly turn: RoomTurn; readonly from: Mark; readonly to: Mark };

/** How much of its own a client may get in one turn. What is told to a room is shared by all; this is not. */
export interface OwnLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** A client that is written to: where it belongs, and what it alone gets in this turn. */
export class Receiver {
  /** The room that it gets the lines of, and its place among the members there. */
  channel: Channel | undefined;
  index = 0;
  ended = false;
  private farewell: string | undefined;
  /** Undefined for most clients in most turns: those get just what their room gets. */
  private pieces: Piece[] | undefined;
  /** The point up to which the pieces have what the room is told. */
  private since = START;

  /** What it has been told in this turn, and what was left out. */
  private ownLines = 0;
  private ownBytes = 0;
  private missing = 0;

  constructor(
    private readonly subscriber: Subscriber<Chunk>,
    private readonly limits: OwnLimits,
  ) {}

  /** Whether this turn is not just its room's turn for this client. */
  get apart(): boolean {
    return this.pieces !== undefined;
  }

  /** Sends it what its whole room gets. */
  send(chunk: Chunk): void {
    this.subscriber.next(chunk);
  }

  /** Puts a line of its own after what the room has been told so far, unless it has had too much; one it always gets. */
  tell(line: string): void {
    const pieces = this.catchUp();
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

  enter(channel: Channel): void {
    this.pieces ??= [];
    channel.add(this);
    this.since = channel.turn?.mark ?? START;
  }

  leave(): void {
    this.catchUp();
    this.channel?.remove(this);
    this.channel = undefined;
  }

  /** Nothing comes after this but the farewell. */
  end(farewell: string | undefined): void {
    this.ended = true;
    this.farewell = farewell;
  }

  /** Takes in the rest of what its room is told, before the turn of the room is over. */
  settle(): void {
    this.catchUp();
  }

  /** Sends what was put together for it in this turn; it stays apart until `rejoin`. */
  flush(): void {
    const parts = (this.pieces ?? []).map((piece) =>
      typeof piece === 'string' ? toChunk(piece) : piece.turn.between(piece.from, piece.to),
    );
    const { missing } = this;
    if (missing > 0) this.subscriber.next({ ...joined(parts), missing });
    else if (parts.length > 0) this.subscriber.next(joined(parts));
    if (!this.ended) return;
    if (this.farewell !== undefined) this.subscriber.next({ ...toChunk(this.farewell), last: true });
    this.subscriber.complete();
  }

  /** The turn is over. */
  rejoin(): void {
    this.pieces = undefined;
    this.since = START;
    this.ownLines = 0;
    this.ownBytes = 0;
    this.missing = 0;
  }

  private catchUp(): Piece[] {
    this.pieces ??= [];
    const turn = this.channel?.turn;
    if (turn && turn.mark.lines > this.since.lines) {
      this.pieces.push({ turn, from: this.since, to: turn.mark });
      this.since = turn.mark;
    }
    return this.pieces;
  }
}
