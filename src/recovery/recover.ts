import { closeSync, ftruncateSync, fsyncSync, openSync, statSync } from 'node:fs';
import type { Commit } from '../streams/journal/commit';
import { epochOf } from '../streams/journal/dataFolder';
import { folderError } from '../streams/journal/journalError';
import type { Position } from '../streams/journal/segmentLog';
import { type NumberedFile, segmentsIn } from '../streams/journal/segments';
import { removeUnfinished } from '../streams/journal/snapshotFiles';
import { type Finding, newestSnapshot, survey } from '../streams/journal/survey';
import { type ChatState, folded, sentenceOf, stateFromPlain } from './fold';
import { Retelling } from './retelling';

/** What a folder says of the past. */
export interface FoundState {
  readonly state: ChatState;
  /** The number of the last event; 0 if there is none. */
  readonly seq: number;
  /** The number of the last event that is in a segment; less than `seq` if a snapshot is all that is left. */
  readonly lastWritten: number;
  /** The number of the last event of the snapshot that it began from; 0 if there was none. */
  readonly snapshotSeq: number;
  /** What is wrong with the folder, and does not prevent a start. */
  readonly findings: readonly Finding[];
  /** How many events a defect kept from being folded. */
  readonly defects: number;
}

/**
 * Reads what a folder says of the past: the newest whole snapshot, and the events since then. Changes nothing.
 *
 * @param folder the folder
 * @param segments those that are read, if not all
 * @throws JournalError if something is damaged, with the file and the offset
 */
export function readPast(folder: string, segments?: readonly NumberedFile[]): FoundState {
  const snapshot = newestSnapshot(folder);
  const findings = [...snapshot.findings];
  const { kept, ...before } = stateFromPlain(snapshot.state, epochOf(folder) ?? '');
  let { registry } = before;
  const retelling = new Retelling(registry.rules, kept);
  let { seq } = snapshot;
  let defects = 0;
  let failure = undefined as Error | undefined;
  let lastWritten = 0;
  const noted = function* (): Generator<Commit | Finding> {
    const commits = survey(folder, snapshot.seq, segments);
    let read = commits.next();
    for (; !read.done; read = commits.next()) {
      if ('what' in read.value) findings.push(read.value);
      yield read.value;
    }
    lastWritten = read.value;
  };
  folded(noted(), { registry }, seq).subscribe({
    next(transition) {
      const { recorded, outcome } = transition;
      retelling.deliveriesOf(transition);
      ({ registry } = transition);
      ({ seq } = recorded);
      if (outcome.type === 'defect') defects += 1;
    },
    error: (error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))),
  });
  if (failure !== undefined) throw failure;
  return { state: { registry, kept: retelling.kept }, seq, lastWritten, snapshotSeq: snapshot.seq, findings, defects };
}

/** What a start needs: the past, and where the log goes on. */
export interface Recovered extends FoundState {
  readonly position: Position;
  /** What was found and put right, in sentences for the log. */
  readonly notes: readonly string[];
}

/**
 * Reads what a folder says of the past, and puts it in order for what comes: the torn end of the last segment is cut off,
 * and files that were never finished are removed.
 *
 * @param folder the folder, which this process has locked
 * @throws JournalError if something is damaged, with the file and the offset, or the system refuses something
 */
export function recover(folder: string): Recovered {
  try {
    const past = readPast(folder);
    for (const finding of past.findings) if (finding.isTail) cut(finding);
    const unfinished = removeUnfinished(folder);
    const last = segmentsIn(folder).at(-1);
    const notes = [
      ...past.findings.map(sentenceOf),
      ...unfinished.map((name) => `${name} in ${folder} was not finished, and is removed: nothing of it is needed`),
      ...(past.defects > 0 ? [defectsNote(past.defects)] : []),
    ];
    const goesOn = last !== undefined && past.lastWritten === past.seq;
    const segment = goesOn ? last.seq : past.seq + 1;
    const position = { folder, segment, size: goesOn ? statSync(last.path).size : 0 };
    return { ...past, notes, position };
  } catch (error) {
    throw folderError(folder, error);
  }
}

const defectsNote = (count: number): string =>
  count === 1
    ? '1 event could not be carried out, and is passed over'
    : `${String(count)} events could not be carried out, and are passed over`;

/** Cuts a file at an offset, for good. */
function cut({ file, offset }: Finding): void {
  const fd = openSync(file, 'r+');
  try {
    ftruncateSync(fd, offset);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
