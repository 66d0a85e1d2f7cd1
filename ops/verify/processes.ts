import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long a process may take to stop before it is killed, in ms. */
const PATIENCE = 15_000;

/** A child process whose output is kept, so that a check that fails can show it. */
export class Running {
  private text = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (piece: string) => (this.text += piece));
    }
    this.ended = once(child, 'close');
  }

  static start(program: string, args: readonly string[]): Running {
    return new Running(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** All that it has printed. */
  get output(): string {
    return this.text;
  }

  /** Waits until something is true; fails where the process ends before, or where it takes too long. */
  async until<T>(what: string, ask: () => T | Promise<T>, timeout = 20_000): Promise<NonNullable<T>> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const answer = await ask();
      if (answer) return answer;
      if (this.child.exitCode !== null) throw new Error(`it has ended, without ${what}:\n${this.text}`);
      if (performance.now() > deadline) throw new Error(`still without ${what}:\n${this.text}`);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  /** Waits for its end, and returns its status. */
  async end(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  /** Asks it to stop, and returns its status. */
  async stop(): Promise<number | null> {
    const kill = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    if (this.child.exitCode === null) this.child.kill('SIGTERM');
    const status = await this.end();
    clearTimeout(kill);
    return status;
  }
}
