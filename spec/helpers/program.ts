import { join } from 'node:path';
import type { ProgramOptions } from '../../testkit/process';
import { scrape, valueOf } from '../../testkit/scrape';
import { ON_FREE_PORTS, ServerProgram } from '../../testkit/serverProgram';
import { build } from './build';

// A spec that fails leaves no process behind.
afterEach(() => Program.endAll());

/** A program in a process of its own, which may be a server; killed after the spec. */
export class Program extends ServerProgram {
  constructor(command: string, args: readonly string[], { env, ...options }: ProgramOptions = {}) {
    // A server would refuse clients because the machine is busy with something else.
    super(command, args, { ...options, env: { CHAT_BUSY_LAG: '0', CHAT_WELCOME: 'off', ...env } });
  }

  /** The server, as `node dist/server.js` starts it. */
  static server(args: readonly string[], options?: ProgramOptions): Program {
    return new Program(process.execPath, [join(build(), 'server.js'), ...args], options);
  }

  /** A server that listens on free ports of loopback. */
  static async listening(args: readonly string[] = [], options?: ProgramOptions): Promise<Program> {
    const program = Program.server([...ON_FREE_PORTS, '--log-format=json', ...args], options);
    await program.listens();
    const isRead = options?.stdout === undefined;
    await program.until(() => !isRead || program.log.length >= 2, 'two lines of log');
    return program;
  }

  /** The log on stdout, each line parsed. */
  get log(): Readonly<Record<string, unknown>>[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** One number of its metrics. */
  async metric(series: string): Promise<number> {
    return valueOf(await scrape(this.metricsPort), series);
  }
}
