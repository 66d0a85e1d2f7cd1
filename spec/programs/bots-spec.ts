import { join } from 'node:path';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { emptyFolder } from '../helpers/journalFolder';
import { Program } from '../helpers/program';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

const dice = (port: number, ...args: readonly string[]): Program =>
  new Program('ncat', ['--sh-exec', ['examples/dice.sh', ...args].join(' '), '127.0.0.1', String(port)]);

const seen = (port: number, ...args: readonly string[]): Program =>
  new Program('examples/seen.py', ['127.0.0.1', String(port), ...args]);

const TS_NODE = join('node_modules', 'ts-node', 'dist', 'bin.js');
const bridge = (...args: readonly string[]): Program =>
  new Program(process.execPath, [TS_NODE, join('examples', 'bridge.ts'), ...args]);

const serve = (...flags: readonly string[]): Promise<Program> => Program.listening(flags);

const has =
  (text: string) =>
  (line: string): boolean =>
    line.includes(text);

describe('dice.sh', () => {
  it('rolls for who asks after it came, in its room', async () => {
    const { port } = await serve();
    const alice = await Client.named('alice', port);
    alice.send('/join games', '!roll');
    await alice.linesUntil(has('alice: !roll'));
    dice(port, 'dice', 'games');
    await alice.gets('SYSTEM: dice joined games');
    alice.send('!roll 3d20', '!roll 0d6', '!roll 3d6 please', 'I say !roll', '!roll 1d$(date)', '/me !roll', '!roll');
    const lines: string[] = [];
    for (let answers = 0; answers < 2; answers += 1) {
      lines.push(...(await alice.linesUntil(has('dice: '))).filter(has('dice: ')));
    }
    expect(lines).toEqual([
      expect.stringMatching(/^dice: alice rolls( ([1-9]|1\d|20)){3}$/),
      expect.stringMatching(/^dice: alice rolls [1-6]$/),
    ]);
  });

  it('ends with the connection, also when the server crashes', async () => {
    const server = await serve();
    const alice = await Client.named('alice', server.port);
    const rolling = dice(server.port);
    await alice.gets('SYSTEM: dice joined');
    server.kill('SIGKILL');
    expect((await rolling.exit).signal).toBeNull();
  });

  it('says why it cannot come, and ends', async () => {
    const { port } = await serve();
    await Client.named('dice', port);
    const refused = dice(port);
    await refused.exit;
    expect(refused.stderr).toContain('refused: username_taken');
  });
});

describe('seen.py', () => {
  it('knows what was said before it came, and answers only what is said since', async () => {
    const { port } = await serve('--history-on-join=10');
    const alice = await Client.named('alice', port);
    const bob = await Client.named('bob', port);
    bob.send('good night: {"all"} 🦜', '!seen alice', '/exit');
    await alice.linesUntil(has('bob left'));
    seen(port);
    await alice.gets('SYSTEM: seen joined');
    alice.send('!seen BOB', '!seen carol', '!seen alice');
    await alice.gets('alice: !seen BOB', 'alice: !seen carol', 'alice: !seen alice');
    await alice.gets('seen: BOB said just now: !seen alice', 'seen: I have not seen carol');
    await alice.gets('seen: alice said just now: !seen carol');
  });

  it('says why it cannot come, and ends', async () => {
    const { port } = await serve();
    const refused = seen(port, 'SYSTEM');
    expect((await refused.exit).code).toBe(1);
    expect(refused.stderr).toContain('refused: username_invalid');
  });
});

describe('bridge.ts', () => {
  it('says in each room what is said in the other one', async () => {
    const { port } = await serve();
    const alice = await Client.named('alice', port);
    const bob = await Client.named('bob', port);
    alice.send('/join dev', 'before it came');
    bob.send('/join ops');
    await alice.linesUntil(has('before it came'));
    await bob.linesUntil(has('bob joined ops'));
    bridge('dev', 'ops', '127.0.0.1', String(port));
    await alice.gets('SYSTEM: bridge1 joined dev');
    await bob.gets('SYSTEM: bridge2 joined ops');
    alice.send('hello');
    await bob.gets('bridge2: alice: hello');
    bob.send('hi', '/me waves');
    await alice.gets('alice: hello', 'bridge1: bob: hi', 'bridge1: * bob waves');
  });

  it('says what was said while it was away, once and in order, also over a restart of the server', async () => {
    const data = emptyFolder();
    const first = await serve(`--data=${data}`);
    const { port } = first;
    let alice = await Client.named('alice', port);
    alice.send('/join dev');
    await alice.linesUntil(has('alice joined dev'));
    let bob = await Client.named('bob', port);
    bob.send('/join ops');
    await bob.linesUntil(has('bob joined ops'));
    const tries = bridge('dev', 'ops', '127.0.0.1', String(port));
    await alice.linesUntil(has('bridge1 joined dev'));
    await bob.gets('SYSTEM: bridge2 joined ops');
    alice.send('one');
    await bob.linesUntil(has('alice: one'));
    tries.kill('SIGSTOP');
    first.kill('SIGKILL');
    await first.exit;

    const second = await Program.listening([`--data=${data}`, `--port=${port}`, '--history-on-join=1']);
    alice = await Client.connect(second.port);
    alice.send('alice', '/join dev', 'two', 'three');
    await alice.linesUntil(has('alice: three'));
    bob = await Client.connect(second.port);
    bob.send('bob', '/join ops');
    await bob.linesUntil(has('bob joined ops'));
    tries.kill('SIGCONT');
    await alice.linesUntil(has('bridge1 joined dev'));
    alice.send('four');
    const heard = await bob.linesUntil(has('alice: four'));
    expect(heard.filter(has('alice'))).toEqual([
      ...['bridge2: alice: two', 'bridge2: alice: three', 'bridge2: alice: four'],
    ]);
  });
});
