import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '../../testkit/eventually';
import { build } from './build';
import { Program } from './program';

const ROOT = join(__dirname, '..', '..');
/** The variable that a tool hands on to all programs that it starts: what they call themselves may change. */
const MARK = 'COMPILED_TOOLS';

/** The tools, compiled beside the built program as `npm run build:tools` does it, in a folder of one spec. */
export class CompiledTools {
  private readonly folder: string;

  /** @param name the name of the folder, which no other spec has */
  constructor(name: string) {
    const project = dirname(build());
    this.folder = join(project, name);
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['-p', 'tsconfig.tools.json', '--outDir', this.folder];
    execFileSync(process.execPath, [compiler, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    mkdirSync(join(project, 'bench'), { recursive: true });
    copyFileSync(join(ROOT, 'bench', 'rounds.c'), join(project, 'bench', 'rounds.c')); // compiled when it is wanted
  }

  /** Starts a compiled file of bench/. */
  bench(file: string, ...args: readonly string[]): Program {
    const command = [join(this.folder, 'bench', file), ...args];
    return new Program(process.execPath, command, { env: { [MARK]: this.folder } });
  }

  /** Waits until so many processes run of those that were started here, and of those that these have started. */
  async running(wanted: (count: number) => boolean): Promise<void> {
    const mark = `${MARK}=${this.folder}`;
    let count = NaN;
    const isReached = (): boolean => wanted((count = environments().filter((one) => one.includes(mark)).length));
    await eventually(isReached, () => `${count} of the processes run`);
  }
}

/** The variables of all processes that run now. Linux has them as files; of other systems `ps` asks. */
function environments(): readonly string[] {
  if (!existsSync('/proc/self/environ')) return execFileSync('ps', ['axeww'], { encoding: 'utf8' }).split('\n');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8');
      } catch {
        return ''; // it has ended meanwhile, or is another user's
      }
    });
}
