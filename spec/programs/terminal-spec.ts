import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { crowd, talkDuring } from '../helpers/comingsAndGoings';
import { Program } from '../helpers/program';
import { eventually } from '../../testkit/eventually';

beforeAll(() => {
  if (spawnSync('script', ['--version']).error) {
    throw new Error('these specs need script, which runs a program in a terminal: install the package bsdutils');
  }
  build();
});
afterEach(() => Client.cutAll());

/** A shell command in a terminal of its own. The script of BSD and macOS has other flags than that of util-linux. */
const inTerminal = (command: string): Program =>
  process.platform === 'linux'
    ? new Program('script', ['-qec', command, '/dev/null'])
    : new Program('script', ['-q', '/dev/null', 'sh', '-c', command]);

describe('a log that goes to a terminal', () => {
  // A server outlives its terminal, so where the spec fails it has to be ended by itself.
  let server: number | undefined;
  afterEach(() => {
    if (server !== undefined) process.kill(server, 'SIGKILL');
  });

  it('does not hold up the chat while the terminal stands still, and has its last line at the end', async () => {
    const flags = '--host=127.0.0.1 --port=0 --metrics-port=0 --log-format=pretty --log-level=debug';
    const command = `echo "pid $$"; exec ${process.execPath} ${join(build(), 'server.js')} ${flags}`;
    const program = inTerminal(command);
    await program.until(() => program.stdout.includes('/metrics'), 'that it listens');
    server = Number(/pid (\d+)/.exec(program.stdout)![1]);
    program.pauseOutput();
    await talkDuring(program, () => crowd(program, (dropped) => dropped > 0));
    program.readOutput();
    await program.until(
      () => program.stdout.includes('because the log stream did not accept them'),
      'how many lines are missing',
    );
    program.type('\x03'); // Ctrl-C
    expect(await program.exit).toEqual({ code: 0, signal: null });
    server = undefined;
    expect(program.stdout).toMatch(/  stopped; clients drained: 2, closed: 0  drained=2  closed=0\r\n$/);
  });

  it('is no reason to cut clients when the terminal is closed: the server stops in order', async () => {
    const flags = '--host=127.0.0.1 --port=0 --metrics-port=0 --log-format=pretty';
    const command = `echo "pid $$"; exec ${process.execPath} ${join(build(), 'server.js')} ${flags}`;
    const program = inTerminal(command);
    await program.until(() => program.stdout.includes('/metrics'), 'that it listens');
    const pid = (server = Number(/pid (\d+)/.exec(program.stdout)![1]));
    const alice = await Client.named('alice', program.port);
    program.kill('SIGKILL'); // what ends is the terminal
    await alice.getsEnd('SYSTEM: server is shutting down');
    const isGone = (): boolean => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    };
    await eventually(isGone, () => 'the server has not ended');
    server = undefined;
  });
});
