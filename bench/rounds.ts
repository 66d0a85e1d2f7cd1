import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Subject } from './subjects';

/** The source, seen from the compiled bench. */
const SOURCE = join(__dirname, '..', '..', 'bench', 'rounds.c');

/**
 * Compiles the bound in C, which serves a room in rounds as this server does; see rounds.c.
 *
 * @param compiler the C compiler
 * @returns the server
 * @throws with a sentence where there is no such compiler, or the system is not Linux
 */
export function rounds(compiler = process.env['CC'] ?? 'cc'): Subject {
  const program = join(__dirname, 'rounds.bin'); // not 'rounds', which `require` would take for this module
  try {
    execFileSync(compiler, ['-O2', '-o', program, SOURCE], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    throw new Error(
      code === 'ENOENT'
        ? `--peer rounds needs a C compiler, and there is no ${compiler}; install gcc or clang, or name one in CC`
        : `--peer rounds needs Linux; ${compiler} could not compile ${SOURCE}:\n${stderr.trim()}`,
      { cause: error },
    );
  }
  return { name: 'rounds', command: [program], hasMetrics: false };
}
