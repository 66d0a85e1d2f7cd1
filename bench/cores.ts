import { execFileSync } from 'node:child_process';

/** The cores that the server and the load are pinned to. */
export interface Cores {
  readonly server: number;
  readonly load: number;
}

/**
 * Finds two cores to pin to, so that the server and the load are never moved and never share one.
 *
 * @returns nothing when there is only one core, or no `taskset`; the figures are less steady then
 */
export function coresToPinTo(): Cores | undefined {
  try {
    const said = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
    const allowed = (said.split(':').at(-1) ?? '').split(',').flatMap((range) => {
      const [first = NaN, last = first] = range.trim().split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
    const [server, load] = allowed;
    return server === undefined || load === undefined ? undefined : { server, load };
  } catch {
    return undefined;
  }
}

/** The command that runs a command on one core; the same command when there is none to pin to. */
export const pinned = (core: number | undefined, command: readonly string[]): readonly string[] =>
  core === undefined ? command : ['taskset', '-c', String(core), ...command];
