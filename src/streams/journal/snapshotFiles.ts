import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkedLine, checkedValue } from './commit';
import { replaceFile, UNFINISHED } from './replaceFile';
import { type NumberedFile, segmentsIn, snapshotName, snapshotsIn } from './segments';

/** How many snapshots are kept: if one is damaged, the one before it and the events since then are the same. */
const KEPT_SNAPSHOTS = 2;

/**
 * Writes a snapshot, whole or not at all.
 *
 * @param folder the folder
 * @param seq the number of the last event that is in it
 * @param state the state after that event, as JSON
 */
export function writeSnapshot(folder: string, seq: number, state: unknown): void {
  replaceFile(join(folder, snapshotName(seq)), checkedLine(JSON.stringify(state)));
}

/**
 * Reads a snapshot.
 *
 * @param file the snapshot
 * @returns the state; nothing if a byte of it is not as it was written
 */
export const readSnapshot = ({ path }: NumberedFile): unknown => checkedValue(readFileSync(path).subarray(0, -1));

/**
 * Removes what is no longer needed: snapshots but for the last two, and segments of which all events are before the older one
 * of those.
 *
 * @param folder the folder
 */
export function removeOld(folder: string): void {
  const snapshots = snapshotsIn(folder);
  for (const { path } of snapshots.slice(0, -KEPT_SNAPSHOTS)) unlinkSync(path);
  const oldest = snapshots.at(-KEPT_SNAPSHOTS);
  if (snapshots.length < KEPT_SNAPSHOTS || oldest === undefined) return;
  const segments = segmentsIn(folder);
  for (const [index, { path }] of segments.entries()) {
    const next = segments[index + 1];
    if (next !== undefined && next.seq <= oldest.seq + 1) unlinkSync(path);
  }
}

/**
 * Removes the files that a process began to write and did not finish.
 *
 * @param folder the folder
 * @returns their names
 */
export function removeUnfinished(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(UNFINISHED));
  for (const name of names) unlinkSync(join(folder, name));
  return names;
}
