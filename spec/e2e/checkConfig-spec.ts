import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue } from '../../testkit/certificates';
import { build } from '../helpers/build';
import { emptyFolder } from '../helpers/journalFolder';
import { pemFile } from '../helpers/pemFile';
import { Program } from '../helpers/program';

beforeAll(() => void build());

let file: string;
beforeEach(() => (file = join(emptyFolder(), 'rxchat.env')));
const TAKEN = 'a start and a reload take these settings';
const REFUSED = 'a start and a reload refuse these settings';

/** What it prints, a line each, and its status; without what the specs themselves set. */
async function check(args: readonly string[], env: Record<string, string> = {}): Promise<[number | null, string[]]> {
  const clean = { CHAT_BUSY_LAG: '', CHAT_WELCOME: '', ...env };
  const program = Program.server(['check-config', ...args], { env: clean });
  const { code } = await program.exit;
  expect(program.stderr).toBe('');
  return [code, program.stdout.split('\n').slice(0, -1)];
}

describe('rxchat check-config', () => {
  it('takes the defaults, of which nothing differs', async () => {
    expect(await check([])).toEqual([0, [TAKEN]]);
  });

  it('says what differs, from wherever it comes: a flag goes before the environment, and that before the file', async () => {
    writeFileSync(file, 'CHAT_LINE_RATE=1\nCHAT_LINE_BURST=2\nCHAT_CONNECTIONS=3\nCHAT_IDLE_TIMEOUT=0\n');
    const differences = [
      'CHAT_CONNECTIONS=3 (by default 10000)',
      'CHAT_LINE_BURST=20 (by default 1000)',
      'CHAT_LINE_RATE=100 (by default 200)',
      `CHAT_SETTINGS_FILE=${file} (by default none)`,
    ];
    const env = { CHAT_LINE_RATE: '10', CHAT_LINE_BURST: '20' };
    expect(await check([file, '--line-rate=100'], env)).toEqual([0, [...differences, TAKEN]]);
    const named = { ...env, CHAT_SETTINGS_FILE: file };
    expect(await check(['--line-rate', '100'], named)).toEqual([0, [...differences, TAKEN]]);
  });

  it('says all that is wrong, and what is allowed, with status 2', async () => {
    writeFileSync(file, 'CHAT_PORT=x\nCHAT_CONNECTIONS=-1\n');
    expect(await check([file])).toEqual([
      2,
      [
        'wrong: CHAT_PORT is a port from 0 to 65535, not "x"',
        'wrong: CHAT_CONNECTIONS is a whole number from 1 to 1000000000, not "-1"',
        REFUSED,
      ],
    ]);
    writeFileSync(file, 'CHAT_PROT=1\n');
    expect((await check([file]))[1]).toEqual([
      'wrong: CHAT_PROT in the settings file is no setting; --print-config lists those there are',
      REFUSED,
    ]);
    expect((await check(['/no/such/file']))[1][0]).toMatch(/^wrong: the settings file cannot be read: ENOENT/);
    expect((await check(['--prot=1']))[1][0]).toBe(
      'wrong: --prot is not a flag of rxchat; --help lists those there are',
    );
  });

  it('warns of what is allowed and may be a mistake', async () => {
    const [code, lines] = await check([], { CHAT_PROT: '1' });
    expect([code, lines.at(-1)]).toEqual([0, TAKEN]);
    expect(lines[0]).toBe(
      'warning: CHAT_PROT in the environment is no setting and is ignored; did you mean CHAT_PORT?',
    );
  });

  it('looks into the certificate and the lines for newcomers, with status 1', async () => {
    const cert = pemFile(issue('chat.example.org'));
    const motd = join(emptyFolder(), 'motd');
    writeFileSync(motd, 'be kind\n');
    expect((await check([`--tls-cert=${cert}`, `--motd=${motd}`]))[0]).toBe(0);
    writeFileSync(motd, 'x\n'.repeat(41));
    const [code, lines] = await check([`--tls-cert=${motd}`, `--motd=${motd}`]);
    expect(code).toBe(1);
    expect(lines.slice(-3)).toEqual([
      `wrong: --tls-cert: ${motd} has no certificate in PEM`,
      `wrong: --motd: ${motd} has 41 lines; at most 40 are sent to each newcomer`,
      REFUSED,
    ]);
    expect((await check(['--plain=refuse']))[1].at(-2)).toBe(
      'wrong: --plain refuse needs TLS: --tls-cert and --tls-key',
    );
  });

  it('agrees with a start', async () => {
    for (const args of [['--motd=/no/such/file'], ['--tls-key=x'], ['--port=x']]) {
      const program = Program.server(args);
      expect((await program.exit).code).toBe(2);
      expect(program.stderr).toBe(`rxchat: ${(await check(args))[1].at(-2)?.replace('wrong: ', '')}\n`);
    }
  });
});
