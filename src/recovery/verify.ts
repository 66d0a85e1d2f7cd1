import { epochOf } from '../streams/journal/dataFolder';
import { folderError, JournalError } from '../streams/journal/journalError';
import { segmentsIn, snapshotsIn } from '../streams/journal/segments';
import { readSnapshot } from '../streams/journal/snapshotFiles';
import { type Finding, newestSnapshot, survey } from '../streams/journal/survey';

/** What there is to say of a folder. */
export interface Verdict {
  readonly epoch: string;
  /** The numbers of the first and the last event that are there. */
  readonly first: number;
  readonly last: number;
  readonly segments: number;
  readonly snapshots: number;
  /** All that is wrong, in the order of the events. */
  readonly findings: readonly Finding[];
}

/**
 * Reads all of a folder, also what a start would not look at, and changes nothing. A server may use it meanwhile: then the line that
 * it writes just now may look torn.
 *
 * @param folder the folder
 * @throws JournalError if it is no folder of a journal
 */
export function verify(folder: string): Verdict {
  try {
    const epoch = epochOf(folder);
    if (epoch === undefined) throw new JournalError(`there is no journal in ${folder}`);
    const segments = segmentsIn(folder);
    const snapshots = snapshotsIn(folder);
    const newest = newestSnapshot(folder);
    const first = Math.min(segments[0]?.seq ?? Infinity, newest.seq + 1);
    const damaged = snapshots.filter((file) => readSnapshot(file) === undefined);
    const findings: Finding[] = damaged.map(({ path }) => ({ file: path, what: DAMAGED_SNAPSHOT, isFatal: false }));
    const commits = survey(folder, first - 1);
    let read = commits.next();
    for (; !read.done; read = commits.next()) if ('what' in read.value) findings.push(read.value);
    const counts = { segments: segments.length, snapshots: snapshots.length };
    return { epoch, first: segments[0]?.seq ?? first, last: Math.max(read.value, newest.seq), ...counts, findings };
  } catch (error) {
    throw folderError(folder, error);
  }
}

const DAMAGED_SNAPSHOT = 'the snapshot is damaged; a start uses the one before it and the events since then';
