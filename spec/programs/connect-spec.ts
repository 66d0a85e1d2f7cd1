import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue } from '../../testkit/certificates';
import { build } from '../helpers/build';
import { pemFile } from '../helpers/pemFile';
import { Program } from '../helpers/program';
import { Session } from './session';
import { Tmux, withoutTimes } from './tmux';

const ROOT = join(__dirname, '..', '..');

const terminals: Tmux[] = [];
afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.close();
});

function open(command: readonly string[], columns: number, rows = 20): Tmux {
  const terminal = new Tmux(command, columns, rows);
  terminals.push(terminal);
  return terminal;
}

const client = (args: readonly string[], columns = 60, rows = 20): Tmux =>
  open([process.execPath, join(build(), 'server.js'), 'connect', ...args], columns, rows);

/** Somebody with nc, who is in the lobby. */
async function withNc(port: number, name: string): Promise<Session> {
  const session = Session.nc(port);
  session.type(`${name}\n`);
  await session.until(() => session.stdout.includes('OK\n'), 'the name');
  return session;
}

describe('rxchat connect', () => {
  it('is as README shows it: alice with it, bob with nc, each in a terminal', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, ...shown] = /^```terminal\n.*\n(-+ +-+\n[^`]*)/m.exec(readme)?.[1]?.trimEnd().split('\n') ?? [];
    const column = (/^```terminal\n(.*)\$ nc/m.exec(readme)?.[1] ?? '').length;
    const screens = [shown.map((row) => row.slice(0, column)), shown.map((row) => row.slice(column))];
    const [alices, bobs] = screens.map((rows) => rows.map((row) => row.trimEnd()).filter((row) => row !== ''));

    const server = await Program.listening(['--host=localhost', '--welcome=auto']);
    const alice = client([`localhost:${server.port}`], 70);
    await alice.endsWith('Your name:');
    alice.press('alice', 'Enter');
    await alice.endsWith('[lobby]');
    const bob = open(['nc', 'localhost', String(server.port)], 70);
    await bob.endsWith('Enter username:');
    bob.press('bob', 'Enter');
    await bob.endsWith('/help lists the commands');
    bob.press('hello', 'Enter');
    await alice.endsWith('14:03 bob: hello', '[lobby]');
    alice.press('hello bob', 'Enter');
    await bob.endsWith('alice: hello bob');
    bob.press('/w alice between us', 'Enter');
    await bob.endsWith('WHISPER to alice: between us');
    alice.press('/w b');
    await alice.endsWith('[lobby] /w b');
    alice.press('Tab');
    await alice.endsWith('[lobby] /w bob');
    alice.press('of course', 'Enter');
    await alice.endsWith('14:03 you whisper to bob: of course', '[lobby]');
    await bob.endsWith('WHISPER alice: of course');
    alice.press('/join dev', 'Enter');
    await alice.endsWith('[dev]');
    alice.press('I am still ty');
    await alice.endsWith('[dev] I am still ty');
    bob.press('/join dev', 'Enter');
    await alice.endsWith('- bob joined', '[dev] I am still ty');
    await bob.endsWith('SYSTEM: bob joined dev');
    expect([withoutTimes(alice.rows), bob.rows]).toEqual([alices, bobs]);
  });

  const LONG = 'words and words and ';

  it.each([
    ['a row that is full', 'x'.repeat(60 - '[lobby] '.length)],
    ['some rows', LONG.repeat(9)],
    ['wide characters over the end of a row', '日本語の文章です'.repeat(8)],
  ])('leaves %s that is being typed as it is, and takes it away when it was said', async (_, text) => {
    const server = await Program.listening([]);
    const alice = client([`127.0.0.1:${server.port}`, '--name', 'alice']);
    await alice.endsWith('[lobby]');
    const bob = await withNc(server.port, 'bob');
    await alice.endsWith('- bob joined', '[lobby]');
    alice.type(text);
    const typed = (rows: readonly string[]): string => rows.join('').split('[lobby] ').slice(1).join('[lobby] ');
    const isWhole = (rows: readonly string[]): boolean => typed(rows).replaceAll(' ', '') === text.replaceAll(' ', '');
    await alice.until(isWhole);
    for (const line of ['one', 'two', 'three'].map((word) => `${word} ${LONG.repeat(4)}`)) bob.type(`${line}\n`);
    await alice.until((rows) => rows.join('').includes('three') && isWhole(rows));
    alice.press('Left', 'Left', 'Left');
    bob.type('four\n');
    await alice.until((rows) => rows.includes(rows.find((row) => row.endsWith('bob: four')) ?? '?') && isWhole(rows));
    expect(alice.rows.slice(0, 2).map((row) => row.trim())).toEqual(['- You are in lobby.', '- bob joined']);
    expect(alice.rows).not.toContain('');
    alice.press('End', 'Enter');
    await alice.endsWith('[lobby]');
    await bob.until(() => bob.stdout.includes(`alice: ${text.trim()}`), 'that it was said');
    await alice.until((rows) => rows.join('').replaceAll(' ', '').includes(`alice:${text}`.replaceAll(' ', '')));
    expect(alice.rows.filter((row) => row.startsWith('[lobby]'))).toEqual(['[lobby]']);
    expect(alice.rows).not.toContain('');
  });

  it('loses no line when the terminal becomes narrower and wider while something is typed', async () => {
    const server = await Program.listening([]);
    const alice = client([`127.0.0.1:${server.port}`, '--name', 'alice'], 30);
    await alice.endsWith('[lobby]');
    const bob = await withNc(server.port, 'bob');
    bob.type('one\ntwo\n');
    await alice.endsWith('bob: two', '[lobby]');
    alice.type('what is typed fills three rows of thirty columns each');
    bob.type('three\n');
    await alice.until((rows) => rows.join('').includes('bob: three') && rows.join('').endsWith('columns each'));
    for (const columns of [80, 40, 100]) {
      alice.resize(columns, 20);
      bob.type(`at ${columns}\n`);
      await alice.until((rows) => rows.some((row) => row.endsWith(`bob: at ${columns}`)));
    }
    const said = ['one', 'two', 'three', 'at 80', 'at 40', 'at 100'].map((text) => `14:03 bob: ${text}`);
    await alice.until((rows) => said.every((line) => withoutTimes(rows).includes(line)));
    await alice.endsWith('[lobby] what is typed fills three rows of thirty columns each');
    expect(withoutTimes(alice.rows).filter((row) => row.includes('bob:'))).toEqual(said);
  });

  it('goes on behind Ctrl-Z and fg with what was typed, and has what was said meanwhile', async () => {
    const server = await Program.listening(['--line-rate', '0']);
    const shell = open(['bash', '--norc', '--noprofile'], 60);
    await shell.until((rows) => rows.join('').includes('$') || rows.join('').includes('#'));
    shell.press(
      `${process.execPath} ${join(build(), 'server.js')} connect 127.0.0.1:${server.port} --name alice`,
      'Enter',
    );
    await shell.endsWith('[lobby]');
    const bob = await withNc(server.port, 'bob');
    await shell.endsWith('- bob joined', '[lobby]');
    shell.type('half a li');
    await shell.endsWith('[lobby] half a li');
    shell.press('C-z');
    await shell.until((rows) => rows.some((row) => row.includes('Stopped')));
    bob.type(Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join(''));
    await bob.until(() => bob.stdout.includes('line 2999'), 'its own lines');
    shell.press('fg', 'Enter');
    await shell.endsWith('14:03 bob: line 2998', '14:03 bob: line 2999', '[lobby] half a li');
    shell.press('ne', 'Enter');
    await shell.endsWith('14:03 alice: half a line', '[lobby]');
  });

  it('has what was typed before with the arrow keys, but no name', async () => {
    const server = await Program.listening([]);
    const alice = client([`127.0.0.1:${server.port}`]);
    await alice.endsWith('Your name:');
    alice.press('alice', 'Enter');
    await alice.endsWith('[lobby]');
    alice.press('first', 'Enter', 'second', 'Enter');
    await alice.endsWith('14:03 alice: second', '[lobby]');
    alice.press('Up', 'Up');
    await alice.endsWith('[lobby] first');
    alice.press(' again', 'Enter');
    await alice.endsWith('14:03 alice: first again', '[lobby]');
  });

  it('speaks TLS with a server whose certificate a file vouches for, and refuses one that nobody vouches for', async () => {
    const issued = issue('localhost');
    const server = await Program.listening([`--tls-cert=${pemFile(issued)}`, '--host=localhost', '--plain=refuse']);
    const there = `localhost:${server.port}`;
    const alice = client([there, '--ca', pemFile(issued), '--name', 'alice']);
    await alice.endsWith('[lobby]');
    alice.press('C-c');
    await alice.until((rows) => rows.some((row) => row === 'status 0'));
    const stranger = client([there, '--tls', '--name', 'bob'], 200);
    await stranger.until((rows) =>
      rows.some((row) => row.startsWith(`rxchat: ${there}: `) && row.includes('--ca FILE')),
    );
    await stranger.until((rows) => rows.some((row) => row === 'status 1'));
    const plain = client([there, '--name', 'bob'], 200);
    await plain.until((rows) => rows.some((row) => /^rxchat: .*it has ended the connection: .*TLS/.test(row)));
  });

  it.each([
    [['nowhere.invalid'], /^rxchat: nowhere\.invalid:5000: /, 1],
    [['127.0.0.1:1'], /^rxchat: 127\.0\.0\.1:1: no server listens there$/, 1],
    [['host:0'], /^rxchat: a server is HOST or HOST:PORT.*, not "host:0"$/, 2],
    [[], /^rxchat: rxchat connect HOST.* is for one server$/, 2],
    [['host', '--bell', 'loud'], /^rxchat: --bell is on or off, not "loud"$/, 2],
    [['host', '--room', 'a b'], /^rxchat: --room is .*, not "a b"$/, 2],
    [['host', '--ca', '/no/such'], /^rxchat: --ca "\/no\/such" cannot be read: ENOENT/, 2],
    [['host', '--nmae', 'alice'], /^rxchat: .*--nmae/, 2],
  ])('%j: says what is wrong, and ends', async (args, sentence, status) => {
    const alice = client(
      [...args, ...(args.includes('--nmae') || args.length === 0 ? [] : ['--name', 'alice'])],
      250,
      5,
    );
    await alice.until((rows) => rows.some((row) => sentence.test(row)));
    await alice.until((rows) => rows.some((row) => row === `status ${status}`));
  });

  it('is for a terminal, and says how a script does it', async () => {
    const program = Program.server(['connect', 'localhost', '--name', 'alice']);
    expect(await program.exit).toEqual({ code: 2, signal: null });
    expect(program.stderr).toMatch(/^rxchat: .* is for a terminal; .*nc -N localhost 5000\n$/);
  });
});
