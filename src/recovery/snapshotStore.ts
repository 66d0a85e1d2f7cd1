/** The two places for snapshots: one takes the newest, while the other still has the one before. */
export type Slot = 'first' | 'second';

/** What is noted beside a snapshot. */
export interface SnapshotNote {
  /** Of which log it is: what no other log has the same. */
  readonly origin: string;
  /** Up to which message of its log it has everything; 0 if there is none. */
  readonly place: number;
}

/** What is in a slot, before it is read. */
export interface KeptSnapshot extends SnapshotNote {
  /** Where it is kept. */
  readonly slot: Slot;
  /** When it was made, in milliseconds since 1970; 0 if there is none. */
  readonly madeAt: number;
  /** Another number after each change of the slot. */
  readonly revision: number;
}

/** A snapshot that was read. */
export interface ReadSnapshot extends KeptSnapshot {
  readonly bytes: Uint8Array;
}

/** What is in both slots, the newest first. */
export type KeptSnapshots = readonly [newest: KeptSnapshot, older: KeptSnapshot];

/** Where snapshots of a log are kept. */
export interface SnapshotStore {
  list(): Promise<KeptSnapshots>;
  /** The bytes of one, checked by their digest; fails if they are not what was written. */
  read(slot: Slot): Promise<Uint8Array>;
  /**
   * Replaces what is in a slot, all at once.
   *
   * @param replaced what is there, by `list`
   * @param note what is to be noted beside it
   * @throws OvertakenError if something else is there by now
   */
  write(replaced: KeptSnapshot, note: SnapshotNote, bytes: Uint8Array): Promise<void>;
}

/** Puts the newest first; of two empty slots, the first one is used first. */
export const newestFirst = (first: KeptSnapshot, second: KeptSnapshot): KeptSnapshots =>
  first.place > second.place ? [first, second] : [second, first];

/** A snapshot is not written: what another node has written meanwhile may be newer. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';

  constructor(slot: Slot) {
    super(`the ${slot} snapshot was replaced by another node meanwhile, and is left as it is`);
  }
}
