import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileOutput } from '../../src/telemetry/fileOutput';
import { within } from '../../testkit/within';

type Done = (error: NodeJS.ErrnoException | null, written: number) => void;

let folder: string;
let file: string;
let descriptor: number;
let output: FileOutput;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rxchat-file-'));
  file = join(folder, 'log');
  descriptor = openSync(file, 'a');
  output = new FileOutput(descriptor);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

const flushed = (): Promise<unknown> =>
  within(new Promise((resolve) => output.write('', resolve)), () => 'not all has been written');

/** The next writes of this process to a file do this instead. */
function instead(...writes: ((bytes: Buffer, done: Done) => void)[]): jest.SpyInstance {
  const spy = jest.spyOn(fs, 'write');
  for (const next of writes) {
    spy.mockImplementationOnce(((_: number, bytes: Buffer, offset: number, length: number, at: null, done: Done) => {
      expect([offset, length, at]).toEqual([0, bytes.length, null]);
      next(bytes, done);
    }) as never);
  }
  return spy;
}

const diskIsFull = (_: Buffer, done: Done): void => {
  setImmediate(done, Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }), 0);
};

describe('FileOutput', () => {
  it('writes all in order, and what has gathered meanwhile in one piece', async () => {
    const spy = jest.spyOn(fs, 'write');
    for (const line of ['one\n', 'two\n', 'grüße\n', 'four\n']) output.write(line);
    await flushed();
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\ngrüße\nfour\n');
    expect(spy.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('writes a line at once where there was quiet, and what comes within 20 ms of it together', () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const written: string[] = [];
    const take = (bytes: Buffer, done: Done): void => {
      written.push(bytes.toString());
      done(null, bytes.length);
    };
    instead(take, take, take);
    output.write('one\n');
    expect(written).toEqual(['one\n']);
    output.write('two\n');
    jest.advanceTimersByTime(19);
    output.write('three\n');
    expect(written).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(written).toEqual(['one\n', 'two\nthree\n']);
    jest.advanceTimersByTime(1000);
    output.write('four\n');
    expect(written).toHaveLength(3);
    jest.runAllTimers();
  });

  it('never holds up whoever writes', () => {
    instead(() => undefined); // a disk that never answers
    output.write('one');
    output.write('two');
    expect(output.writableLength).toBe(6);
  });

  it('writes the rest where the system has taken a part', async () => {
    instead((bytes, done) => {
      fs.writeSync(descriptor, bytes, 0, 3);
      setImmediate(done, null, 3);
    });
    output.write('one line\n');
    await flushed();
    expect(readFileSync(file, 'utf8')).toBe('one line\n');
  });

  it('tries again each second while the disk is full, and loses nothing', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const spy = instead(diskIsFull, diskIsFull);
    output.write('one\n');
    for (const tries of [1, 2]) {
      await new Promise((resolve) => setImmediate(setImmediate, resolve));
      jest.advanceTimersByTime(999);
      expect(spy).toHaveBeenCalledTimes(tries);
      jest.advanceTimersByTime(1);
      expect(spy).toHaveBeenCalledTimes(tries + 1);
    }
    jest.useRealTimers();
    await flushed();
    expect(readFileSync(file, 'utf8')).toBe('one\n');
  });

  it('leaves the file open', async () => {
    output.end('last words\n');
    await within(new Promise((resolve) => output.once('close', resolve)), () => 'not closed');
    fs.writeSync(descriptor, 'of somebody else\n');
    expect(readFileSync(file, 'utf8')).toBe('last words\nof somebody else\n');
  });
});
