import { join } from 'node:path';
import { CHAOS_HELP } from '../../bench/chaos/options';
import { build } from '../helpers/build';
import { CompiledTools } from '../helpers/compiledTools';
import type { Program } from '../helpers/program';

describe('npm run chaos', () => {
  let tools: CompiledTools;

  beforeAll(() => {
    tools = new CompiledTools('chaos');
  }, 60_000);

  const chaos = (...args: string[]): Program => tools.bench('chaos/main.js', ...args);

  it('says what it is about to do, and leaves no process behind when it is interrupted', async () => {
    const program = chaos('--seconds', '60', '--seed', '5', '--server', join(build(), 'server.js'));
    await program.until(() => program.stderr.includes('a first raid'), 'the first raid');
    expect(program.stdout).toContain('--seconds 60 --seed 5; standard limits but for --registration-timeout 3s');
    await tools.running((count) => count === 4); // itself, the server, the honest group and the hostile crowd
    program.kill('SIGINT');
    expect(await program.exit).toEqual({ code: 1, signal: null });
    await tools.running((count) => count === 0);
  }, 30_000);

  it('refuses what it does not know, says where there is no server, and prints its help', async () => {
    const [wrong, without, help] = [chaos('--fast'), chaos('--server', '/no/such.js'), chaos('--help')];
    expect(await wrong.exit).toEqual({ code: 2, signal: null });
    expect(wrong.stderr).toMatch(/^chaos: .*'--fast'/);
    expect(await without.exit).toEqual({ code: 1, signal: null });
    expect(without.stderr).toMatch(/^chaos: \S+ ended with 1 without the line that says where it listens/);
    expect(await help.exit).toEqual({ code: 0, signal: null });
    expect(help.stdout).toBe(`${CHAOS_HELP}\n`);
  }, 30_000);
});
