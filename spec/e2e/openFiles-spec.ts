import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { get } from '../../testkit/get';
import { Program } from '../helpers/program';
import { within } from '../../testkit/within';

const CROWD = 120;
const LIMIT = 64;
/** What `quotasOf` makes of that limit. */
const LET_IN = 18;
/** What the process has used of a processor, in seconds. */
const PROCESSOR_TIME = 'process_cpu_seconds_total';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

/** Somebody who comes where there is no room, and what it is told; or that it stays. */
interface Visitor {
  readonly socket: Socket;
  heard: string;
  /** Settles when it has been asked for its name, or cut. */
  readonly answered: Promise<unknown>;
}

function visitor(port: number): Visitor {
  const socket = connect({ port, host: '127.0.0.1' });
  const made = {
    socket,
    heard: '',
    answered: new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        made.heard += bytes.toString();
        resolve();
      });
      socket.on('error', () => undefined).on('close', resolve);
    }),
  };
  return made;
}

describe('a server that may have 64 files open, and 120 who want in', () => {
  let program: Program;
  beforeEach(async () => {
    const script = `ulimit -n ${LIMIT}; exec "$0" "$@"`;
    const server = [process.execPath, join(build(), 'server.js'), '--log-format=json'];
    const free = ['--host=127.0.0.1', '--port=0', '--metrics-port=0'];
    program = new Program('sh', ['-c', script, ...server, ...free]);
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

    const visitors = Array.from({ length: CROWD }, () => visitor(port));
    await within(Promise.all(visitors.map(({ answered }) => answered)), () => 'somebody got no answer');
    const inside = visitors.filter(({ heard }) => heard.startsWith('Enter username:'));
    expect(inside).toHaveLength(LET_IN - 2);
    expect(visitors.filter(({ heard }) => heard !== '' && !inside.some((other) => other.heard === heard))).toEqual(
      visitors.filter(({ heard }) => heard === 'ERR server_full\n'),
    );

    const before = await program.metric(PROCESSOR_TIME);
    // Descriptors are left for these: clients have not taken the last ones.
    const pages = await Promise.all(Array.from({ length: 3 }, () => get(metricsPort, '/metrics')));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (let line = 0; line < 100; line += 1) {
      alice.send(`line ${line}`);
      await bob.gets(`alice: line ${line}`);
    }
    expect((await program.metric(PROCESSOR_TIME)) - before).toBeLessThan(1);
    const silent = visitors.filter(({ heard }) => heard === '').length;
    expect(silent).toBeGreaterThan(50);
    expect(await program.metric('chat_connections_dropped_total')).toBe(silent);

    for (const { socket } of visitors) socket.destroy();
    await program.until(() => program.stdout.includes('"event":"sockets_free"'), 'that clients are let in again');
    const carol = await Client.connect(port);
    await carol.gets('Enter username:');
    const said = program.log.filter(({ event }) => String(event).startsWith('sockets_'));
    expect(said).toEqual([
      expect.objectContaining({ level: 'error', event: 'sockets_taken', open: 20 }),
      expect.objectContaining({ level: 'info', event: 'sockets_free', dropped: silent }),
    ]);
    program.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });
});
