import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A variable that the processes of one spec inherit from the first one. */
const MARK = 'RXCHAT_SPEC_MARK';

/** The environment of a process that is to be found again, with all that it starts. */
export const markedWith = (mark: string): Readonly<Record<string, string>> => ({ [MARK]: mark });

/**
 * Finds the processes that run now and are marked. A server is called rxchat, and no longer has its arguments in the list of
 * processes; its environment says to which spec it belongs.
 *
 * @param mark what they are marked with
 * @param pattern what their command lines match, the arguments with a space between
 * @returns their command lines
 */
export function markedProcesses(mark: string, pattern: RegExp): string[] {
  const lines = existsSync('/proc/self/environ') ? fromProc(`${MARK}=${mark}`) : fromPs(`${MARK}=${mark}`);
  return lines.filter((line) => pattern.test(line));
}

function fromProc(variable: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const isMarked = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
        return isMarked ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '').replaceAll('\0', ' ')] : [];
      } catch {
        return []; // it has ended meanwhile, or belongs to another user
      }
    });
}

/** Other systems than Linux have `ps`, which shows the environment behind the arguments. */
function fromPs(variable: string): string[] {
  const all = execFileSync('ps', ['axeww', '-o', 'command'], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => `${line} `.includes(` ${variable} `));
}
