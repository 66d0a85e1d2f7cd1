import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const PROC = '/proc';

/**
 * The command lines of all processes that run now, the arguments with a space between. Linux has them as files; other systems
 * have `ps`, which a container with nothing but Node.js has not.
 */
export function commandLines(): string[] {
  if (!existsSync(`${PROC}/self/cmdline`)) return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  const processes = readdirSync(PROC).filter((name) => /^\d+$/.test(name));
  return processes.map(commandLineOf).filter((line) => line !== '');
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`${PROC}/${pid}/cmdline`, 'utf8').split('\0').join(' ').trimEnd();
  } catch {
    return ''; // it has ended meanwhile
  }
}
