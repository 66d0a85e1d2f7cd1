import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { flagOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS } from '../../src/config/settings';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { HAS_IPV6 } from '../helpers/ipv6';
import { get } from '../../testkit/get';
import { Program } from '../helpers/program';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

/** Runs it to its end. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = Program.server(args, { env });
  const exit = await program.exit;
  return { ...exit, stdout: program.stdout, stderr: program.stderr };
}

/** How a process is called in the list of processes: Linux has that as a file, other systems have `ps`. */
function titleOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ').trim();
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

describe('the command', () => {
  it.each(['--help', '-h'])('%s lists every flag with its variable, and that is all', async (flag) => {
    const { code, stdout, stderr } = await run([flag]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^rxchat - a chat server for nc and telnet\n\nUsage: rxchat /);
    for (const key of SETTING_KEYS) {
      expect(stdout).toContain(`\n  ${flagOf(key)} `);
      expect(stdout).toContain(`, ${variableOf(key)}]\n`);
    }
  });

  it.each(['--version', '-v'])('%s prints the version of package.json', async (flag) => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await run([flag])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });

  it('--print-config prints every setting, from flags, the environment and the standard, and can be read back', async () => {
    const printed = await run(['--port', '1', '--print-config', '--slow-client-timeout=2m'], {
      CHAT_PORT: '2',
      CHAT_METRICS_PORT: '3',
      CHAT_OUTBOUND_BYTES: '1MiB',
      CHAT_HOST: '',
    });
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    const lines = printed.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split('=')[0])).toEqual(SETTING_KEYS.map((key) => variableOf(key)));
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['CHAT_PORT=1', 'CHAT_METRICS_PORT=3', 'CHAT_HOST=::'],
        ...['CHAT_OUTBOUND_BYTES=1048576', 'CHAT_SLOW_CLIENT_TIMEOUT=120', 'CHAT_DRAIN_TIMEOUT=5'],
      ]),
    );
    const env = Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
    expect((await run(['--print-config'], env)).stdout).toBe(printed.stdout);
  });

  it.each([
    [['--prot=1'], '--prot is not a flag of rxchat; --help lists those there are'],
    [['5000'], '5000 is not a flag of rxchat; --help lists those there are'],
    [['--port'], '--port needs a value: a port from 0 to 65535'],
    [['--port', '65536'], '--port is a port from 0 to 65535, not "65536"'],
    [['--port=-1'], '--port is a port from 0 to 65535, not "-1"'],
    [['--port='], '--port is a port from 0 to 65535, not ""'],
    [['--overflow', 'dropAll'], '--overflow is dropNewest or dropOldest, not "dropAll"'],
    [['--limit-loopback=maybe'], '--limit-loopback is true or false, not "maybe"'],
    [['--connections', '0'], '--connections is a whole number from 1 to 1000000000, not "0"'],
    [
      ['--drain-timeout', 'soon'],
      '--drain-timeout is a time of up to a day, such as 60, 1.5s, 500ms or 2m, not "soon"',
    ],
    [['--outbound-bytes=1'], '--outbound-bytes is a size from 1 KiB to 64 GiB, such as 65536, 256KiB or 1MiB, not "1"'],
  ])('%j ends with status 2 and one sentence', async (args, sentence) => {
    expect(await run(args)).toEqual({ code: 2, signal: null, stdout: '', stderr: `rxchat: ${sentence}\n` });
  });

  it('a wrong value in the environment ends with status 2 and names the variable', async () => {
    const { code, stderr } = await run([], { CHAT_LOG_LEVEL: 'loud' });
    expect([code, stderr]).toEqual([2, 'rxchat: CHAT_LOG_LEVEL is error or warn or info or debug, not "loud"\n']);
  });

  it('a mistyped variable in the environment is warned of in one line, and changes nothing else', async () => {
    const env = { CHAT_PROT: '6000', CHAT_PORT: '1' };
    const { code, stdout, stderr } = await run(['--print-config'], env);
    const warning = 'CHAT_PROT in the environment is no setting and is ignored; did you mean CHAT_PORT?';
    expect([code, stderr]).toEqual([0, `rxchat: ${warning}\n`]);
    expect(stdout).toBe((await run(['--print-config', '--port=1'])).stdout);
  });

  it.each(['--port', '--metrics-port'])(
    '%s in use ends with status 1 and one line that names the port',
    async (flag) => {
      const taken = createServer().listen({ host: '127.0.0.1', port: 0 });
      await once(taken, 'listening');
      const port = String((taken.address() as AddressInfo).port);
      const free = ['--host=127.0.0.1', '--port=0', '--metrics-port=0'];
      const { code, stdout, stderr } = await run([...free, flag, port]);
      const advice = 'choose another one with --port or --metrics-port';
      expect([code, stderr]).toEqual([1, `rxchat: port ${port} is in use (127.0.0.1:${port}); ${advice}\n`]);
      expect(stdout).toBe('');
      taken.close();
      await once(taken, 'close');
    },
  );

  it.each([
    ['--host=192.0.2.1', '192.0.2.1 is no address of this machine'],
    ['--metrics-host=192.0.2.1', '192.0.2.1 is no address of this machine'],
    ['--host=nowhere.invalid', 'nowhere.invalid is no host name that is known here'],
  ])('%s ends with status 1 and one line that names it', async (flag, reason) => {
    const { code, stderr } = await run(['--host=127.0.0.1', '--port=0', '--metrics-port=0', flag]);
    expect([code, stderr]).toEqual([1, `rxchat: ${reason}; choose one with --host or --metrics-host\n`]);
  });
});

describe('the running command', () => {
  it('says in two plain lines where it is and how to connect, and its log is JSON on stdout', async () => {
    const program = await Program.listening();
    const { port, metricsPort } = program;
    const chat = `chat is on 127.0.0.1:${port}; connect with: nc 127.0.0.1 ${port}, or in a browser: http://127.0.0.1:${port}`;
    const metrics = `metrics are on http://127.0.0.1:${metricsPort}/metrics, health on /healthz and /readyz`;
    await program.until(() => program.stderr.split('\n').length > 2, 'two lines on stderr');
    expect(program.stderr).toBe(`${chat}\n${metrics}\n`);
    expect(program.log).toEqual([
      expect.objectContaining({ level: 'info', event: 'listening', message: chat, port }),
      expect.objectContaining({ level: 'info', event: 'listening', message: metrics, port: metricsPort }),
    ]);
    expect(await get(metricsPort, '/readyz')).toMatchObject({ status: 200 });
  });

  it('takes its settings from the environment', async () => {
    const program = await Program.listening([], { env: { CHAT_CONNECTIONS: '1', CHAT_LOG_LEVEL: 'info' } });
    await Client.named('alice', program.port);
    await (await Client.connect(program.port)).getsEnd('ERR server_full');
  });

  it('starts with a mistyped variable in the environment, after a warning', async () => {
    const program = await Program.listening([], { env: { CHAT_CONECTIONS: '1' } });
    await Client.named('alice', program.port);
    await Client.named('bob', program.port);
    const [warning] = program.stderr.split('\n');
    expect(warning).toBe(
      'rxchat: CHAT_CONECTIONS in the environment is no setting and is ignored; did you mean CHAT_CONNECTIONS?',
    );
  });

  it('is rxchat in the list of processes', async () => {
    const { pid } = await Program.listening();
    expect(titleOf(pid)).toBe('rxchat');
  });

  it('writes for people where that is set', async () => {
    const program = Program.server(['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--log-format=pretty']);
    await program.until(() => program.stdout.split('\n').length > 2, 'two lines of log');
    const [first] = program.stdout.split('\n');
    expect(first).toMatch(
      /^\d\d:\d\d:\d\d[+-]\d\d:\d\d {2}info {3}chat is on 127\.0\.0\.1:\d+; connect with: nc 127\.0\.0\.1 \d+/,
    );
    expect(program.stderr).toBe('');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'at %s tells everybody, counts them and ends with status 0',
    async (signal) => {
      const program = await Program.listening();
      const alice = await Client.named('alice', program.port);
      const bob = await Client.named('bob', program.port);
      await alice.gets('SYSTEM: bob joined');
      program.kill(signal);
      await alice.getsEnd('SYSTEM: server is shutting down');
      await bob.getsEnd('SYSTEM: server is shutting down');
      expect(await program.exit).toEqual({ code: 0, signal: null });
      const shutdown = program.log.filter(({ event }) => event === 'shutdown');
      expect(shutdown[0]!['message']).toBe(`stopping after ${signal}; a second signal stops at once`);
      expect(shutdown[1]).toMatchObject({ drained: 2, closed: 0, message: 'stopped; clients drained: 2, closed: 0' });
      const left = program.log.filter(({ event }) => event === 'left').map(({ user, reason }) => [user, reason]);
      expect(left.sort()).toEqual([
        ['alice', 'shutdown'],
        ['bob', 'shutdown'],
      ]);
    },
  );

  it('at SIGHUP without a settings file, as from a closed terminal, stops in order, however many come', async () => {
    const program = await Program.listening();
    const alice = await Client.named('alice', program.port);
    for (let count = 0; count < 3; count += 1) program.kill('SIGHUP');
    await alice.getsEnd('SYSTEM: server is shutting down');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.log.at(-1)).toMatchObject({ event: 'shutdown', drained: 1, closed: 0 });
  });

  it('at SIGUSR1 and SIGUSR2 opens no debugger and serves on', async () => {
    const program = await Program.listening();
    for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) program.kill(signal);
    const alice = await Client.named('alice', program.port);
    alice.send('hello');
    await alice.gets('alice: hello');
    program.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.stderr).not.toContain('Debugger');
  });

  it('at SIGUSR2 writes a heap snapshot into the folder of --diagnostics, and serves on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rxchat-diagnostics-'));
    const program = await Program.listening([`--diagnostics=${folder}`]);
    const alice = await Client.named('alice', program.port);
    program.kill('SIGUSR2');
    await program.until(() => program.log.some(({ event }) => event === 'diagnostics'), 'the snapshot');
    const [file = ''] = readdirSync(folder);
    expect(program.log.at(-1)).toMatchObject({ level: 'info', message: `a heap snapshot is in ${join(folder, file)}` });
    expect(readFileSync(join(folder, file)).subarray(0, 11).toString()).toBe('{"snapshot"');
    alice.send('hello');
    await alice.gets('alice: hello');
    rmSync(folder, { recursive: true });
  });

  it('takes free ports where the default ones are in use, and says so', async () => {
    const taken = await Promise.all([5000, 9090].map((port) => occupy(port)));
    try {
      const program = Program.server(['--host=127.0.0.1', '--log-format=json']);
      await program.listens();
      const isComplete = (): boolean => program.log.length >= 4 && program.stderr.split('\n').length > 4;
      await program.until(isComplete, 'four lines on stderr and of log');
      expect(program.port).toBeGreaterThan(5000);
      const messages = [
        `port 5000 is in use, so chat is on ${program.port}; --port chooses the port`,
        `port 9090 is in use, so metrics are on ${program.metricsPort}; --metrics-port chooses the port`,
      ];
      expect(program.stderr.split('\n').slice(0, 2)).toEqual(messages);
      expect(program.log.slice(0, 2)).toMatchObject(messages.map((message) => ({ level: 'warn', message })));
      expect(await get(program.metricsPort, '/readyz')).toMatchObject({ status: 200 });
      await Client.named('alice', program.port);
    } finally {
      await Promise.all(taken.map((release) => release()));
    }
  });

  it('passes over a service link of Kubernetes with a warning', async () => {
    const env = { CHAT_PORT: 'tcp://10.0.0.1:5000', CHAT_LIMIT_LOOPBACK: 'false\r' };
    const { code, stdout, stderr } = await run(['--print-config'], env);
    expect([code, stderr]).toEqual([
      0,
      'rxchat: CHAT_PORT in the environment is "tcp://10.0.0.1:5000", which Kubernetes sets for a service, and is ignored; enableServiceLinks: false prevents it\n',
    ]);
    expect(stdout).toContain('CHAT_PORT=5000\n');
  });

  it('where no host is set, is reached by both families, and says which address to give to others', async () => {
    const program = Program.server(['--port=0', '--metrics-port=0', '--log-format=json']);
    await program.listens();
    const families = HAS_IPV6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
    for (const host of families) {
      const socket = connect({ host, port: program.port });
      await once(socket, 'connect');
      socket.destroy();
    }
    await program.until(() => program.stderr.split('\n').length > 3, 'three lines on stderr');
    expect(program.stderr.split('\n')[1]).toMatch(
      /^others (connect with: nc \S+ \d+|reach it .*); to keep it private, listen on loopback alone: --host 127\.0\.0\.1$/,
    );
  });

  it('cuts those who do not read when the drain timeout is over, and ends with status 0', async () => {
    const program = await Program.listening(['--drain-timeout=800ms', '--line-rate=0']);
    const alice = await Client.named('alice', program.port);
    const stalled = await stall(program);
    await alice.gets('SYSTEM: stalled joined');
    program.kill('SIGTERM');
    await alice.getsEnd('SYSTEM: server is shutting down');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    expect(program.log.at(-1)).toMatchObject({ event: 'shutdown', drained: 1, closed: 1 });
    await stalled.cut();
  });

  it('at SIGHUP takes what it can of its settings file, and nothing of one with a mistake', async () => {
    const settingsFile = join(mkdtempSync(join(tmpdir(), 'rxchat-settings-')), 'rxchat.env');
    writeFileSync(settingsFile, 'CHAT_LOG_LEVEL=warn\nCHAT_CONNECTIONS=1\n');
    const program = Program.server([
      `--settings-file=${settingsFile}`,
      ...['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--log-format=json'],
    ]);
    await program.until(() => program.stderr.includes('nc 127.0.0.1'), 'where it listens');
    expect(program.log).toEqual([]); // nothing of level info

    writeFileSync(settingsFile, 'CHAT_CONNECTIONS=2\nCHAT_LOG_LEVEL=loud\nCHAT_WEB=yes\n');
    program.kill('SIGHUP');
    await program.until(() => program.log.length === 1, 'a complaint');
    expect(program.log[0]).toMatchObject({
      level: 'error',
      event: 'reloaded',
      message:
        'nothing has changed: CHAT_LOG_LEVEL is error or warn or info or debug, not "loud"; CHAT_WEB is on or off, not "yes"',
    });
    expect(await program.metric('chat_connections_limit')).toBe(1);

    writeFileSync(settingsFile, 'CHAT_CONNECTIONS=2\nCHAT_LOG_LEVEL=info\nCHAT_WEB=off\n');
    program.kill('SIGHUP');
    await program.until(() => program.log.length === 2, 'the new settings');
    expect(program.log[1]).toMatchObject({
      event: 'reloaded',
      message:
        'settings read again; in force: CHAT_LOG_LEVEL=info, CHAT_CONNECTIONS=2; as before until a restart: CHAT_WEB',
    });
    expect(await program.metric('chat_connections_limit')).toBe(2);
    program.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 0, signal: null });
    rmSync(dirname(settingsFile), { recursive: true });
  });

  it('says in one sentence that its settings file cannot be read, and ends with status 2', async () => {
    const program = Program.server(['--settings-file=/nonexistent/rxchat.env']);
    expect(await program.exit).toEqual({ code: 2, signal: null });
    expect(program.stderr).toMatch(/^rxchat: the settings file cannot be read: ENOENT.*\/nonexistent\/rxchat\.env'\n$/);
  });

  it('ends at once at a second signal', async () => {
    const program = await Program.listening(['--drain-timeout=60s', '--line-rate=0']);
    const stalled = await stall(program);
    program.kill('SIGTERM');
    await program.until(() => program.stdout.includes('stopping after SIGTERM'), 'that it stops');
    expect(await get(program.metricsPort, '/readyz')).toMatchObject({ status: 503, body: 'stopping\n' });
    program.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 1, signal: null });
    await stalled.cut();
  });

  it('ends at once at a second signal while it serves on before a restart', async () => {
    const program = await Program.listening(['--lame-duck=10m']);
    const alice = await Client.named('alice', program.port);
    program.kill('SIGTERM');
    await program.until(() => program.stdout.includes('served for up to'), 'that it serves on');
    expect(await get(program.metricsPort, '/readyz')).toMatchObject({ status: 503, body: 'restarting\n' });
    alice.send('hello');
    await alice.gets('alice: hello');
    program.kill('SIGTERM');
    expect(await program.exit).toEqual({ code: 1, signal: null });
    await alice.cut();
  });
});

/** A client that asks for much and reads none of it, until the server has to drop some. */
async function stall({ port, metricsPort }: Program): Promise<Client> {
  const client = await Client.named('stalled', port);
  client.pause();
  do client.send(...Array.from({ length: 5000 }, () => '/help'));
  while (/^chat_lines_dropped_total 0$/m.test((await get(metricsPort, '/metrics')).body));
  return client;
}

/** Occupies a port of loopback, if no other program does already; returns what releases it. */
async function occupy(port: number): Promise<() => Promise<void>> {
  const server = createServer();
  const isTaken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen({ host: '127.0.0.1', port }, () => resolve(true));
  });
  return async () => {
    if (isTaken) await once(server.close(), 'close');
  };
}
