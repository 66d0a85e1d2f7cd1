import { readFileSync } from 'node:fs';
import type { Commit } from './commit';
import { commitsIn, type NumberedFile, segmentsIn, snapshotsIn } from './segments';
import { readSnapshot } from './snapshotFiles';

/** What is wrong with a folder, in one place of it. */
export interface Finding {
  readonly file: string;
  /** In bytes from the begin of the file; missing if it is the file as a whole. */
  readonly offset?: number;
  /** As the end of a sentence. */
  readonly what: string;
  /** Whether a start refuses the folder because of it. */
  readonly isFatal: boolean;
  /** Whether it is the torn end of the last segment, which a start cuts off. */
  readonly isTail?: true;
}

/** The newest snapshot that is whole, and what is wrong with newer ones. */
export interface FoundSnapshot {
  /** The number of the last event that is in it; 0 if there is none. */
  readonly seq: number;
  readonly state?: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Finds the snapshot to begin from.
 *
 * @param folder the folder
 * @returns the newest one that is whole; without one, the begin of all
 */
export function newestSnapshot(folder: string): FoundSnapshot {
  const findings: Finding[] = [];
  for (const file of [...snapshotsIn(folder)].reverse()) {
    const state = readSnapshot(file);
    if (state !== undefined) return { seq: file.seq, state, findings };
    const what = 'the snapshot is damaged; the one before it and the events since then are used';
    findings.push({ file: file.path, what, isFatal: false });
  }
  return { seq: 0, findings };
}

/**
 * Finds the snapshot from which all that is still there can be read: none, if the journal is there from its first event on.
 *
 * @param folder the folder
 * @returns the oldest one that is whole and is followed by the segments that there are
 */
export function oldestSnapshot(folder: string): FoundSnapshot {
  const first = segmentsIn(folder)[0]?.seq ?? Infinity;
  if (first === 1) return { seq: 0, findings: [] };
  for (const file of snapshotsIn(folder)) {
    const state = file.seq + 1 < first ? undefined : readSnapshot(file);
    if (state !== undefined) return { seq: file.seq, state, findings: [] };
  }
  return newestSnapshot(folder);
}

/**
 * Reads the events of a folder that come after a snapshot, and says where something is wrong.
 *
 * @param folder the folder
 * @param after the number of the last event that is known
 * @param segments those that are read, if not all
 * @returns a generator of commits in order, of which those that are known in part are whole, and of findings in their place;
 *   the number of the last event of the last segment is returned in the end
 */
export function* survey(
  folder: string,
  after: number,
  segments: readonly NumberedFile[] = segmentsIn(folder),
): Generator<Commit | Finding, number> {
  const firstNeeded = segments.findLastIndex(({ seq }) => seq <= after + 1);
  let next = segments[Math.max(firstNeeded, 0)]?.seq ?? after + 1;
  if (next > after + 1 && segments[0]) yield missing(segments[0], after + 1, next);
  for (const [index, segment] of segments.entries()) {
    if (index < firstNeeded) continue;
    if (segment.seq !== next) yield missing(segment, next, segment.seq);
    next = yield* commitsOf(segment, after, index === segments.length - 1);
  }
  return next - 1;
}

/** The commits of a segment, then what is wrong with it; returns the number of the event that follows. */
function* commitsOf(segment: NumberedFile, after: number, isLast: boolean): Generator<Commit | Finding, number> {
  const { path: file } = segment;
  const commits = commitsIn(readFileSync(file), segment.seq);
  let next = commits.next();
  while (!next.done) {
    const { seq, events } = next.value;
    if (seq + events.length - 1 > after) yield next.value;
    next = commits.next();
  }
  if (typeof next.value === 'number') return next.value;
  const { kind, offset, expected, found } = next.value;
  if (kind === 'torn' && isLast) {
    yield { file, offset, what: TORN, isFatal: false, isTail: true };
    return expected;
  }
  const what = kind === 'gap' ? `event ${String(found)} stands where ${String(expected)} should; ${LOST}` : DAMAGED;
  yield { file, offset, what, isFatal: true };
  return expected;
}

const LOST = 'restore the folder from a backup';
const TORN =
  'the last line is not whole, as when the server was killed while it wrote; nobody has received anything of it, and a start cuts it off';
const DAMAGED = `a line is not as it was written, and events come after it; ${LOST}, or give up all from there on: cut this file at the offset, and move the later ones away`;

const missing = ({ path: file }: NumberedFile, from: number, to: number): Finding => ({
  file,
  what:
    to > from
      ? `the events ${String(from)} to ${String(to - 1)} before it are missing, and no snapshot has them; ${LOST}`
      : `it begins with event ${String(to)}, and the file before it has that already; ${LOST}`,
  isFatal: true,
});
