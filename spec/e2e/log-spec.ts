import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { CROWD, crowd, DROPPED, talkDuring } from '../helpers/comingsAndGoings';
import { Program } from '../helpers/program';
import { within } from '../../testkit/within';

const FULL_DISK = '/dev/full';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

async function freePort(): Promise<number> {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The first client of a program that says nothing of where it listens: it tries until it is let in. */
async function firstOf(port: number): Promise<Client> {
  const end = performance.now() + 10_000;
  for (;;) {
    try {
      return await Client.connect(port);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

/** Ends the program by a signal. */
async function stop(program: Program): Promise<void> {
  program.kill('SIGTERM');
  expect(await within(program.exit, () => 'it still runs', 20_000)).toEqual({ code: 0, signal: null });
}

describe('a log that nobody reads', () => {
  it('does not hold up the chat; it misses lines, which are counted, and says how many when it is read again', async () => {
    const program = await Program.listening(['--history-on-join=0', '--log-level=debug'], { stdout: 'unread' });
    await talkDuring(program, () => crowd(program, (dropped) => dropped > 100));
    while ((await program.metric('chat_connected_clients')) > 2); // each that leaves is a line
    const dropped = await program.metric(DROPPED);

    program.readOutput();
    await program.until(() => program.stdout.includes('"event":"log_dropped"'), 'how many lines are missing');
    expect(await program.metric(DROPPED)).toBe(dropped);
    await Client.named('carol', program.port);
    await program.until(() => program.stdout.includes('"user":"carol"'), 'that the log goes on');
    const notices = program.log.filter(({ event }) => event === 'log_dropped');
    expect(notices).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: `${dropped} log lines were dropped, because the log stream did not accept them`,
        lines: dropped,
      }),
    ]);
  });

  it('does not keep the program from ending', async () => {
    const program = await Program.listening(['--history-on-join=0', '--log-level=debug'], { stdout: 'unread' });
    await crowd(program, (dropped) => dropped > 0);
    await stop(program);
  });

  it('loses none of its last lines when it is read at the end', async () => {
    const program = await Program.listening(['--history-on-join=0', '--log-level=debug'], { stdout: 'unread' });
    for (let batch = 0; batch < 4; batch += 1) await crowd(program, () => true); // more than a pipe holds
    program.kill('SIGTERM');
    program.readOutput();
    await program.until(() => program.stdout.includes('"message":"stopped; '), 'the last line');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    const counts = ['connected', 'left'].map((name) => program.log.filter(({ event }) => event === name).length);
    expect(counts).toEqual([4 * CROWD, 4 * CROWD]);
    expect(program.log.at(-1)).toMatchObject({ event: 'shutdown', drained: 0, closed: 0 });
  });
});

describe('a log whose reader has gone', () => {
  it('harms nobody, and what it misses is counted', async () => {
    const program = await Program.listening(['--history-on-join=0', '--log-level=debug'], { stdout: 'unread' });
    program.closeOutput();
    await talkDuring(program, () => crowd(program, (dropped) => dropped > 0));
    await stop(program);
  });

  it('harms nobody where errors go to the same reader', async () => {
    const port = await freePort();
    const server = [process.execPath, join(build(), 'server.js'), '--host=127.0.0.1', '--metrics-port=0'];
    const script = 'exec "$0" "$@" 2>&1';
    const args = ['-c', script, ...server, `--port=${port}`, '--log-format=json'];
    const program = new Program('sh', args, { stdout: 'unread' });
    program.closeOutput();
    const alice = await firstOf(port);
    alice.send('alice');
    await alice.gets('Enter username:', 'OK', 'SYSTEM: alice joined');
    await stop(program);
  });

  it('ends a command that only prints with status 0 and without a word', async () => {
    const script = '{ "$0" "$1" --help; echo "$?" >&2; } | true';
    const program = new Program('sh', ['-c', script, process.execPath, join(build(), 'server.js')]);
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect([program.stdout, program.stderr]).toEqual(['', '0\n']);
  });
});

describe('a log that goes to a file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rxchat-log-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A program whose standard output is a file, which is open for writing as a shell has it. */
  async function writingTo(file: string): Promise<Program> {
    const descriptor = openSync(file, 'a');
    const program = await Program.listening(['--log-level=debug'], { stdout: descriptor });
    closeSync(descriptor);
    return program;
  }

  it('has all lines when the program has ended', async () => {
    const file = join(folder, 'log');
    const program = await writingTo(file);
    for (let batch = 0; batch < 2; batch += 1) await crowd(program, () => true);
    await stop(program);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 2 * CROWD + 2 * CROWD + 2);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: 'shutdown', drained: 0, closed: 0 });
  });

  it('costs nobody anything where the file may grow no more', async () => {
    const descriptor = openSync(join(folder, 'log'), 'a');
    const script = 'ulimit -f 0; exec "$0" "$@"'; // each write fails, as on a full disk
    const server = [process.execPath, join(build(), 'server.js'), '--host=127.0.0.1', '--port=0', '--metrics-port=0'];
    const program = new Program('sh', ['-c', script, ...server, '--log-format=json', '--log-level=debug'], {
      stdout: descriptor,
    });
    closeSync(descriptor);
    await program.until(() => program.stderr.split('\n').length > 2, 'that it listens');
    await talkDuring(program, () => crowd(program, (dropped) => dropped > 0));
    await stop(program);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('');
  });

  // Only Linux has a device that is always full.
  if (existsSync(FULL_DISK)) {
    it(`costs nobody anything where the disk is full, as ${FULL_DISK} is`, async () => {
      const program = await writingTo(FULL_DISK);
      await talkDuring(program, () => crowd(program, (dropped) => dropped > 0));
      await stop(program);
    });
  }
});
