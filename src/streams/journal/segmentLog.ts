import { join } from 'node:path';
import { type Commit, toLine } from './commit';
import { type FileOperations, fileOperations } from './fileOperations';
import { diskError, isFull } from './journalError';
import { segmentName } from './segments';

/** The size from which on a segment is full and another one begins, in bytes. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;

/** Where a log goes on. */
export interface Position {
  readonly folder: string;
  /** The number of the first event of the last segment. */
  readonly segment: number;
  /** How many bytes that segment has. */
  readonly size: number;
}

/** The segments of a folder, as they are written: always at the end of the last one. */
export class SegmentLog {
  /** How many bytes it has written. */
  writtenBytes = 0;
  private fd: number;
  private size: number;
  /** Lines that are not written yet, each with the number of its first event. */
  private readonly waiting: { readonly seq: number; readonly line: Buffer }[] = [];
  /** Whether a sync of the segment is under way: it cannot be closed meanwhile. */
  private isSyncing = false;
  /** How many bytes of the first of those are written: if the disk is full in the middle of a line, it goes on there. */
  private taken = 0;

  /**
   * Opens the last segment of a folder, which is made if it is not there.
   *
   * @param position where the log goes on
   * @param rolled called when a segment is full, and the next one has begun
   * @param segmentBytes the size from which on a segment is full
   * @param files what is asked of the system
   */
  constructor(
    private readonly position: Position,
    private readonly rolled: () => void = () => undefined,
    private readonly segmentBytes = SEGMENT_BYTES,
    private readonly files: FileOperations = fileOperations,
  ) {
    this.size = position.size;
    this.fd = this.open(position.segment);
  }

  /** Adds a commit to what is to be written. */
  add(commit: Commit): void {
    this.waiting.push({ seq: commit.seq, line: toLine(commit) });
  }

  /**
   * Writes what waits, whole lines however long they are.
   *
   * @returns whether all of it is written; if not, the disk is full, and the next call goes on where this one has stopped
   * @throws JournalError if it fails in another way: then it is not known what is in the file
   */
  flush(): boolean {
    try {
      for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
        if (this.taken === 0 && this.size >= this.segmentBytes && !this.isSyncing) this.roll(next.seq);
        this.write(next.line);
        this.waiting.shift();
      }
      return true;
    } catch (error) {
      if (isFull(error)) return false;
      throw diskError(this.position.folder, error);
    }
  }

  /**
   * Resolves when all that was written before is on the disk.
   *
   * @throws JournalError if that fails: then it is not known what is on the disk, and trying again would not tell
   */
  async sync(): Promise<void> {
    this.isSyncing = true;
    try {
      await this.files.sync(this.fd);
    } catch (error) {
      throw diskError(this.position.folder, error);
    } finally {
      this.isSyncing = false;
    }
  }

  /** Writes what waits if there is room, and closes the segment when it is on the disk. */
  close(): void {
    this.flush();
    this.closeFile();
  }

  private write(line: Buffer): void {
    while (this.taken < line.length) {
      const count = this.files.write(this.fd, this.taken === 0 ? line : line.subarray(this.taken));
      this.taken += count;
      this.size += count;
      this.writtenBytes += count;
    }
    this.taken = 0;
  }

  /** The full segment is on the disk before the next one has a name. */
  private roll(seq: number): void {
    const next = this.open(seq);
    this.closeFile();
    this.fd = next;
    this.size = 0;
    this.rolled();
  }

  private closeFile(): void {
    try {
      this.files.close(this.fd);
    } catch (error) {
      throw diskError(this.position.folder, error); // also if the disk is full: see `sync`
    }
  }

  private open(seq: number): number {
    const { folder } = this.position;
    const fd = this.files.open(join(folder, segmentName(seq)));
    this.files.syncFolder(folder);
    return fd;
  }
}
