import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';

const HOLDER = join(__dirname, '../helpers/socketHolder.mjs');

it('a server takes over a socket that was passed to it, and no client is refused while it restarts', async () => {
  const server = join(build(), 'server.js');
  const holder = new Program(process.execPath, [HOLDER, server, '--log-format=json', '--metrics-port=0']);
  /** The process of the server in this run, the first or the second. */
  const runOf = (run: number): Promise<number> =>
    holder.until(() => Number(Array.from(holder.stderr.matchAll(/runs as (\d+)/g))[run]?.[1]), 'a server');
  const first = await runOf(0);
  await holder.until(() => /holds port \d+/.test(holder.stderr), 'the port');
  const port = Number(/holds port (\d+)/.exec(holder.stderr)?.[1]);
  const alice = await Client.named('alice', port);
  process.kill(first, 'SIGTERM');
  await alice.getsEnd('SYSTEM: server is shutting down');
  const bob = await Client.connect(port); // the first does not accept any more, and the second is not there yet
  await bob.gets('Enter username:');
  const second = await runOf(1);
  bob.send('bob');
  await bob.gets('OK', 'SYSTEM: bob joined');
  expect(holder.stderr.match(new RegExp(`chat is on 127.0.0.1:${port};`, 'g'))).toHaveLength(2);
  expect(holder.stderr).not.toContain('is in use');
  process.kill(second, 'SIGTERM');
  await bob.getsEnd('SYSTEM: server is shutting down');
  await holder.exit;
});

it('a server says what is wrong with what was passed, and exits with 2', () => {
  const file = openSync(__filename, 'r');
  const command = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$1" --metrics-port=0';
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, join(build(), 'server.js')], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', file],
  });
  closeSync(file);
  expect({ status, stderr }).toStrictEqual({
    status: 2,
    stderr: expect.stringMatching(
      /^rxchat: the socket that was passed as descriptor 3 cannot be used \(.+\): it has to be a TCP socket that listens, as by ListenStream=PORT with Accept=no\n$/,
    ) as string,
  });
});
