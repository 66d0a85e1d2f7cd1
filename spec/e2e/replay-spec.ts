import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Settings } from '../../src/config/settings';
import { anyCommand } from '../helpers/anyHistory';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { change, emptyFolder, filesOf, flip } from '../helpers/journalFolder';
import { Program } from '../helpers/program';
import { replayOf } from '../helpers/replayOf';
import { TestServer } from '../helpers/testServer';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('alice', 'bob', 'Carol', 'dave', '/json') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('hello', 'how are you', '//slash', '😀', 'cafe\u0301', '\x1b[31m', 'x'.repeat(600)),
  },
  { weight: 6, arbitrary: anyCommand.filter((typed) => !typed.includes('\n')) },
);
/** What one of a few people does: it connects first if it is not there, and may go at last. */
const act = fc.record({
  who: fc.nat(4),
  lines: fc.array(
    line.filter((typed) => !/^\/(exit|quit)/i.test(typed)),
    { maxLength: 4 },
  ),
  goes: fc.constantFrom(undefined, undefined, undefined, 'hangs up', '/exit'),
});

/** Lets people act on a server, and stops it; returns what each connection received, in whatever order. */
async function chatWith(
  data: string,
  durability: 'written' | 'synced',
  acts: readonly Act[],
  changes: Partial<Settings> = { welcome: 'on' },
): Promise<string[]> {
  const server = await TestServer.start({ data, durability, ...changes });
  const all: Client[] = [];
  const present = new Map<number, Client>();
  let sent = 0;
  for (const { who, lines, goes } of acts) {
    const client = present.get(who) ?? (await server.connect());
    if (!present.has(who)) all.push(client);
    present.set(who, client);
    const typed = goes === '/exit' ? [...lines, goes] : lines;
    client.send(...typed);
    sent += typed.reduce((sum, each) => sum + Buffer.byteLength(each) + 1, 0);
    if (goes === undefined) continue;
    client.hangUp();
    present.delete(who);
  }
  await server.until('chat_received_bytes_total', (bytes) => bytes >= sent);
  await server.stop();
  return (await Promise.all(all.map((client) => client.rest()))).sort();
}

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

describe('a replay of a random chat', () => {
  it.each(['written', 'synced'] as const)('is what each client received, byte by byte (%s)', async (durability) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40, size: 'max' }), async (acts) => {
        const data = emptyFolder();
        const received = await chatWith(data, durability, acts);
        expect(received.join('')).not.toContain('skipped');
        expect(replayOf(data).sort()).toStrictEqual(received);
      }),
      { numRuns: 12 },
    );
  });

  it('goes on over restarts, with the history of before', async () => {
    const data = emptyFolder();
    const acts: Act[] = [{ who: 0, lines: ['alice', 'hello', '/topic tea'], goes: undefined }];
    const first = await chatWith(data, 'written', acts);
    const second = await chatWith(data, 'written', [{ who: 0, lines: ['bob', '/history', 'hi'], goes: undefined }]);
    expect(second.join('')).toMatch(/PAST \d+s alice: hello\n/);
    expect(replayOf(data)).toStrictEqual([...first, ...second]); // one after the other
  });

  it('has the welcome and the lines of the operators as they were, whatever they are by now', async () => {
    const data = emptyFolder();
    const motd = join(emptyFolder(), 'motd');
    const acts: Act[] = [{ who: 0, lines: ['alice'], goes: undefined }];
    writeFileSync(motd, 'be kind\n');
    const first = await chatWith(data, 'written', acts, { welcome: 'on', motd });
    expect(first.join('')).toMatch(
      'SYSTEM: alice joined\nSYSTEM: be kind\nSYSTEM: 1 person is in lobby; /help lists the commands\n',
    );
    writeFileSync(motd, 'be quick\n');
    const second = await chatWith(data, 'written', acts, { welcome: 'off', motd });
    expect(second.join('')).toMatch('SYSTEM: alice joined\nSYSTEM: be quick\nSYSTEM: server');
    expect(replayOf(data)).toStrictEqual([...first, ...second]);
  });
});

describe('rxchat replay', () => {
  const run = async (...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const program = Program.server(args);
    const { code } = await program.exit;
    return { code, stdout: program.stdout, stderr: program.stderr };
  };
  let data: string;
  let alice: string;

  beforeEach(async () => {
    data = emptyFolder();
    [alice = ''] = await chatWith(data, 'written', [
      { who: 0, lines: ['Alice', 'hello', '/me waves'], goes: undefined },
    ]);
  });

  it('--as prints just the bytes, in whatever case the name is given', async () => {
    expect(await run('replay', data, '--as', 'ALICE')).toEqual({ code: 0, stdout: alice, stderr: '' });
    expect(await run('replay', data, '--as=bob')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('prints what all were sent, each line with its event', async () => {
    const { code, stdout } = await run('replay', data);
    expect(code).toBe(0);
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    const lines = stdout.split('\n').map((text) => text.replace(new RegExp(`^\\d+ ${time} `), '* '));
    expect(lines.slice(0, 3)).toEqual([
      '* client 1 < Enter username:',
      '* Alice < OK',
      '* Alice < SYSTEM: Alice joined',
    ]);
    expect(lines).toContain('* Alice < * Alice waves');
  });

  it('--from and --until print a part of it, --dialect shows it in another form', async () => {
    const { stdout } = await run('replay', data, '--as=alice', '--dialect', 'json');
    const said = stdout.split('\n').filter((text) => text.startsWith('{"type":"said"'));
    expect(said).toHaveLength(2);
    const { id, at } = JSON.parse(said[1]!) as { id: string; at: string };
    const later = await run('replay', data, '--as=alice', `--from=${id}`);
    expect(later.stdout.split('\n')[0]).toBe('* Alice waves');
    expect(Date.parse(at)).toBeGreaterThan(0);
    expect((await run('replay', data, '--until', '2020-01-01')).stdout).toBe('');
  });

  it.each([
    [['replay'], /^rxchat: rxchat replay DIR .* is for one folder\n$/],
    [['replay', 'a', 'b'], /is for one folder\n$/],
    [['replay', 'a', '--form=1'], /is what is understood: Unknown option '--form'\n$/],
    [['replay', 'a', '--from=x'], /^rxchat: --from is the number of an event, such as 1042, not "x"\n$/],
    [['replay', 'a', '--until=soon'], /^rxchat: --until is a time such as 2026-11-25T14:03:11Z, not "soon"\n$/],
    [['journal', 'verify'], /^rxchat: rxchat journal verify DIR is for one folder\n$/],
  ])('%j ends with status 2 and a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it('of a dialect or a folder that is not there ends with a sentence', async () => {
    expect(await run('replay', data, '--dialect=irc')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'rxchat: --dialect is text or json, not "irc"\n',
    });
    const nowhere = `${data}/nowhere`;
    const stderr = `rxchat: the data folder ${nowhere} cannot be used: it is not there\n`;
    expect(await run('replay', nowhere)).toEqual({ code: 1, stdout: '', stderr });
    expect(await run('journal', 'verify', nowhere)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('of a damaged folder prints what is before the damage, and says where it is', async () => {
    const [segment = ''] = filesOf(data);
    const bytes = readFileSync(`${data}/${segment}`);
    const second = bytes.indexOf('\n') + 1;
    change(data, segment, flip(second + 20));
    const { code, stderr } = await run('replay', data);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${segment} at byte ${second}: a line is not as it was`),
    ]);
    const verified = await run('journal', 'verify', data);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain(`${segment} at byte ${second}: a line is not as it was`);
    expect(verified.stdout).toContain('a start is refused, or a replay is not whole\n');
  });

  it('rxchat journal verify says that a folder is whole', async () => {
    const { code, stdout } = await run('journal', 'verify', data);
    expect(code).toBe(0);
    expect(stdout).toMatch(/: journal [0-9a-f]{4}, events 1 to \d+, segments: 1, snapshots: 1\na start goes on after /);
  });
});
