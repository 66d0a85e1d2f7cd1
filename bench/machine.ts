import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import type { Cores } from './cores';

/** Where and when figures were measured; without that they say little. */
export interface Machine {
  readonly date: string;
  readonly commit: string | undefined;
  readonly node: string;
  readonly system: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memory: number;
  readonly pinned: Cores | undefined;
}

export function machine(pinned: Cores | undefined): Machine {
  const all = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    node: process.version,
    system: `${type()} ${release()}`,
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memory: totalmem(),
    pinned,
  };
}

/** The machine in a line. */
export function machineLine({ date, commit: of, node, system, cpu, cores, pinned }: Machine): string {
  const pins = pinned ? `server on core ${pinned.server}, load on core ${pinned.load}` : 'not pinned to cores';
  return `${date}, ${of ?? 'no commit'}, Node ${node}, ${system}, ${cores} x ${cpu}, ${pins}`;
}

function commit(): string | undefined {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') === '' ? '' : ' with changes'}`;
  } catch {
    return undefined;
  }
}
