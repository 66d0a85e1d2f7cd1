import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { get } from '../../testkit/get';
import { LineClient } from '../../testkit/lineClient';
import { Program } from '../helpers/program';

const CROWD = 120;
const LIMIT = 64;
/** What `sharesOf` makes of that limit. */
const LET_IN = 18;

jest.setTimeout(60_000);
beforeAll(() => build(), 60_000);
afterEach(() => Client.cutAll());

/** The processor time that a process has used, in ms. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // the kernel counts in hundredths of a second here
}

describe('a server that may have 64 files open, and 120 who want in', () => {
  let program: Program;
  beforeEach(async () => {
    const script = `ulimit -n ${LIMIT}; exec "$0" "$@"`;
    const server = [process.execPath, join(build(), 'server.js'), '--log-format=json'];
    const free = ['--host=127.0.0.1', '--port=0', '--metrics-port=0'];
    program = new Program('bash', ['-c', script, ...server, ...free]);
    await program.until(() => program.stderr.split('\n').length > 2 && program.log.length > 2, 'that it listens');
  });

  it('says when it starts how many it can let in', async () => {
    expect(program.log[0]).toMatchObject({
      level: 'warn',
      event: 'open_files',
      open_files: LIMIT,
      connections: LET_IN,
    });
    expect(await program.metric('chat_connections_limit')).toBe(LET_IN);
  });

  it('lets in as many as it can; those talk on, the metrics answer, nothing spins, and the log says it twice', async () => {
    const { port, metricsPort } = program;
    const alice = await Client.named('alice', port);
    const bob = await Client.named('bob', port);
    await alice.gets('SYSTEM: bob joined');

    const clients = Array.from({ length: CROWD }, () => new LineClient({ host: '127.0.0.1', port }));
    // Each is asked for its name, or cut.
    const visitors = await Promise.all(
      clients.map(async (client) => {
        await client.until(
          () => client.bytes.length > 0,
          () => 'an answer',
        );
        return { client, heard: client.bytes.toString() };
      }),
    );
    const inside = visitors.filter(({ heard }) => heard.startsWith('Enter username:'));
    expect(inside).toHaveLength(LET_IN - 2);
    expect(visitors.filter(({ heard }) => heard !== '' && !inside.some((other) => other.heard === heard))).toEqual(
      visitors.filter(({ heard }) => heard === 'ERR server_full\n'),
    );
    expect(readdirSync(`/proc/${program.pid}/fd`).length).toBeLessThan(LIMIT);

    const before = processorTime(program.pid);
    const pages = await Promise.all(Array.from({ length: 3 }, () => get(metricsPort, '/metrics')));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (let line = 0; line < 100; line += 1) {
      alice.send(`line ${line}`);
      await bob.gets(`alice: line ${line}`);
    }
    expect(processorTime(program.pid) - before).toBeLessThan(1000);
    const silent = visitors.filter(({ heard }) => heard === '').length;
    expect(silent).toBeGreaterThan(50);
    expect(await program.metric('chat_connections_dropped_total')).toBe(silent);

    for (const { client } of visitors) void client.cut();
    await program.until(() => program.stdout.includes('"event":"sockets_free"'), 'that clients are let in again');
    const carol = await Client.connect(port);
    await carol.gets('Enter username:');
    const said = program.log.filter(({ event }) => String(event).startsWith('sockets_'));
    expect(said).toEqual([
      expect.objectContaining({ level: 'error', event: 'sockets_taken', open: 20 }),
      expect.objectContaining({ level: 'info', event: 'sockets_free', turned_away: silent }),
    ]);
    program.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });
});
