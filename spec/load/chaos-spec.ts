import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { CHAOS_HELP } from '../../bench/chaos/options';
import { build } from '../helpers/build';
import { Program } from '../helpers/program';
import { markedProcesses, markedWith } from './markedProcesses';

const ROOT = join(__dirname, '..', '..');

describe('npm run chaos', () => {
  let compiled: string;

  beforeAll(() => {
    compiled = join(dirname(build()), 'dist', 'chaos');
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['-p', join('bench', 'tsconfig.build.json'), '--outDir', compiled];
    execFileSync(process.execPath, [compiler, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  }, 60_000);

  const chaos = (...args: string[]): Program =>
    new Program(process.execPath, [join(compiled, 'bench', 'chaos', 'main.js'), ...args], {
      env: markedWith(compiled),
    });
  const children = (): string[] => markedProcesses(compiled, /(honest|hostile)\/main\.js|^rxchat/);

  it('says what it is about to do, and leaves no process behind when it is interrupted', async () => {
    const server = join(dirname(compiled), 'server.js');
    const program = chaos('--seconds', '60', '--seed', '5', '--server', server);
    await program.until(() => program.stderr.includes('a first raid'), 'the first raid');
    expect(program.stdout).toContain('--seconds 60 --seed 5; standard limits but for --registration-timeout 3s');
    expect(children().length).toBeGreaterThanOrEqual(3); // the server, the honest group and the hostile crowd
    program.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 1, signal: null });
    for (const end = performance.now() + 10_000; children().length > 0 && performance.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(children()).toEqual([]);
  }, 30_000);

  it('refuses what it does not know, says where there is no server, and prints its help', async () => {
    const [wrong, without, help] = [chaos('--fast'), chaos('--server', '/no/such.js'), chaos('--help')];
    expect(await wrong.exit).toEqual({ code: 2, signal: null });
    expect(wrong.stderr).toMatch(/^chaos: .*'--fast'/);
    expect(await without.exit).toEqual({ code: 1, signal: null });
    expect(without.stderr).toMatch(/^chaos: the server ended with 1 before it listened/);
    expect(await help.exit).toEqual({ code: 0, signal: null });
    expect(help.stdout).toBe(`${CHAOS_HELP}\n`);
  }, 30_000);
});
