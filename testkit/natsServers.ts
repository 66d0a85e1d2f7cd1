import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { Program } from './process';

/** What a server says of its part in a stream. */
interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly cluster?: { readonly leader?: string } }[];
  }[];
}

interface Server {
  readonly name: string;
  readonly port: number;
  readonly http: number;
  readonly start: () => Program;
  program: Program;
}

/** Where the program is: found, or fetched, by scripts/natsServer.sh, which needs a working folder in the project. */
const program = (): string => execFileSync(join('scripts', 'natsServer.sh'), { encoding: 'utf8' }).trim();

/** Real nats-servers on loopback, whose streams are on all of them. */
export class NatsServers {
  private constructor(
    private readonly folder: string,
    private readonly servers: readonly Server[],
    /** Where nodes connect, as `--nats` takes it. */
    readonly urls: string,
  ) {}

  /**
   * @param config what is configured beside that, as the file of a server has it
   * @param count how many; one has no cluster
   */
  static async start(config = '', count = 3): Promise<NatsServers> {
    const path = program();
    const folder = mkdtempSync(join(tmpdir(), 'rxchat-nats-'));
    const file = join(folder, 'nats.conf');
    writeFileSync(file, config);
    const ports = await freePorts(3 * count); // all at once, or the same one could be given twice
    const [client, route, http] = [ports.slice(0, count), ports.slice(count, 2 * count), ports.slice(2 * count)];
    const routes = route.map((port) => `nats://127.0.0.1:${port}`).join();
    const servers = client.map((port, index) => {
      const name = `n${index}`;
      const args = ['-c', file, '-js', '-sd', join(folder, name), '-a', '127.0.0.1', '-p', String(port), '-n', name];
      const cluster = ['--cluster_name', 'c', '--cluster', `nats://127.0.0.1:${route[index] ?? 0}`, '--routes', routes];
      const start = (): Program =>
        new Program(path, [...args, ...(count > 1 ? cluster : []), '-m', String(http[index])]);
      return { name, port, http: http[index] ?? 0, start, program: start() };
    });
    const started = new NatsServers(folder, servers, client.map((port) => `nats://127.0.0.1:${port}`).join());
    await eventually(
      () => started.isReady(),
      () => `that all servers are healthy\n${servers.map(({ program }) => program.output).join('\n')}`,
      30_000,
    );
    return started;
  }

  /** Ends the leader of the stream at once, as a machine that is gone. */
  async killLeader(): Promise<void> {
    const leader = await eventually(
      () => this.leader(),
      () => 'a leader of the stream',
    );
    this.servers.find(({ name }) => name === leader)?.program.kill('SIGKILL');
  }

  /** Where each of them takes connections. */
  get ports(): readonly number[] {
    return this.servers.map(({ port }) => port);
  }

  /** The place of the leader of the stream among them; -1 if there is none. */
  async leaderIndex(): Promise<number> {
    const leader = await this.leader();
    return this.servers.findIndex(({ name }) => name === leader);
  }

  /** Sends a signal to one of them. */
  signal(index: number, signal: NodeJS.Signals): void {
    this.servers[index]?.program.kill(signal);
  }

  /** Resolves when one of them has ended. */
  async ended(index: number): Promise<void> {
    await this.servers[index]?.program.exit;
  }

  /** Starts one that has ended once more, with what it has on its disk. */
  restart(index: number): void {
    const server = this.servers[index];
    if (server) server.program = server.start();
  }

  /** Lets all but one of them stand still, so that they agree on nothing, or go on. */
  pause(isPaused: boolean): void {
    for (const { program } of this.servers.slice(1)) program.kill(isPaused ? 'SIGSTOP' : 'SIGCONT');
  }

  async stop(): Promise<void> {
    for (const { program } of this.servers) program.kill('SIGKILL');
    await Promise.all(this.servers.map(({ program }) => program.exit));
    rmSync(this.folder, { recursive: true });
  }

  /** Whether all of them are healthy. */
  async isReady(): Promise<boolean> {
    const states = await Promise.all(this.servers.map(({ http }) => ask<{ status?: string }>(http, 'healthz')));
    return states.every((state) => state?.status === 'ok');
  }

  private async leader(): Promise<string | undefined> {
    for (const { http } of this.servers) {
      const said = await ask<Jsz>(http, 'jsz?streams=true');
      const stream = said?.account_details?.[0]?.stream_detail?.find(({ name }) => name === 'chat');
      if (stream?.cluster?.leader !== undefined) return stream.cluster.leader;
    }
    return undefined;
  }
}

async function ask<T>(port: number, path: string): Promise<T | undefined> {
  try {
    return (await (await fetch(`http://127.0.0.1:${port}/${path}`)).json()) as T;
  } catch {
    return undefined; // it is not there, or not yet
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
