import { type Chunk, joined } from '../../buffers/chunk';
import { invariant } from '../../invariant';
import type { Dialect } from '../dialects/dialect';
import type { Message } from '../model/message';
import type { Stamp } from '../model/stamp';

/** A point in a log, counted from when the log was opened. */
export interface Offset {
  readonly bytes: number;
  readonly lines: number;
}

/** The point before the first line. */
export const START: Offset = { bytes: 0, lines: 0 };

/** Lines that were encoded together, and the point before the first of them. */
interface Segment {
  readonly from: Offset;
  readonly chunk: Chunk;
}

/**
 * The messages of a room in one dialect, from the first line on that some member has not received. Lines are encoded once,
 * into buffers that all members with that dialect share; a member receives a slice, as a view if it is within one buffer.
 *
 * ```
 * added        1  2  3  4  5  6
 * encoded      [ 1  2 ][ 3 ]          4 to 6 will be one buffer when a member is to receive them
 * alice              |________        from her offset to the end: 3 to 6, put together once for all at that offset
 * ```
 */
export class RoomLog {
  /** How many members receive this log. */
  readers = 0;
  /** What had been added when the round began in which it is given out. */
  roundEnd = START;
  private readonly segments: Segment[] = [];
  /** What is not encoded yet, and the point before it. */
  private text = '';
  private encodedTo = START;
  private added = START;
  /** The last slice: it is asked for again for each member at the same offset. */
  private lastSlice: { readonly from: Offset; readonly to: Offset; readonly chunk: Chunk } | undefined;

  /**
   * @param dialect how its messages are shown
   * @param encoded called each time that lines are encoded
   */
  constructor(
    readonly dialect: Dialect,
    private readonly encoded: () => void,
  ) {}

  /** The point after the last line. */
  get end(): Offset {
    return this.added;
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.added.bytes - (this.segments[0]?.from ?? this.encodedTo).bytes;
  }

  /** Adds a message that tells of an event with this stamp. */
  add(message: Message, stamp?: Stamp): void {
    for (const line of this.dialect.show(message, stamp)) {
      const { bytes, lines } = this.added;
      this.text += `${line}\n`;
      this.added = { bytes: bytes + Buffer.byteLength(line) + 1, lines: lines + 1 };
    }
  }

  /**
   * The lines between two offsets.
   *
   * @param from the point before the first of them; nothing after it was trimmed
   * @param to a point after that
   * @returns at least one line
   */
  slice(from: Offset, to: Offset): Chunk {
    const { lastSlice } = this;
    if (lastSlice?.from.lines === from.lines && lastSlice.to.lines === to.lines) return lastSlice.chunk;
    this.encode();
    invariant(
      from.lines >= (this.segments[0]?.from.lines ?? Infinity),
      'a slice of a log begins after what was trimmed',
    );
    const chunk = joined(this.segments.flatMap((segment) => partOf(segment, from, to)));
    this.lastSlice = { from, to, chunk };
    return chunk;
  }

  /** All members have received what was added before the last round began; the round that begins ends at the last line. */
  beginRound(): void {
    this.trimBefore(this.roundEnd);
    this.roundEnd = this.added;
  }

  /** Trims all lines before an offset, but for those that are encoded together with later ones. */
  trimBefore(offset: Offset): void {
    const kept = this.segments.findIndex(({ from, chunk }) => from.lines + chunk.lines > offset.lines);
    if (kept === 0) return;
    this.segments.splice(0, kept === -1 ? this.segments.length : kept);
    this.lastSlice = undefined;
    if (offset.lines < this.added.lines) return;
    this.text = ''; // no member was there to receive it
    this.encodedTo = this.added;
  }

  private encode(): void {
    if (this.text === '') return;
    const from = this.encodedTo;
    // A buffer of its own: one from the pool would be copied for each client that has to wait for it.
    const bytes = Buffer.allocUnsafeSlow(this.added.bytes - from.bytes);
    bytes.write(this.text);
    this.segments.push({ from, chunk: { bytes, lines: this.added.lines - from.lines } });
    this.text = '';
    this.encodedTo = this.added;
    this.encoded();
  }
}

/** What of a segment stands between two offsets: the whole, a view of a part, or nothing. */
function partOf({ from: start, chunk }: Segment, from: Offset, to: Offset): Chunk[] {
  const first = Math.max(from.bytes - start.bytes, 0);
  const last = Math.min(to.bytes - start.bytes, chunk.bytes.length);
  if (first >= last) return [];
  if (last - first === chunk.bytes.length) return [chunk];
  const lines = Math.min(to.lines - start.lines, chunk.lines) - Math.max(from.lines - start.lines, 0);
  return [{ bytes: chunk.bytes.subarray(first, last), lines }];
}
