import { statfsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { catchError, concatMap, exhaustMap, from, map, merge, type Observable, of, skip, Subject } from 'rxjs';
import type { Settings } from '../config/settings';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import { recover, type Recovered } from '../recovery/recover';
import { takeSnapshot } from '../recovery/takeSnapshot';
import { openFolder } from '../streams/journal/dataFolder';
import { type FileOperations, fileOperations } from '../streams/journal/fileOperations';
import { SegmentLog } from '../streams/journal/segmentLog';
import { snapshotsIn } from '../streams/journal/segments';
import { syncedJournal } from '../streams/journal/syncedJournal';
import { writtenJournal } from '../streams/journal/writtenJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import { Latencies } from '../telemetry/latencies';
import type { ChatJournal } from './chatJournal';
import { monotonic, timeOfDay } from './clocks';
import { endOfTurn$ } from './endOfTurn';
import { newEpoch } from './epoch';
import { snapshotInThread } from './snapshotInThread';
import { VERSION } from './version';

const JOURNALS = { written: writtenJournal, synced: syncedJournal };

/** What a journal in a folder needs of the system; specs give it others. */
export interface Surroundings {
  readonly files: FileOperations;
  /** The size from which on a segment is full, in bytes. */
  readonly segmentBytes?: number;
  /** Makes a snapshot of a folder in use; emits the number of the last event in it. */
  readonly snapshot: (folder: string) => Observable<number>;
}

/**
 * Opens a journal in a folder: reads what is there, and goes on behind it.
 *
 * @param data the folder, made if it is not there
 * @param durability what its events outlive
 * @param surroundings what it needs of the system
 * @throws JournalError with a sentence, if the folder cannot be used
 */
export function dataJournal(
  data: string,
  durability: Settings['durability'],
  { files, segmentBytes, snapshot }: Surroundings = { files: fileOperations, snapshot: snapshotInThread },
): ChatJournal {
  const begun = monotonic();
  const { path, epoch, release } = openFolder(resolve(data), newEpoch);
  const syncs = new Latencies();
  const rolled$ = new Subject<void>();
  try {
    const past = recover(path);
    const log = new SegmentLog(past.position, () => rolled$.next(), segmentBytes, timed(files, syncs));
    const journal = JOURNALS[durability]<ChatEvent>({ log, now: timeOfDay, epoch, seq: past.seq, turn$: endOfTurn$ });
    const opened = openedEntry(path, epoch, past, monotonic() - begun);
    return {
      journal,
      state: past.state,
      turn$: endOfTurn$.pipe(concatMap(() => journal.kept$)),
      entries$: merge(
        from([...past.notes.map((note) => entry('warn', note)), opened]),
        journal.isFull$.pipe(
          skip(1),
          map((isFull) => fullnessEntry(path, isFull)),
        ),
        rolled$.pipe(
          exhaustMap(() =>
            snapshot(path).pipe(
              map((seq) => snapshotEntry(path, seq)),
              catchError((error: unknown) => of(snapshotFailure(path, error))),
            ),
          ),
        ),
      ),
      failed$: journal.failed$,
      counts: {
        syncs,
        lag: () => journal.lag,
        isFull: () => journal.isFull,
        writtenBytes: () => log.writtenBytes,
        snapshotAt: () => snapshotTime(path),
        disk: () => statfsSync(path),
      },
      begin: (rules) => {
        journal.append({ type: 'started', version: VERSION, rules });
      },
      close(isClean) {
        journal.close();
        try {
          // So the next version of the program need not make of these events what this one has made of them.
          return isClean ? [snapshotEntry(path, takeSnapshot(path, false))] : [];
        } catch (error) {
          return [snapshotFailure(path, error)];
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Measures how long it takes to put on the disk what was written. */
const timed = (files: FileOperations, syncs: Latencies): FileOperations => ({
  ...files,
  async sync(fd) {
    const begun = monotonic();
    await files.sync(fd);
    syncs.observe((monotonic() - begun) / 1000);
  },
});

const entry = (
  level: LogEntry['level'],
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): LogEntry => ({
  level,
  event: 'journal',
  message,
  ...fields,
});

function openedEntry(path: string, epoch: string, { seq, snapshotSeq }: Recovered, took: number): LogEntry {
  const last = seq === 0 ? 'it begins now' : `it goes on after ${epoch}.${seq}`;
  const fields = { epoch, seq, replayed: seq - snapshotSeq, duration_s: took / 1000 };
  return entry('info', `the journal is in ${path}; ${last}`, fields);
}

const fullnessEntry = (path: string, isFull: boolean): LogEntry =>
  isFull
    ? entry(
        'error',
        `the disk of ${path} is full: nothing is read from clients, and nothing is sent, until there is room`,
      )
    : entry('info', `there is room again on the disk of ${path}: the chat goes on, and nothing is lost`);

const snapshotEntry = (path: string, seq: number): LogEntry => entry('info', `a snapshot is in ${path}`, { seq });

const snapshotFailure = (path: string, error: unknown): LogEntry =>
  entry('error', `no snapshot in ${path}: ${messageOf(error)}`, { error });

/** When the newest snapshot was made, in ms since 1970; 0 if there is none. */
function snapshotTime(path: string): number {
  const newest = snapshotsIn(path).at(-1);
  return newest === undefined ? 0 : (statSync(newest.path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}
