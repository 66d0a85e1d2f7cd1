import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { Condition } from './condition';
import { eventually } from './eventually';
import { patient } from './patience';

/** How long a process may take to end at SIGTERM before it is killed, in ms. */
const GRACE = 15_000;
/** The exit status of a program that cannot be started, as shells have it. */
const NOT_FOUND = 127;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How a process ended, and how long that took after it was asked to, in ms. */
export interface Stopped extends Exit {
  readonly took: number;
}

/** What a program gets beside its arguments. */
export interface ProgramOptions {
  /** Variables beside those of this process, of which none changes the settings of a server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its standard output goes if it is not to be read: a descriptor, or a pipe that is not read before `readOutput`. */
  readonly stdout?: number | 'unread';
  /** Whether it gets a channel to this process in place of its standard input; its output is then that of this process. */
  readonly channel?: boolean;
}

/** A program in a process of its own, with all that it prints. Ends with this process at the latest. */
export class Program {
  private static readonly running = new Set<Program>();
  /** Resolves when it has ended and all that it has printed has been read. */
  readonly exit: Promise<Exit>;
  stdout = '';
  stderr = '';
  protected readonly child: ChildProcess;
  private hasEnded = false;
  private readonly condition = new Condition();

  constructor(command: string, args: readonly string[], { env = {}, stdout, channel = false }: ProgramOptions = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CHAT_'));
    const output = typeof stdout === 'number' ? stdout : 'pipe';
    const stdio: StdioOptions = channel ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['pipe', output, 'pipe'];
    this.child = spawn(command, args, { env: { ...Object.fromEntries(inherited), ...env }, stdio });
    this.child.stdin?.on('error', () => undefined); // it may end before it has read all
    if (stdout === undefined) this.readOutput();
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.condition.changed();
    });
    this.exit = this.ended(stdout === 'unread' ? 'exit' : 'close');
    if (Program.running.size === 0) process.once('exit', Program.killAll);
    Program.running.add(this);
    void this.exit.then(() => {
      Program.running.delete(this);
      if (Program.running.size === 0) process.off('exit', Program.killAll);
    });
  }

  /** Kills all programs that are running, each by its own id; for the last moment of this process. */
  static readonly killAll = (): void => {
    for (const program of Program.running) program.kill('SIGKILL');
  };

  /** Kills all programs that are running, and waits until they have ended. */
  static async endAll(): Promise<void> {
    const all = Array.from(Program.running);
    Program.killAll();
    for (const program of all) program.closeOutput();
    await Promise.all(all.map(({ exit }) => exit));
  }

  get pid(): number {
    return this.child.pid ?? NaN;
  }

  /** All that it has printed. */
  get output(): string {
    return this.stdout + this.stderr;
  }

  /** Waits until what it has printed is as wanted, and returns that; throws when it ends before. */
  async until<T>(reached: () => T, what: string, limit?: number): Promise<NonNullable<T>> {
    let answer = reached();
    await this.condition.until(
      () => (answer = reached()) || this.hasEnded,
      () => `waiting for ${what}\n${this.printed}`,
      limit,
    );
    return answer || this.missed(what);
  }

  /** Asks until the answer is truthy, for what cannot be read from its output; throws when it ends before. */
  eventually<T>(ask: () => T | Promise<T>, what: string, limit?: number): Promise<NonNullable<T>> {
    const asked = async (): Promise<T> => (await ask()) || (this.hasEnded ? this.missed(what) : (undefined as T));
    return eventually(asked, () => `waiting for ${what}\n${this.printed}`, limit);
  }

  /** Reads its standard output from now on. */
  readOutput(): void {
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.condition.changed();
    });
    this.child.stdout?.resume();
  }

  /** Reads no more of its standard output, until `readOutput`. */
  pauseOutput(): void {
    this.child.stdout?.removeAllListeners('data').pause();
  }

  /** Closes the reading end of its standard output, as a reader that exits does. */
  closeOutput(): void {
    this.child.stdout?.destroy();
  }

  /** Types on its standard input. */
  type(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.child.stdin?.end();
  }

  /** Sends this process, and no other, a signal. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<Stopped> {
    const asked = performance.now();
    this.kill('SIGTERM');
    const timeout = setTimeout(() => {
      this.kill('SIGKILL');
    }, patient(GRACE));
    const exit = await this.exit;
    clearTimeout(timeout);
    return { ...exit, took: performance.now() - asked };
  }

  private async missed(what: string): Promise<never> {
    const { code, signal } = await this.exit;
    throw new Error(`${this.child.spawnfile} ended with ${String(code ?? signal)} without ${what}\n${this.printed}`);
  }

  private get printed(): string {
    return `stdout: ${this.stdout}\nstderr: ${this.stderr}`;
  }

  private ended(event: 'exit' | 'close'): Promise<Exit> {
    return new Promise((resolve) => {
      const settle = (exit: Exit): void => {
        this.hasEnded = true;
        resolve(exit);
        this.condition.changed();
      };
      this.child.once('error', ({ message }) => {
        this.stderr += `${message}\n`;
        if (this.child.pid === undefined) settle({ code: NOT_FOUND, signal: null });
      });
      this.child.once(event, (code: number | null, signal: NodeJS.Signals | null) => settle({ code, signal }));
    });
  }
}
