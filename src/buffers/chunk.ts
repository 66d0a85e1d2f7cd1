const NEWLINE = 0x0a;

/** Whole lines as they go over the wire, each ended by a newline: what is written to a socket at once. */
export interface Chunk {
  /** The lines, encoded; shared by all who get them, and never changed. */
  readonly bytes: Uint8Array;
  /** How many lines there are. */
  readonly lines: number;
  /** Nothing comes after it: the farewell of a connection. */
  readonly last?: true;
  /** How many further lines belong here that were left out, since they would have been too many to keep. */
  readonly missing?: number;
}

/**
 * Encodes lines into a chunk.
 *
 * @param lines the lines without their endings
 * @returns the chunk, each line ended by a newline
 */
export function toChunk(...lines: readonly string[]): Chunk {
  return { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), lines: lines.length };
}

/**
 * Puts chunks together.
 *
 * @param chunks at least one
 * @returns the only one itself, or a new one with the lines of all
 */
export function joined(chunks: readonly Chunk[]): Chunk {
  const [first] = chunks;
  if (first && chunks.length === 1) return first;
  return {
    bytes: Buffer.concat(chunks.map(({ bytes }) => bytes)),
    lines: chunks.reduce((sum, { lines }) => sum + lines, 0),
  };
}

/**
 * Counts how many of a chunk's first lines fit.
 *
 * @param chunk the chunk
 * @param lines room for so many lines
 * @param bytes room for so many bytes
 * @returns a number of lines, from 0 to all
 */
export function linesThatFit(chunk: Chunk, lines: number, bytes: number): number {
  if (chunk.lines <= lines && chunk.bytes.length <= bytes) return chunk.lines;
  let count = 0;
  for (let end = 0; count < lines; count += 1) {
    end = chunk.bytes.indexOf(NEWLINE, end) + 1;
    if (end === 0 || end > bytes) break;
  }
  return count;
}

/**
 * The first lines of a chunk.
 *
 * @param chunk the chunk
 * @param lines how many, at most all
 * @returns the chunk itself where that is all of it
 */
export function headOf(chunk: Chunk, lines: number): Chunk {
  if (lines >= chunk.lines) return chunk;
  return { bytes: part(chunk.bytes, 0, endOfLine(chunk, lines)), lines };
}

/**
 * The last lines of a chunk, as many as fit.
 *
 * @param chunk the chunk
 * @param lines room for so many lines
 * @param bytes room for so many bytes
 * @returns a chunk of at least one line, or nothing where none fits
 */
export function tailOf(chunk: Chunk, lines: number, bytes: number): Chunk | undefined {
  let dropped = Math.max(0, chunk.lines - Math.max(0, lines));
  let start = endOfLine(chunk, dropped);
  while (dropped < chunk.lines && chunk.bytes.length - start > bytes) {
    start = chunk.bytes.indexOf(NEWLINE, start) + 1;
    dropped += 1;
  }
  return dropped < chunk.lines
    ? { bytes: part(chunk.bytes, start, chunk.bytes.length), lines: chunk.lines - dropped }
    : undefined;
}

/** Where the first so many lines of a chunk end. */
function endOfLine(chunk: Chunk, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines; line += 1) end = chunk.bytes.indexOf(NEWLINE, end) + 1;
  return end;
}

/** A part of some bytes: a view where it is most of them, else a copy, since a view would keep all of them alive. */
function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const view = bytes.subarray(start, end);
  return view.length * 2 >= bytes.length ? view : Buffer.from(view);
}
