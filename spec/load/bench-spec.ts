import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from '../../bench/cases';
import type { Sample } from '../../bench/compare';
import type { Threshold } from '../../bench/threshold';
import { CompiledTools } from '../helpers/compiledTools';
import type { Program } from '../helpers/program';

/** What `--json` writes. */
interface Written {
  readonly machine: { readonly node: string };
  readonly stops: readonly string[];
  readonly samples: readonly Sample[];
  readonly threshold?: Threshold;
}

/** Whether the bound in C can be compiled: on Linux, with a compiler. */
const isCompiled =
  process.platform === 'linux' && spawnSync(process.env['CC'] ?? 'cc', ['--version']).error === undefined;

jest.setTimeout(60_000); // each measurement waits until memory has settled

describe('npm run bench', () => {
  let tools: CompiledTools;
  let scratch: string;

  beforeAll(() => {
    tools = new CompiledTools('tools');
    scratch = mkdtempSync(join(tmpdir(), 'rxchat-bench-'));
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Runs a part of the benchmark to its end. */
  const run = async (file: string, ...args: string[]): Promise<Program & { code: number | null }> => {
    const program = tools.bench(file, ...args);
    const { code } = await program.exit;
    return Object.assign(program, { code });
  };
  const briefly = ['--rounds', '1', '--seconds', '0.2'];
  const written = (name: string): Written => JSON.parse(readFileSync(join(scratch, name), 'utf8')) as Written;

  it('measures each case beside the bound, loses nothing, and ends all that it started', async () => {
    const json = join(scratch, 'cases.json');
    const cases = ['w1', 'w256', 'whisper', 'stalled', 'joins'];
    const { code, stdout, stderr } = await run('main.js', ...cases, ...briefly, '--clients', '20', '--json', json);
    expect(stderr).not.toMatch(/^bench:/m);
    expect(code).toBe(0);
    for (const name of cases) expect(stdout).toMatch(new RegExp(`^${name} .* \\d`, 'm'));
    const { machine, samples } = written('cases.json');
    expect(machine.node).toBe(process.version);
    expect(samples.map((sample) => `${sample.case} ${sample.subject}`)).toStrictEqual(
      cases.flatMap((name) => (name === 'whisper' ? [`${name} server`] : [`${name} server`, `${name} bound`])),
    );
    const ours = samples.filter(({ subject }) => subject === 'server').map(({ measured }) => measured);
    const nothing: Partial<Measured> = { clients: 20, lost: 0, reordered: 0, closed: 0, untoldBytes: 0, dropped: 0 };
    for (const measured of ours) expect(measured).toMatchObject(nothing);
    for (const { deliveriesPerSecond } of ours) expect(deliveriesPerSecond).toBeGreaterThan(0);
    await tools.running((count) => count === 0);
  });

  it.each([
    ['journal', ['w1', 'w16', 'w256', 'small', 'latency'], ['server', 'written', 'synced']],
    ['history', ['joins'], ['server', 'past']],
  ])('measures the server beside itself in other ways: %s', async (series, cases, subjects) => {
    const json = join(scratch, `${series}.json`);
    const { code, stdout } = await run('main.js', series, ...briefly, '--clients', '20', '--json', json);
    expect(code).toBe(0);
    const { samples } = written(`${series}.json`);
    const inTurn = cases.flatMap((name) => subjects.map((subject) => `${name} ${subject}`));
    expect(samples.map((sample) => `${sample.case} ${sample.subject}`)).toStrictEqual(inTurn);
    for (const name of cases)
      for (const subject of subjects.slice(1))
        expect(stdout).toMatch(new RegExp(`^${name}, ${subject} .* \\d\\.\\d\\d +server `, 'm'));
    for (const { subject, measured } of samples) {
      expect(measured).toMatchObject({ lost: 0, reordered: 0, closed: 0, untoldBytes: 0, dropped: 0 });
      if (subject === 'synced') expect(measured.syncsPerLine).toBeGreaterThan(0);
    }
    await tools.running((count) => count === 0);
  });

  if (isCompiled) {
    it.each(['first', 'second'])(
      'measures beside the bound in C, where that does the same: the %s time',
      async (time) => {
        const json = join(scratch, `${time}.json`);
        const args = [
          'w16',
          'joins',
          'whisper',
          ...briefly,
          '--clients',
          '20',
          '--against',
          'none',
          '--peer',
          'rounds',
        ];
        const { code, stdout, stderr } = await run('main.js', ...args, '--json', json);
        expect([code, /^bench:.*/m.exec(stderr)?.[0]]).toEqual([0, undefined]);
        for (const name of ['w16', 'joins'])
          expect(stdout).toMatch(new RegExp(`^${name} .* \\d\\.\\d\\d +rounds `, 'm'));
        const { samples } = written(`${time}.json`);
        expect(samples.map((sample) => `${sample.case} ${sample.subject}`)).toStrictEqual([
          ...['w16 server', 'w16 rounds', 'joins server', 'joins rounds', 'whisper server'],
        ]);
        for (const { measured } of samples)
          expect(measured).toMatchObject({ clients: 20, lost: 0, reordered: 0, closed: 0, untoldBytes: 0 });
        await tools.running((count) => count === 0);
      },
    );

    it('has a row for each that it is compared with', async () => {
      const { stdout } = await run('main.js', 'w1', ...briefly, '--clients', '5', '--peer', 'rounds');
      expect(stdout).toMatch(/^w1 .* bound .*\n^w1 .* rounds /m);
    });
  }

  it(`says what is missing where the bound in C cannot be compiled${isCompiled ? '' : ', as here'}`, async () => {
    const { CC } = process.env;
    if (isCompiled) process.env['CC'] = '/no/such/cc';
    try {
      const { code, stderr } = await run('main.js', 'w1', '--peer', 'rounds');
      expect(code).toBe(1);
      expect(stderr).toMatch(/^bench: --peer rounds needs (Linux|a C compiler, and there is no .*; install gcc)/m);
    } finally {
      if (CC === undefined) delete process.env['CC'];
      else process.env['CC'] = CC;
    }
  });

  it('finds out at which rate lines are dropped, and draws it', async () => {
    const [json, plot] = [join(scratch, 'threshold.json'), join(scratch, 'threshold.svg')];
    const args = ['threshold', ...briefly, '--clients', '10', '--rates', '200,50', '--json', json, '--plot', plot];
    const { code, stdout } = await run('main.js', ...args);
    expect(code).toBe(0);
    expect(stdout).toContain('No line was dropped up to 200 lines a second.');
    const { steps } = written('threshold.json').threshold!;
    expect(steps.map(({ rate, lost, dropped }) => ({ rate, lost, dropped }))).toStrictEqual([
      { rate: 50, lost: 0, dropped: 0 },
      { rate: 200, lost: 0, dropped: 0 },
    ]);
    expect(readFileSync(plot, 'utf8')).toContain('>Dropped lines<');
  });

  it('leaves no process behind when it is interrupted', async () => {
    const program = tools.bench('main.js', 'w16', '--clients', '20');
    await tools.running((count) => count === 3); // the benchmark, its server and its load
    program.kill('SIGINT');
    expect(await program.exit).toStrictEqual({ code: 1, signal: null });
    await tools.running((count) => count === 0);
  });

  it('draws how a room grows', async () => {
    const plot = join(scratch, 'growth.svg');
    const args = ['growth', ...briefly, '--clients', '5,10', '--against', 'none', '--plot', plot];
    const { code, stdout } = await run('main.js', ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^growth 5 .*\n^growth 10 /m);
    expect(readFileSync(plot, 'utf8')).toContain('>Deliveries a second<');
  });

  it('does not begin what the machine has no room for, and says which limit stops it', async () => {
    const { code, stdout } = await run('main.js', 'growth', ...briefly, '--clients', '100000000');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /growth 100,000,000 not run: (open files|memory|ports .*) stop 100,000,000 clients: .* fit$/m,
    );
  });

  it('finds nothing to compare with where there is no such server, and says so', async () => {
    const { code, stderr } = await run('main.js', 'w1', ...briefly, '--clients', '5', '--server', '/no/such/server.js');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^bench: \S*(node|taskset) ended with 1 without the line that says where it listens\n.*\/no\/such\/server\.js/ms,
    );
  });

  it('refuses what it does not know, and prints its help', async () => {
    const refused = await run('main.js', 'w2');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^bench: w2 is no case/);
    const helped = await run('main.js', '--help');
    expect(helped.code).toBe(0);
    expect(helped.stdout).toMatch(/^Usage: npm run bench/);
  });

  it('measures what single steps cost, each with a median of its own', async () => {
    const json = join(scratch, 'micro.json');
    const { code, stdout } = await run('micro/main.js', 'reading a line', 'reduce', '--time', '5', '--json', json);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^something to say +\d+\.\d +\d+\.\d +1\.00$/m);
    const { costs } = JSON.parse(readFileSync(json, 'utf8')) as { costs: { median: number; least: number }[] };
    expect(costs.length).toBeGreaterThan(10);
    for (const { median, least } of costs) {
      expect(least).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(least);
    }
  });
});
