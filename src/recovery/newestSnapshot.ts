import { OvertakenError, type ReadSnapshot, type SnapshotStore } from './snapshotStore';

/** What a node has found when it has looked at the snapshots of its log. */
export interface FoundSnapshot {
  /** The newest; nothing if there is none yet. */
  readonly newest?: ReadSnapshot;
  /** Whether this node has put it back. */
  readonly isRestored: boolean;
}

/**
 * Looks at the snapshots of a log, as every node does now and then. So each of them knows how old the newest is, and has it: if the
 * object store was deleted, what was purged from the log is nowhere else. Then it is put back, and the next one can be made.
 *
 * @param store where snapshots are kept
 * @param origin which log it is
 * @param known the newest by what this node has found before
 */
export async function newestSnapshot(
  store: SnapshotStore,
  origin: string,
  known: ReadSnapshot | undefined,
): Promise<FoundSnapshot> {
  const kept = await store.list();
  const found = kept.find((each) => each.place > 0 && each.origin === origin);
  const isKnown = (['slot', 'revision', 'place'] as const).every((field) => found?.[field] === known?.[field]);
  if (isKnown) return { ...(known && { newest: known }), isRestored: false };
  if (found) return { newest: { ...found, bytes: await store.read(found.slot) }, isRestored: false };
  if (!known) return { isRestored: false };
  try {
    await store.write(kept[1], known, known.bytes);
    return { ...(await newestSnapshot(store, origin, undefined)), isRestored: true };
  } catch (error) {
    if (error instanceof OvertakenError) return newestSnapshot(store, origin, known); // another node has put it back
    throw error;
  }
}
