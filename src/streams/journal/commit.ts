import { crc32 } from 'node:zlib';
import { types } from 'node:util';

/** Events that are written together: a line of a segment. Their numbers follow each other, and they have one time. */
export interface Commit<E = unknown> {
  /** The number of the first event. */
  readonly seq: number;
  /** The time of recording, in milliseconds since 1970. */
  readonly at: number;
  /** At least one. */
  readonly events: readonly E[];
}

/** How many characters the checksum and the space behind it take. */
const CHECKSUM_LENGTH = 9;

/**
 * A line of any text that is JSON: the CRC-32 of it before it, in hexadecimal, so that no byte can change unseen.
 *
 * @param json a text without a newline
 * @returns the bytes, with a newline
 */
export function checkedLine(json: string): Buffer {
  const body = Buffer.from(`${' '.repeat(CHECKSUM_LENGTH)}${json}\n`);
  body.write(checksumOf(body.subarray(CHECKSUM_LENGTH, -1)));
  return body;
}

/**
 * Reads a line that `checkedLine` has made.
 *
 * @param line the bytes, without the newline
 * @returns the value of the JSON; nothing if a byte is not as it was written
 */
export function checkedValue(line: Buffer): unknown {
  const body = line.subarray(CHECKSUM_LENGTH);
  if (line.length <= CHECKSUM_LENGTH) return undefined;
  if (line.toString('latin1', 0, CHECKSUM_LENGTH) !== `${checksumOf(body)} `) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    if (types.isNativeError(error) && error.name === 'SyntaxError') return undefined;
    throw error;
  }
}

const checksumOf = (body: Buffer): string =>
  crc32(body)
    .toString(16)
    .padStart(CHECKSUM_LENGTH - 1, '0');

/** The line of a commit. */
export const toLine = ({ seq, at, events }: Commit): Buffer => checkedLine(JSON.stringify({ s: seq, at, e: events }));

/**
 * Reads the line of a commit.
 *
 * @param line the bytes, without the newline
 * @returns the commit; nothing if the line is not one, whole and as it was written
 */
export function fromLine(line: Buffer): Commit | undefined {
  const value = checkedValue(line);
  if (typeof value !== 'object' || value === null || !('s' in value && 'at' in value && 'e' in value)) return undefined;
  const { s: seq, at, e: events } = value;
  if (typeof seq !== 'number' || typeof at !== 'number' || !Array.isArray(events) || events.length === 0)
    return undefined;
  return { seq, at, events };
}
