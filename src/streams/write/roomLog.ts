import { type Chunk, joined } from '../../buffers/chunk';

/** A point in what a room is told, counted from when it was opened. */
export interface Offset {
  readonly bytes: number;
  readonly lines: number;
}

/** The point before the first line. */
export const START: Offset = { bytes: 0, lines: 0 };

/** Lines that were encoded together, and the point before the first of them. */
interface Piece {
  readonly from: Offset;
  readonly chunk: Chunk;
}

/**
 * What a room is told, from the first line on that not all members have got. Lines are encoded once, into buffers that all
 * members share; a member gets what stands between two marks, as a view where that is within one buffer.
 *
 * ```
 * told         1  2  3  4  5  6
 * encoded      [ 1  2 ][ 3 ]          4 to 6 will be one buffer when somebody is to get them
 * alice              |________        from her mark to the end: 3 to 6, put together once for all who are at that mark
 * ```
 */
export class RoomLog {
  private readonly pieces: Piece[] = [];
  /** What is not encoded yet, and the point before it. */
  private text = '';
  private encodedTo = START;
  private told = START;
  /** What was asked for last: it is asked for again for each member who is at the same mark. */
  private latest: { readonly from: Offset; readonly to: Offset; readonly chunk: Chunk } | undefined;

  /** @param encoded called each time that lines are encoded */
  constructor(private readonly encoded: () => void) {}

  /** The point after the last line. */
  get end(): Offset {
    return this.told;
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.told.bytes - (this.pieces[0]?.from ?? this.encodedTo).bytes;
  }

  /** Adds a line; returns how many bytes it has when it is encoded. */
  add(line: string): number {
    const { bytes, lines } = this.told;
    const length = Buffer.byteLength(line) + 1;
    this.text += `${line}\n`;
    this.told = { bytes: bytes + length, lines: lines + 1 };
    return length;
  }

  /**
   * The lines between two marks.
   *
   * @param from the point before the first of them; nothing before it was forgotten
   * @param to a point after that
   * @returns at least one line
   */
  slice(from: Offset, to: Offset): Chunk {
    const { latest } = this;
    if (latest?.from.lines === from.lines && latest.to.lines === to.lines) return latest.chunk;
    this.encode();
    const chunk = joined(this.pieces.flatMap((piece) => partOf(piece, from, to)));
    this.latest = { from, to, chunk };
    return chunk;
  }

  /** Lets go of all that was told before a mark, but for what is encoded together with what comes after. */
  trimBefore(before: Offset): void {
    const kept = this.pieces.findIndex(({ from, chunk }) => from.lines + chunk.lines > before.lines);
    if (kept === 0) return;
    this.pieces.splice(0, kept === -1 ? this.pieces.length : kept);
    this.latest = undefined;
    if (before.lines < this.told.lines) return;
    this.text = ''; // nobody was there to get it
    this.encodedTo = this.told;
  }

  private encode(): void {
    if (this.text === '') return;
    const from = this.encodedTo;
    this.pieces.push({ from, chunk: { bytes: Buffer.from(this.text), lines: this.told.lines - from.lines } });
    this.text = '';
    this.encodedTo = this.told;
    this.encoded();
  }
}

/** What of a piece stands between two marks: the whole, a view of a part, or nothing. */
function partOf({ from: start, chunk }: Piece, from: Offset, to: Offset): Chunk[] {
  const first = Math.max(from.bytes - start.bytes, 0);
  const last = Math.min(to.bytes - start.bytes, chunk.bytes.length);
  if (first >= last) return [];
  if (last - first === chunk.bytes.length) return [chunk];
  const lines = Math.min(to.lines - start.lines, chunk.lines) - Math.max(from.lines - start.lines, 0);
  return [{ bytes: chunk.bytes.subarray(first, last), lines }];
}
