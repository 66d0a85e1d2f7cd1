import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { eventually } from '../../testkit/eventually';
import { build } from '../helpers/build';

const ROOT = join(__dirname, '..', '..');

/** The tools, compiled beside the built program as `npm run build:tools` does it, in a folder of one spec. */
export class CompiledTools {
  private readonly project = dirname(build());
  private readonly folder: string;

  /** @param name the name of the folder, which no other spec has */
  constructor(name: string) {
    this.folder = join(this.project, 'dist', name);
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['-p', 'tsconfig.tools.json', '--outDir', this.folder];
    execFileSync(process.execPath, [compiler, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** The path of a compiled file of bench/. */
  bench(file: string): string {
    return join(this.folder, 'bench', file);
  }

  /** Waits until so many processes run of which the command line matches, and returns their command lines. */
  running(pattern: RegExp, wanted: (count: number) => boolean): Promise<readonly string[]> {
    let all: readonly string[] = [];
    const isReached = (): boolean => {
      const output = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      all = output.split('\n').filter((args) => args.includes(this.project) && pattern.test(args));
      return wanted(all.length);
    };
    return eventually(isReached, () => `there is: ${all.join(', ')}`).then(() => all);
  }
}
