import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Commit, toLine } from '../../../src/streams/journal/commit';
import { type FileOperations, fileOperations } from '../../../src/streams/journal/fileOperations';
import { JournalError } from '../../../src/streams/journal/journalError';
import { SegmentLog } from '../../../src/streams/journal/segmentLog';
import { segmentName } from '../../../src/streams/journal/segments';
import { emptyFolder, filesOf } from '../../helpers/journalFolder';

const commit = (seq: number, text = 'hello'): Commit => ({ seq, at: 5, events: [{ type: 'said', text }] });
const systemError = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

interface Faults {
  /** How many bytes the disk takes before it is full. */
  room: number;
  /** How many bytes a write takes at most. */
  readonly atMost?: number;
  readonly code?: string;
}

/** A disk with faults. */
const failing = (faults: Faults): FileOperations => ({
  ...fileOperations,
  write(fd, bytes) {
    const count = Math.min(bytes.length, faults.room, faults.atMost ?? Infinity);
    if (count === 0) throw systemError(faults.code ?? 'ENOSPC');
    faults.room -= count;
    return fileOperations.write(fd, bytes.subarray(0, count));
  },
});

const logIn = (folder: string, files?: FileOperations, segmentBytes?: number, rolled?: () => void): SegmentLog =>
  new SegmentLog({ folder, segment: 1, size: 0 }, rolled, segmentBytes, files);
const textOf = (folder: string, segment = 1): string => readFileSync(join(folder, segmentName(segment)), 'utf8');

describe('SegmentLog', () => {
  it('writes each commit as a line, when it is asked to', () => {
    const folder = emptyFolder();
    const log = logIn(folder);
    log.add(commit(1));
    log.add(commit(2));
    expect(textOf(folder)).toBe('');
    expect(log.flush()).toBe(true);
    log.close();
    expect(textOf(folder)).toBe(`${toLine(commit(1)).toString()}${toLine(commit(2)).toString()}`);
    expect(log.writtenBytes).toBe(textOf(folder).length);
  });

  it('writes lines whole, however little of them a write takes', () => {
    const folder = emptyFolder();
    const log = logIn(folder, failing({ room: Infinity, atMost: 512 * 1024 }));
    const long = commit(1, 'x'.repeat(2_000_000));
    log.add(long);
    expect(log.flush()).toBe(true);
    log.close();
    expect(textOf(folder)).toBe(toLine(long).toString());
  });

  it.each(['ENOSPC', 'EDQUOT'])('goes on in the middle of a line when there is room again (%s)', (code) => {
    for (let room = 0; room < toLine(commit(1)).length * 2; room += 1) {
      const folder = emptyFolder();
      const faults = { room, code };
      const log = logIn(folder, failing(faults));
      log.add(commit(1));
      log.add(commit(2));
      expect([log.flush(), log.flush()]).toEqual([false, false]);
      expect(textOf(folder)).toHaveLength(room);
      faults.room = Infinity;
      expect(log.flush()).toBe(true);
      log.close();
      expect(textOf(folder)).toBe(`${toLine(commit(1)).toString()}${toLine(commit(2)).toString()}`);
    }
  });

  it('fails with a sentence if the disk does', () => {
    const log = logIn(emptyFolder(), failing({ room: 3, code: 'EIO' }));
    log.add(commit(1));
    expect(() => log.flush()).toThrow(JournalError);
    expect(() => log.flush()).toThrow(
      /^the disk did not take what was written to \S+: EIO: it failed; look at the disk/,
    );
  });

  it.each(['EIO', 'ENOSPC'])(
    'fails if what is written cannot be put on the disk (%s): it is not known then',
    async (code) => {
      const log = logIn(emptyFolder(), { ...fileOperations, sync: () => Promise.reject(systemError(code)) });
      log.add(commit(1));
      expect(log.flush()).toBe(true);
      await expect(log.sync()).rejects.toThrow(JournalError);
    },
  );

  it('begins another segment, named for its first event, when one is full', () => {
    const folder = emptyFolder();
    let rolls = 0;
    const log = logIn(folder, fileOperations, toLine(commit(1)).length + 1, () => (rolls += 1));
    for (const seq of [1, 2, 3, 4, 5]) {
      log.add(commit(seq));
      log.flush();
    }
    log.close();
    expect(filesOf(folder)).toEqual([1, 3, 5].map(segmentName));
    expect([textOf(folder, 1), rolls]).toEqual([`${toLine(commit(1)).toString()}${toLine(commit(2)).toString()}`, 2]);
  });

  it('does not close a segment that is being put on the disk', async () => {
    const folder = emptyFolder();
    let synced = (): void => undefined;
    const files = { ...fileOperations, sync: () => new Promise<void>((resolve) => (synced = resolve)) };
    const log = logIn(folder, files, 1);
    log.add(commit(1));
    log.flush();
    const syncing = log.sync();
    log.add(commit(2));
    log.flush();
    expect(filesOf(folder)).toEqual([segmentName(1)]);
    synced();
    await syncing;
    log.add(commit(3));
    log.flush();
    log.close();
    expect(filesOf(folder)).toEqual([segmentName(1), segmentName(3)]);
  });

  it('goes on behind what a segment has', () => {
    const folder = emptyFolder();
    const first = logIn(folder);
    first.add(commit(1));
    first.close();
    const size = textOf(folder).length;
    const second = new SegmentLog({ folder, segment: 1, size });
    second.add(commit(2));
    second.close();
    expect(textOf(folder)).toBe(`${toLine(commit(1)).toString()}${toLine(commit(2)).toString()}`);
  });
});
