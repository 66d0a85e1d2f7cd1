import {
  type KeptSnapshot,
  type KeptSnapshots,
  newestFirst,
  OvertakenError,
  type Slot,
  type SnapshotNote,
  type SnapshotStore,
} from '../../src/recovery/snapshotStore';

/** Snapshots in memory. One is as old as its place. */
export class SnapshotsInMemory implements SnapshotStore {
  readonly slots = new Map<Slot, SnapshotNote & { readonly revision: number; bytes: Uint8Array }>();
  private revisions = 0;

  list(): Promise<KeptSnapshots> {
    return Promise.resolve(newestFirst(this.keptIn('first'), this.keptIn('second')));
  }

  read(slot: Slot): Promise<Uint8Array> {
    const bytes = this.slots.get(slot)?.bytes;
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error('it is not there'));
  }

  write({ slot, revision }: KeptSnapshot, note: SnapshotNote, bytes: Uint8Array): Promise<void> {
    if (this.keptIn(slot).revision !== revision) return Promise.reject(new OvertakenError(slot));
    this.put(slot, note, bytes);
    return Promise.resolve();
  }

  /** Replaces what is in a slot, whatever that is. */
  put(slot: Slot, { origin, place }: SnapshotNote, bytes: Uint8Array): void {
    this.revisions += 1;
    this.slots.set(slot, { origin, place, revision: this.revisions, bytes });
  }

  private keptIn(slot: Slot): KeptSnapshot {
    const { origin, place, revision } = this.slots.get(slot) ?? { origin: '', place: 0, revision: 0 };
    return { slot, origin, place, madeAt: place, revision };
  }
}
