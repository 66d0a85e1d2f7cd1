import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedLine } from '../../../src/streams/journal/commit';
import { epochOf, openFolder } from '../../../src/streams/journal/dataFolder';
import { folderError, JournalError } from '../../../src/streams/journal/journalError';
import { change, emptyFolder, filesOf, flip, folderWith } from '../../helpers/journalFolder';

const open = (folder: string): string => {
  const { epoch, release } = openFolder(folder, () => '7f3a');
  release();
  return epoch;
};

describe('openFolder', () => {
  it('makes a folder for its owner alone, and remembers its epoch', () => {
    const folder = join(emptyFolder(), 'a', 'b');
    expect(open(folder)).toBe('7f3a');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'journal')).mode & 0o777).toBe(0o600);
    expect(openFolder(folder, () => 'other').epoch).toBe('7f3a');
  });

  it('takes a folder with other things in it, such as the root of a volume', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'lost+found'));
    expect(open(folder)).toBe('7f3a');
  });

  it('refuses a folder that is in use, and one that was left is free', () => {
    const folder = emptyFolder();
    const { release } = openFolder(folder, () => '7f3a');
    expect(() => open(folder)).toThrow(/ is in use by process \d+; /);
    release();
    expect(open(folder)).toBe('7f3a');
  });

  it.each([
    [
      'another version',
      (folder: string) => change(folder, 'journal', () => checkedLine('{"format":2,"epoch":"7f3a"}')),
      /^the data folder \S+ was written by another version of rxchat: its format is 2, this program knows 1; use that version$/,
    ],
    [
      'events of which nothing says where they belong',
      (folder: string) => change(folder, 'journal', () => Buffer.of()),
      /journal is damaged; restore it from a backup$/,
    ],
    [
      'no epoch',
      (folder: string) => change(folder, 'journal', () => checkedLine('{"format":1}')),
      /names no epoch; restore it from a backup$/,
    ],
  ])('refuses a folder with %s, and leaves it unlocked and as it is', (_, spoil, sentence) => {
    const folder = folderWith([{ seq: 1, at: 1, events: [{}] }]);
    spoil(folder);
    const files = filesOf(folder);
    expect(() => open(folder)).toThrow(sentence);
    expect(() => open(folder)).toThrow(sentence); // and not that it is in use
    expect(filesOf(folder)).toEqual(files);
  });

  it('refuses a folder if a bit of its identity is another', () => {
    const folder = emptyFolder();
    open(folder);
    const { size } = statSync(join(folder, 'journal'));
    for (let offset = 0; offset < size - 1; offset += 1) {
      change(folder, 'journal', flip(offset));
      expect(() => epochOf(folder)).toThrow(JournalError);
      change(folder, 'journal', flip(offset));
    }
    expect(epochOf(folder)).toBe('7f3a');
  });

  it('refuses a folder with events and without an identity', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, '0000000000000001.ndjson'), '');
    expect(() => open(folder)).toThrow(/ has events but no journal; restore it from a backup$/);
  });

  it('refuses what is no folder', () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, '');
    expect(() => open(file)).toThrow(/ cannot be used: it is no folder$/);
    expect(() => open(join(file, 'below'))).toThrow(/ cannot be used: it is no folder$/);
  });

  it.each([
    ['EACCES', /this user may not read and write it; make it a folder of the user that the server runs as$/],
    ['EROFS', /its file system can only be read; choose a folder that can be written to$/],
    ['ENOSPC', /its disk is full; make room and start again$/],
    ['EIO', /what the system says$/],
  ])('says what %s means', (code, sentence) => {
    const error = folderError('/data', Object.assign(new Error('what the system says'), { code }));
    expect(error).toBeInstanceOf(JournalError);
    expect(String(error)).toMatch(sentence);
  });

  it('takes no other error for one of the system', () => {
    const defect = new TypeError('a defect');
    expect(folderError('/data', defect)).toBe(defect);
  });
});
