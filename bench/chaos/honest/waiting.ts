import { readFileSync } from 'node:fs';

/** How long one reading counts, in ms: every line of a turn is looked at with one. */
const FRESH = 1;

/**
 * How long processes have waited for a core while they had something to do: what the machine, and not the server, adds to
 * the time that a line takes. The system counts it for the main thread of each process; 0 where it does not say.
 */
export class Waiting {
  private read = -Infinity;
  private value = 0;

  /** @param files where the system says it, for each process; see `waitingOf` */
  constructor(private readonly files: readonly string[]) {}

  /** In microseconds, since the processes began. */
  get total(): number {
    const now = performance.now();
    if (now - this.read >= FRESH) {
      this.read = now;
      this.value = this.files.reduce((total, file) => total + delayIn(file), 0);
    }
    return this.value;
  }
}

/** The file that says how long a process has waited. */
export const waitingOf = (pid: number): string => `/proc/${pid}/schedstat`;

/** The second number: nanoseconds on a run queue. */
function delayIn(file: string): number {
  try {
    return Number(readFileSync(file, 'latin1').split(' ')[1]) / 1000 || 0;
  } catch {
    return 0;
  }
}
