import type { Chunk } from '../../buffers/chunk';

const NEWLINE = 0x0a;

/** Reads the number in a line, if it has one. */
type NumberIn = (line: string) => number | undefined;

/**
 * Reads the numbers of the first and of the last line of a chunk that have one: what is dropped is looked at, from both ends, and
 * nothing is kept for all that is not.
 *
 * @param chunk the chunk
 * @param numberIn reads the number in a line
 * @returns both, or none if no line has a number
 */
export function numbersIn(
  { bytes }: Chunk,
  numberIn: NumberIn,
): { readonly first: number | undefined; readonly last: number | undefined } {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { first: firstIn(lines, numberIn), last: lastIn(lines, numberIn) };
}

function firstIn(lines: Buffer, numberIn: NumberIn): number | undefined {
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf(NEWLINE, start);
    const number = numberIn(lines.toString('latin1', start, end));
    if (number !== undefined) return number;
    start = end + 1;
  }
  return undefined;
}

function lastIn(lines: Buffer, numberIn: NumberIn): number | undefined {
  for (let end = lines.length - 1; end > 0;) {
    const before = lines.lastIndexOf(NEWLINE, end - 1);
    const number = numberIn(lines.toString('latin1', before + 1, end));
    if (number !== undefined) return number;
    end = before;
  }
  return undefined;
}
