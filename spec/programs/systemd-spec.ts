import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';

const folder = mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? '/tmp', 'systemd-programs-'));

/** Receives what systemd would, and prints a line for each datagram; descriptors in them, which systemd-notify waits for, are closed. */
const MANAGER = `
import socket, sys
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
print('bound', flush=True)
while True:
    said = manager.recv(4096).decode()
    if not said.startswith('BARRIER'):
        print(said.replace('\\n', ' '), flush=True)
`;

/** A port that was free a moment ago: systemd-socket-activate does not say which one it has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('systemd-socket-activate starts the server with its socket when the first client comes', async () => {
  const port = await freePort();
  const listen = ['--listen', `127.0.0.1:${port}`, '--fdname=chat'];
  const server = [process.execPath, join(build(), 'server.js'), '--log-format=json', '--metrics-port=0'];
  const activated = new Program('systemd-socket-activate', [...listen, ...server]);
  await activated.until(() => activated.stderr.includes('Listening on'), 'the socket');
  const alice = await Client.named('alice', port);
  expect(activated.stderr).toContain(`chat is on 127.0.0.1:${port}; connect with: nc 127.0.0.1 ${port}`);
  alice.send('hello');
  await alice.gets('alice: hello');
  activated.kill('SIGTERM');
  await alice.getsEnd('SYSTEM: server is shutting down');
  expect(await activated.exit).toEqual({ code: 0, signal: null });
});

it('systemd is notified when the server is ready, when it reads its settings again, and when it stops', async () => {
  const address = join(folder, 'notify');
  const manager = new Program('python3', ['-c', MANAGER, address]);
  await manager.until(() => manager.stdout === 'bound\n', 'the socket');
  const settings = join(folder, 'settings');
  writeFileSync(settings, '');
  const server = await Program.listening([`--settings-file=${settings}`], { env: { NOTIFY_SOCKET: address } });
  const ready = `READY=1 STATUS=chat is on port ${server.port}`;
  await manager.until(() => manager.stdout.endsWith(`${ready}\n`), 'the start');
  const before = process.hrtime.bigint() / 1000n;
  server.kill('SIGHUP');
  await manager.until(() => manager.stdout.split(ready).length === 3, 'the reload');
  const [, at = ''] = /^RELOADING=1 MONOTONIC_USEC=(\d+)$/m.exec(manager.stdout) ?? [];
  expect(BigInt(at)).toBeGreaterThanOrEqual(before);
  expect(BigInt(at)).toBeLessThanOrEqual(process.hrtime.bigint() / 1000n);
  server.kill('SIGTERM');
  await manager.until(() => manager.stdout.includes('STOPPING=1'), 'the stop');
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(manager.stdout.split('\n').map((line) => line.split(/[ =]/, 1)[0])).toEqual([
    ...['bound', 'READY', 'RELOADING', 'READY', 'STOPPING', ''],
  ]);
});

it('a manager that cannot be notified is a line of the log, and the server serves', async () => {
  const server = await Program.listening([], { env: { NOTIFY_SOCKET: join(folder, 'nowhere') } });
  await Client.named('alice', server.port);
  const found = await server.until(() => server.log.find(({ event }) => event === 'service_manager'), 'the line');
  expect(found).toMatchObject({
    level: 'warn',
    message: expect.stringMatching(/^the service manager could not be notified: .*No such file/) as string,
  });
});
