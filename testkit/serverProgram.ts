import { Program, type ProgramOptions } from './process';

/** Flags with which a server listens on free ports of loopback. */
export const ON_FREE_PORTS = ['--host=127.0.0.1', '--port=0', '--metrics-port=0'] as const;

/** How long a server may take to listen, in ms. */
const START = 20_000;

/** A chat server in a process of its own, which says where it listens. */
export class ServerProgram extends Program {
  /**
   * Starts a server, and waits until it says where it listens.
   *
   * @param command the program and its arguments
   * @param options where its log goes, and whether it has a metrics port, as it has by default
   * @throws with what it has printed, when it ends before it listens
   */
  static async started(
    [command = '', ...args]: readonly string[],
    { hasMetrics = true, ...options }: ProgramOptions & { readonly hasMetrics?: boolean } = {},
  ): Promise<ServerProgram> {
    const server = new ServerProgram(command, args, options);
    await server.listens(hasMetrics);
    return server;
  }

  /** Waits until it says where it listens. */
  async listens(hasMetrics = true): Promise<void> {
    await this.until(() => this.chat && (this.metrics ?? !hasMetrics), 'the line that says where it listens', START);
  }

  get host(): string {
    return this.chat?.[1] ?? '';
  }

  get port(): number {
    return Number(this.chat?.[2]);
  }

  get metricsPort(): number {
    return Number(this.metrics?.[1]);
  }

  private get chat(): RegExpExecArray | null {
    return /chat is on (\S+):(\d+); connect with: /.exec(this.greeting);
  }

  private get metrics(): RegExpExecArray | null {
    return /metrics are on http:\/\/\S+:(\d+)\/metrics/.exec(this.greeting);
  }

  /** Where it says where it listens: on standard error, or in a log for people. */
  private get greeting(): string {
    return this.stderr === '' ? this.stdout : this.stderr;
  }
}
