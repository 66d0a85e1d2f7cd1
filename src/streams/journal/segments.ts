import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Commit, fromLine } from './commit';

const NEWLINE = 0x0a;
/** How many digits the number in the name of a file has, so that names are in the order of the numbers. */
const DIGITS = 16;
const SEGMENT = /^(\d{16})\.ndjson$/;
const SNAPSHOT = /^(\d{16})\.snapshot$/;

/** A file of a journal, and the number of the event that its name has: the first of a segment, the last of a snapshot. */
export interface NumberedFile {
  readonly name: string;
  readonly path: string;
  readonly seq: number;
}

/** The name of the segment that begins with an event. */
export const segmentName = (seq: number): string => `${digits(seq)}.ndjson`;

/** The name of the snapshot of all that was so after an event. */
export const snapshotName = (seq: number): string => `${digits(seq)}.snapshot`;

const digits = (seq: number): string => String(seq).padStart(DIGITS, '0');

/** The segments of a folder, in order. */
export const segmentsIn = (folder: string): readonly NumberedFile[] => filesIn(folder, SEGMENT);

/** The snapshots of a folder, the oldest first. */
export const snapshotsIn = (folder: string): readonly NumberedFile[] => filesIn(folder, SNAPSHOT);

function filesIn(folder: string, pattern: RegExp): readonly NumberedFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const number = pattern.exec(name)?.[1];
      return number === undefined ? [] : [{ name, path: join(folder, name), seq: Number(number) }];
    });
}

/**
 * Where the bytes of a segment are no longer those of whole commits that follow each other.
 *
 * - `torn`: up to the end of the file there is no whole commit, as when the process has ended while it wrote;
 * - `damaged`: whole commits come after it, so what was there is gone;
 * - `gap`: a whole commit, but not the one that follows.
 */
export interface Flaw {
  readonly kind: 'torn' | 'damaged' | 'gap';
  /** In bytes from the begin of the file. */
  readonly offset: number;
  /** The number that should follow, and the one that does if that is known. */
  readonly expected: number;
  readonly found?: number;
}

/**
 * Reads the commits of a segment, up to its first flaw.
 *
 * @param bytes the segment
 * @param first the number of its first event
 * @returns a generator of its commits, which returns the flaw if there is one, and the number that follows if not
 */
export function* commitsIn(bytes: Buffer, first: number): Generator<Commit, Flaw | number> {
  let expected = first;
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(NEWLINE, offset);
    const commit = end < 0 ? undefined : fromLine(bytes.subarray(offset, end));
    if (commit === undefined) return { kind: hasCommit(bytes, end) ? 'damaged' : 'torn', offset, expected };
    if (commit.seq !== expected) return { kind: 'gap', offset, expected, found: commit.seq };
    yield commit;
    expected += commit.events.length;
    offset = end + 1;
  }
  return expected;
}

/** Whether a whole commit begins behind one of the newlines from here on. */
function hasCommit(bytes: Buffer, newline: number): boolean {
  for (let at = newline; at >= 0;) {
    const end = bytes.indexOf(NEWLINE, at + 1);
    if (end >= 0 && fromLine(bytes.subarray(at + 1, end)) !== undefined) return true;
    at = end;
  }
  return false;
}
