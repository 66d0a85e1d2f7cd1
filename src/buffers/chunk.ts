const NEWLINE = 0x0a;

/** Whole encoded lines, each with its terminator: the unit in which a socket is written to. */
export interface Chunk {
  /** The encoded lines. All receivers share these bytes, so they never change. */
  readonly bytes: Uint8Array;
  /** The number of lines in `bytes`. */
  readonly lines: number;
  /** Set on the last chunk of a connection. */
  readonly last?: true;
  /** The number of further lines that belong here and were dropped, because they exceeded what is kept. */
  readonly missing?: number;
  /** The lines of which it has to be known when they are dropped. */
  readonly marks?: readonly Mark[];
}

/** A line of a chunk of which it has to be known when it is dropped. */
export interface Mark {
  /** Its place in the chunk, from 0. */
  readonly line: number;
  readonly onDrop: () => void;
}

/**
 * Encodes lines into a chunk.
 *
 * @param lines the lines without terminators
 * @returns the chunk; each line ends with a newline
 */
export function toChunk(...lines: readonly string[]): Chunk {
  return { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), lines: lines.length };
}

/**
 * Concatenates chunks.
 *
 * @param chunks at least one chunk
 * @returns the chunk itself if there is only one, otherwise a new one with all lines
 */
export function joined(chunks: readonly Chunk[]): Chunk {
  const [first] = chunks;
  if (first && chunks.length === 1) return first;
  let lines = 0;
  const marks: Mark[] = [];
  for (const chunk of chunks) {
    if (chunk.marks) marks.push(...movedBy(lines, chunk.marks));
    lines += chunk.lines;
  }
  return { bytes: Buffer.concat(chunks.map(({ bytes }) => bytes)), lines, ...(marks.length > 0 && { marks }) };
}

const movedBy = (lines: number, marks: readonly Mark[]): Mark[] =>
  marks.map(({ line, onDrop }) => ({ line: line + lines, onDrop }));

/** The marks of so many lines of a chunk, from one of them on. */
function marksOf({ marks }: Chunk, from: number, lines: number): { readonly marks?: readonly Mark[] } {
  if (!marks) return NO_MARKS;
  const inside = marks.filter(({ line }) => line >= from && line < from + lines);
  return inside.length > 0 ? { marks: movedBy(-from, inside) } : NO_MARKS;
}

const NO_MARKS = {};

/**
 * Counts the leading lines of a chunk that fit into the given room.
 *
 * @param chunk the chunk
 * @param lines the maximum number of lines
 * @param bytes the maximum number of bytes
 * @returns a number of lines, from 0 to `chunk.lines`
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
 * Takes the first lines of a chunk.
 *
 * @param chunk the chunk
 * @param lines the number of lines to take, at most `chunk.lines`
 * @returns a chunk of these lines; the same chunk if that is all of it
 */
export function headOf(chunk: Chunk, lines: number): Chunk {
  if (lines >= chunk.lines) return chunk;
  return { bytes: slice(chunk.bytes, 0, offsetAfter(chunk, lines)), lines, ...marksOf(chunk, 0, lines) };
}

/**
 * Leaves out the first lines of a chunk.
 *
 * @param chunk the chunk
 * @param lines the number of lines to leave out, less than `chunk.lines`
 * @returns a chunk of the other lines; the same chunk if none is left out
 */
export function withoutHead(chunk: Chunk, lines: number): Chunk {
  if (lines === 0) return chunk;
  const others = chunk.lines - lines;
  return {
    bytes: slice(chunk.bytes, offsetAfter(chunk, lines), chunk.bytes.length),
    lines: others,
    ...marksOf(chunk, lines, others),
  };
}

/**
 * Takes the last lines of a chunk that fit into the given room.
 *
 * @param chunk the chunk
 * @param lines the maximum number of lines
 * @param bytes the maximum number of bytes
 * @returns a chunk of at least one line, or `undefined` if no line fits
 */
export function tailOf(chunk: Chunk, lines: number, bytes: number): Chunk | undefined {
  let dropped = Math.max(0, chunk.lines - Math.max(0, lines));
  let start = offsetAfter(chunk, dropped);
  while (dropped < chunk.lines && chunk.bytes.length - start > bytes) {
    start = chunk.bytes.indexOf(NEWLINE, start) + 1;
    dropped += 1;
  }
  return dropped < chunk.lines
    ? {
        bytes: slice(chunk.bytes, start, chunk.bytes.length),
        lines: chunk.lines - dropped,
        ...marksOf(chunk, dropped, chunk.lines - dropped),
      }
    : undefined;
}

/** The offset at which the given number of leading lines ends, in bytes. */
function offsetAfter(chunk: Chunk, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines; line += 1) end = chunk.bytes.indexOf(NEWLINE, end) + 1;
  return end;
}

/**
 * A slice of the bytes. It is a view if it covers at least half of them; otherwise it is a copy, because a small view
 * would keep the whole buffer in memory.
 */
function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const view = bytes.subarray(start, end);
  return view.length * 2 >= bytes.length ? view : Buffer.from(view);
}

/**
 * A chunk that is to be kept: what it keeps in memory is no more than twice what its length says.
 *
 * @param chunk the chunk
 * @returns the chunk itself, or one with bytes of its own if they are the smaller part of a larger buffer, such as that of
 *   all that a room was sent in a turn
 */
export function compacted(chunk: Chunk): Chunk {
  const { bytes } = chunk;
  if (bytes.length * 2 >= bytes.buffer.byteLength) return chunk;
  const own = Buffer.allocUnsafeSlow(bytes.length); // not from the pool, which is a larger buffer too
  own.set(bytes);
  return { ...chunk, bytes: own };
}
