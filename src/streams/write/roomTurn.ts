import type { Chunk } from '../../operators/chunk';

/** A point in what a room is told during a turn. */
export interface Mark {
  readonly bytes: number;
  readonly lines: number;
}

/** The point before the first line. */
export const START: Mark = { bytes: 0, lines: 0 };

/**
 * What a room is told during one turn: lines that are encoded once, into one buffer that all members share. A member that
 * came, went or was told something of its own in the middle gets the parts between marks: views of the same buffer.
 */
export class RoomTurn {
  private text = '';
  private encoded: Buffer | undefined;
  private end = START;

  /** The point after the last line so far. */
  get mark(): Mark {
    return this.end;
  }

  /** Adds a line; not after the turn was encoded. */
  add(line: string): void {
    this.text += `${line}\n`;
    this.end = { bytes: this.end.bytes + Buffer.byteLength(line) + 1, lines: this.end.lines + 1 };
  }

  /** Encodes what there is: all lines as one chunk. */
  get whole(): Chunk {
    this.encoded ??= Buffer.from(this.text);
    return { bytes: this.encoded, lines: this.end.lines };
  }

  /** The lines between two marks. */
  between(from: Mark, to: Mark): Chunk {
    return { bytes: this.whole.bytes.subarray(from.bytes, to.bytes), lines: to.lines - from.lines };
  }
}
