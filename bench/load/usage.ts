import { readFileSync } from 'node:fs';

/** What a process has used. */
export interface Usage {
  /** CPU time, in seconds; NaN where the system does not say. */
  readonly cpu: number;
  /** Memory, in bytes; NaN where the system does not say. */
  readonly rss: number;
}

const TICK = 0.01; // seconds; USER_HZ of every Linux that is in use
const UNKNOWN: Usage = { cpu: NaN, rss: NaN };

/**
 * Reads what a process has used, from /proc.
 *
 * @param pid the process
 * @returns NaN for all where there is no /proc, or no such process
 */
export function usageOf(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold spaces
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return { cpu: (Number(fields[11]) + Number(fields[12])) * TICK, rss: Number(kilobytes) * 1024 };
  } catch {
    return UNKNOWN;
  }
}
