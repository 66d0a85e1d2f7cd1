import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock, userOf } from '../../../src/streams/journal/lock';
import { eventually } from '../../../testkit/eventually';
import { emptyFolder, filesOf } from '../../helpers/journalFolder';

const IN_USE = /^the data folder \S+ is in use by process \d+; stop that one first, or choose another folder$/;

describe('lock', () => {
  it('is for one at a time, and can be taken again when it is released', () => {
    const folder = emptyFolder();
    const release = lock(folder);
    expect(() => lock(folder)).toThrow(IN_USE);
    expect(userOf(folder)).toBe(process.pid);
    release();
    expect([userOf(folder), filesOf(folder)]).toEqual([undefined, []]);
    lock(folder)();
  });

  it('is a file for its owner alone', () => {
    const folder = emptyFolder();
    const release = lock(folder);
    expect(statSync(join(folder, 'lock')).mode & 0o777).toBe(0o600);
    release();
  });

  it('is refused while another process that runs has it', () => {
    const folder = emptyFolder();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      const started = existsSync('/proc/self/stat')
        ? readFileSync(`/proc/${other.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]
        : undefined;
      writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: other.pid, started }));
      expect(() => lock(folder)).toThrow(IN_USE);
      expect(filesOf(folder)).toEqual(['lock']);
    } finally {
      other.kill('SIGKILL');
    }
  });

  if (existsSync('/proc/self/stat')) {
    it('is taken over from a process that was killed and that nobody has looked at since', async () => {
      const folder = emptyFolder();
      const script = `const { pid } = require('child_process').spawn('sh', ['-c', 'read x']); console.log(pid); setInterval(() => {}, 1000)`;
      const parent = spawn(process.execPath, ['-e', script]);
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const pid = Number(line);
        const fields = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
        writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, started: fields()[19] }));
        expect(() => lock(folder)).toThrow(IN_USE);
        parent.kill('SIGSTOP'); // it cannot look at its child
        process.kill(pid, 'SIGKILL');
        await eventually(
          () => fields()[0] === 'Z',
          () => fields().join(' '),
        );
        lock(folder)();
      } finally {
        parent.kill('SIGKILL');
      }
    });
  }

  it.each([
    [
      'a process that has ended',
      () => JSON.stringify({ pid: Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' })) }),
    ],
    ['a process whose number another one has by now', () => JSON.stringify({ pid: process.ppid, started: '1' })],
    ['no process', () => 'nonsense'],
    ['a full disk', () => ''],
  ])('is taken over from %s', (_, holder) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'lock'), holder());
    const release = lock(folder);
    expect(userOf(folder)).toBe(process.pid);
    expect(filesOf(folder)).toEqual(['lock']);
    release();
  });
});
