import { messageOf } from '../messageOf';
import { JournalError } from '../streams/journal/journalError';
import { emptyLogState, type LogState } from './logFold';
import { FormatError, fromSnapshot, type LogIdentity } from './logSnapshot';
import type { KeptSnapshot, ReadSnapshot, SnapshotStore } from './snapshotStore';

/** From where a log is read. */
export interface LogPast {
  readonly state: LogState;
  /** The snapshot that has it; nothing if the log is read from its beginning. */
  readonly base?: ReadSnapshot;
  /** What the next one replaces: it is not the base. */
  readonly replaceable: KeptSnapshot;
  /** What is to be said of snapshots that were passed over, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds the newest snapshot of a log that is good. One that is damaged, or of another log, is passed over, and the one before it
 * is tried; without any, it is the beginning. One of another format is not passed over: what another version has made of the log would
 * be lost.
 *
 * @param store where snapshots are kept
 * @param log the log
 * @throws JournalError with a sentence, if one is of another format
 * @throws Error with a sentence, if the log has lost what none of them has
 */
export async function newestLogState(store: SnapshotStore, log: LogIdentity): Promise<LogPast> {
  const past = await newestGood(store, log);
  checkReach(log.begin, past);
  return past;
}

async function newestGood(store: SnapshotStore, log: LogIdentity): Promise<LogPast> {
  const notes: string[] = [];
  const kept = await store.list();
  const [newest, older] = kept;
  for (const each of kept.filter(({ place }) => place > 0)) {
    const name = `the ${each.slot} snapshot, of message ${String(each.place)},`;
    try {
      const bytes = await store.read(each.slot);
      const state = fromSnapshot(bytes, log);
      return { state, base: { ...each, bytes }, replaceable: each === older ? newest : older, notes };
    } catch (error) {
      if (error instanceof FormatError) throw otherFormat(name, error);
      notes.push(`${name} is passed over: ${messageOf(error)}`);
    }
  }
  return { state: emptyLogState(log.epoch), replaceable: older, notes };
}

/** What was purged has to be in the snapshot that the log is read from. */
function checkReach(begin: number, { state, notes }: LogPast): void {
  if (begin <= state.ledger.place + 1) return;
  const why = notes.length === 0 ? 'there is no snapshot of it' : notes.join('; ');
  throw new Error(
    `it begins with message ${String(begin)}, and ${why}; restore the object store from a backup, or delete both`,
  );
}

const otherFormat = (name: string, cause: FormatError): JournalError =>
  new JournalError(`${name} is not read: ${cause.message}; use the version that has written it`, { cause });
