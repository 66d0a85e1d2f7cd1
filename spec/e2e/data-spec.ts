import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedLine } from '../../src/streams/journal/commit';
import { build } from '../helpers/build';
import { Client } from '../helpers/client';
import { change, emptyFolder, filesOf, flip } from '../helpers/journalFolder';
import { Program } from '../helpers/program';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';

beforeAll(() => void build());
afterEach(() => Client.cutAll());

const serve = (data: string, ...flags: readonly string[]): Promise<Program> =>
  Program.listening([`--data=${data}`, ...flags]);

/** What a start that is refused prints. */
async function refusal(data: string): Promise<string> {
  const { exit, ...program } = await ended(data);
  expect([exit.code, program.stdout]).toEqual([1, '']);
  return program.stderr;
}

async function ended(data: string): Promise<{ exit: { code: number | null }; stdout: string; stderr: string }> {
  const program = Program.server([...ON_FREE_PORTS, `--data=${data}`]);
  const exit = await program.exit;
  return { exit, stdout: program.stdout, stderr: program.stderr };
}

/** The ids that a client of programs receives for what it says. */
async function says(port: number, name: string, text: string): Promise<{ id: string }> {
  const client = await Client.connect(port);
  client.send('/json');
  client.send(name);
  client.send(text);
  const isSaid = (line: string): boolean => line.startsWith('{"type":"said"') && line.includes(`"${text}"`);
  const lines = await client.linesUntil(isSaid);
  return JSON.parse(lines.at(-1)!) as { id: string };
}

describe.each(['written', 'synced'])('with --data and --durability %s', (durability) => {
  it('history, numbers and epoch go on after kill -9, and nobody is in twice', async () => {
    const data = join(emptyFolder(), 'data');
    const first = await serve(data, `--durability=${durability}`);
    const before = await says(first.port, 'alice', 'hello');
    first.kill('SIGKILL');
    await first.exit;

    const second = await serve(data, `--durability=${durability}`);
    const after = await says(second.port, 'alice', 'again');
    const [epoch, number] = before.id.split('.');
    expect(after.id.split('.')[0]).toBe(epoch);
    expect(Number(after.id.split('.')[1])).toBeGreaterThan(Number(number));
    const bob = await Client.connect(second.port);
    bob.send('bob');
    const came = await bob.linesUntil((line) => line === 'SYSTEM: bob joined');
    expect(came.filter((line) => line.startsWith('PAST '))).toEqual([
      expect.stringMatching(/^PAST \d+s alice: hello$/),
      expect.stringMatching(/^PAST \d+s alice: again$/),
    ]);
    bob.send('/users *');
    await bob.gets('USERS: alice,bob');
  });

  it('a stop in order leaves a snapshot, from which the next start goes on', async () => {
    const data = emptyFolder();
    const first = await serve(data, `--durability=${durability}`);
    await says(first.port, 'alice', 'hello');
    first.kill('SIGTERM');
    expect((await first.exit).code).toBe(0);
    expect(filesOf(data).filter((name) => name.endsWith('.snapshot'))).toHaveLength(1);
    expect(filesOf(data)).not.toContain('lock');

    const second = await serve(data, `--durability=${durability}`);
    expect(second.log[0]).toMatchObject({ event: 'journal', replayed: 0 });
    expect(second.log[0]?.['message']).toMatch(/; it goes on after [0-9a-f]{4}\.\d+$/);
  });
});

describe('a folder that cannot be used ends the start with status 1 and a sentence', () => {
  /** A folder with some events in it. */
  async function used(): Promise<string> {
    const data = emptyFolder();
    const server = await serve(data);
    await says(server.port, 'alice', 'hello');
    server.kill('SIGKILL');
    await server.exit;
    return data;
  }

  it('in use', async () => {
    const data = emptyFolder();
    const { pid } = await serve(data);
    expect(await refusal(data)).toBe(
      `rxchat: the data folder ${data} is in use by process ${pid}; stop that one first, or choose another folder\n`,
    );
  });

  it('of another version', async () => {
    const data = await used();
    change(data, 'journal', () => checkedLine('{"format":2,"epoch":"7f3a"}'));
    expect(await refusal(data)).toMatch(/ was written by another version of rxchat: its format is 2, /);
  });

  it('damaged in the middle', async () => {
    const data = await used();
    const [segment = ''] = filesOf(data);
    change(data, segment, flip(30));
    expect(await refusal(data)).toMatch(
      new RegExp(
        `^rxchat: ${join(data, segment)} at byte 0: a line is not as it was written, and events come after it; `,
      ),
    );
  });

  it('a file', async () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal(file)).toBe(`rxchat: the data folder ${file} cannot be used: it is no folder\n`);
  });

  it('but not a torn tail, nor a snapshot that is half written: the log says what was done', async () => {
    const data = await used();
    const [segment = ''] = filesOf(data);
    change(data, segment, (bytes) => Buffer.concat([bytes, Buffer.from('00000000 {"s":')]));
    mkdirSync(join(data, 'lost+found'));
    writeFileSync(join(data, '0000000000000003.snapshot.tmp'), 'half');
    const server = await serve(data);
    expect(server.log.slice(0, 2).map(({ level, message }) => `${String(level)}: ${String(message)}`)).toEqual([
      expect.stringMatching(/^warn: \S+\.ndjson at byte \d+: the last line is not whole, .* a start cuts it off$/),
      expect.stringMatching(/^warn: 0000000000000003\.snapshot\.tmp in \S+ was not finished, and is removed: /),
    ]);
  });
});
