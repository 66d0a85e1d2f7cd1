import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from './build';
import { get } from './get';
import { samplesOf } from './samples';
import { within } from './within';

const running = new Set<Program>();

// A spec that fails leaves no process behind; each is ended by its own id.
afterEach(async () => {
  await Promise.all(
    Array.from(running, async (program) => {
      program.kill('SIGKILL');
      program.closeOutput();
      await program.exit;
    }),
  );
});

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a program gets beside its arguments. */
export interface ProgramOptions {
  /** Variables beside those of this process, of which none changes the settings of a server; busyLag is 0. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its standard output goes, where that is not to be read by the spec: a descriptor, or a pipe that nobody reads before `readOutput`. */
  readonly stdout?: number | 'unread';
}

/** A program in a process of its own, with all that it prints. */
export class Program {
  readonly exit: Promise<Exit>;
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private printed: () => void = () => {};

  constructor(command: string, args: readonly string[], { env = {}, stdout }: ProgramOptions = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CHAT_'));
    // A server would refuse clients because the machine is busy with something else.
    const environment = { ...Object.fromEntries(inherited), CHAT_BUSY_LAG: '0', ...env };
    const output = typeof stdout === 'number' ? stdout : 'pipe';
    this.child = spawn(command, args, { env: environment, stdio: ['pipe', output, 'pipe'] });
    running.add(this);
    this.child.stdin!.on('error', () => {}); // it may end before it has read all
    if (stdout === undefined) this.readOutput();
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.printed();
    });
    this.exit = this.ended(stdout === 'unread' ? 'exit' : 'close');
  }

  /** The server, as `node dist/server.js` starts it. */
  static server(args: readonly string[], options?: ProgramOptions): Program {
    return new Program(process.execPath, [join(build(), 'server.js'), ...args], options);
  }

  /** A server that listens on free ports of loopback. */
  static async listening(args: readonly string[] = [], options?: ProgramOptions): Promise<Program> {
    const free = ['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--log-format=json'];
    const program = Program.server([...free, ...args], options);
    await program.until(() => program.stderr.split('\n').length > 2, 'that it listens');
    const isRead = options?.stdout === undefined;
    await program.until(() => !isRead || program.log.length >= 2, 'two lines of log');
    return program;
  }

  /** The log on stdout, each line parsed. */
  get log(): Readonly<Record<string, unknown>>[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  get pid(): number {
    return this.child.pid!;
  }

  get port(): number {
    return Number(/; connect with: nc \S+ (\d+)/.exec(this.greeting)![1]);
  }

  get metricsPort(): number {
    return Number(/http:\/\/\S+:(\d+)\/metrics/.exec(this.greeting)![1]);
  }

  /** Where it says where it is: beside the log, or in it where that is for people. */
  private get greeting(): string {
    return this.stderr === '' ? this.stdout : this.stderr;
  }

  /** Reads its standard output from now on. */
  readOutput(): void {
    const output = this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.printed();
    });
    output.resume();
  }

  /** Reads no more of its standard output, until it is read again. */
  pauseOutput(): void {
    this.child.stdout!.removeAllListeners('data').pause();
  }

  /** Closes the reading end of its standard output, as a reader that exits does. */
  closeOutput(): void {
    this.child.stdout?.destroy();
  }

  /** One number of its metrics. */
  async metric(series: string): Promise<number> {
    const samples = samplesOf((await get(this.metricsPort, '/metrics')).body);
    const sample = samples.find((candidate) => candidate.series === series);
    if (!sample) throw new Error(`there is no ${series} on /metrics`);
    return sample.value;
  }

  /** Types on its standard input. */
  type(text: string): void {
    this.child.stdin!.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.child.stdin!.end();
  }

  /** Sends this process, and no other, a signal. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits until what it has printed is as wanted, or it is over. */
  async until(reached: () => boolean, what: string): Promise<void> {
    let over = false;
    const done = new Promise<void>((resolve) => {
      this.printed = () => {
        if (reached() || over) resolve();
      };
      this.printed();
      void this.exit.then(() => {
        over = true;
        this.printed();
      });
    });
    const printed = (): string => `stdout: ${this.stdout}\nstderr: ${this.stderr}`;
    await within(done, () => `waiting for ${what}\n${printed()}`);
    if (!reached()) throw new Error(`it ended without ${what}\n${printed()}`);
  }

  /** It has ended when all that it has printed has been read, too; where nobody reads, when the process has. */
  private async ended(event: 'exit' | 'close'): Promise<Exit> {
    const [code, signal] = (await once(this.child, event)) as [number | null, NodeJS.Signals | null];
    running.delete(this);
    return { code, signal };
  }
}
