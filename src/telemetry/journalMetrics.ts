import { Latencies } from './latencies';

/** What is counted of a journal in a folder. */
export interface JournalCounts {
  /** How long it took to put on the disk what was written. */
  readonly syncs: Latencies;
  /** How long the oldest event that is not on the disk yet has waited for that, in ms. */
  readonly lag: () => number;
  readonly isFull: () => boolean;
  readonly writtenBytes: () => number;
  /** When the newest snapshot was made, in ms since 1970; 0 if there is none. */
  readonly snapshotAt: () => number;
  /** The file system of the folder, in blocks of `bsize` bytes. */
  readonly disk: () => { readonly bsize: number; readonly blocks: number; readonly bavail: number };
}

/** Those of a server that keeps nothing. */
export const NO_JOURNAL: JournalCounts = {
  syncs: new Latencies(),
  lag: () => 0,
  isFull: () => false,
  writtenBytes: () => 0,
  snapshotAt: () => 0,
  disk: () => ({ bsize: 0, blocks: 0, bavail: 0 }),
};
