import { segmentsIn } from '../streams/journal/segments';
import { removeOld, writeSnapshot } from '../streams/journal/snapshotFiles';
import { stateToPlain } from './fold';
import { readPast } from './recover';

/**
 * Makes a snapshot of a folder from what is in it: the newest one, and the segments since then. So a snapshot is what the
 * events make of it, and nothing of a running server has to be looked at.
 *
 * @param folder the folder
 * @param isInUse whether a server writes to the last segment, which is left out then
 * @returns the number of the last event that is in the newest snapshot now
 * @throws JournalError if something is damaged, and the system error if there is no room
 */
export function takeSnapshot(folder: string, isInUse: boolean): number {
  const segments = segmentsIn(folder);
  const { state, seq, snapshotSeq } = readPast(folder, isInUse ? segments.slice(0, -1) : segments);
  if (seq > snapshotSeq) {
    writeSnapshot(folder, seq, stateToPlain(state));
    removeOld(folder);
  }
  return seq;
}
