import { resolve } from 'node:path';
import { eventually } from '../../../testkit/eventually';
import { get } from '../../../testkit/get';
import { NatsServers } from '../../../testkit/natsServers';
import { ON_FREE_PORTS, ServerProgram } from '../../../testkit/serverProgram';
import { Relay } from './relay';

/** The names of the nodes. */
export const NODES = ['a', 'b', 'c'] as const;
export type NodeName = (typeof NODES)[number];

/** How long until all is well after a fault, in ms. */
const RECOVERY = 90_000;
/** Nothing is dropped for a reader, since what it does not have would be taken for lost. */
const LIMITS = ['--line-rate=0', '--history-on-join=0', '--outbound-lines=1000000', '--outbound-bytes=256MiB'] as const;
/** Servers of NATS name no other one to a node: it would reach that one past its relay. */
const CONFIG = 'cluster { no_advertise: true }\nlame_duck_duration: "30s"\nlame_duck_grace_period: "1s"\n';

/** Three nodes on three servers of NATS, with a relay between each two. */
export class Cluster {
  private readonly programs = new Map<NodeName, ServerProgram>();
  private readonly relays = new Map<NodeName, readonly Relay[]>();

  private constructor(
    readonly nats: NatsServers,
    private readonly server: string,
  ) {}

  static async start(server: string): Promise<Cluster> {
    const cluster = new Cluster(await NatsServers.start(CONFIG), server);
    try {
      for (const node of NODES) {
        cluster.relays.set(node, await Promise.all(cluster.nats.ports.map((port) => Relay.to(port))));
        await cluster.startNode(node);
      }
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Starts a node, also one that was killed, under its name. */
  async startNode(node: NodeName): Promise<void> {
    const urls = this.relaysOf(node).map(({ port }) => `nats://127.0.0.1:${port}`);
    const flags = [...ON_FREE_PORTS, ...LIMITS, `--nats=${urls.join()}`, `--node=${node}`];
    this.programs.set(node, await ServerProgram.started([process.execPath, resolve(this.server), ...flags]));
  }

  target(node: NodeName): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.programs.get(node)?.port ?? 0 };
  }

  signal(node: NodeName, signal: NodeJS.Signals): void {
    this.programs.get(node)?.kill(signal);
  }

  /** Lets nothing pass between a node and NATS, or all again. */
  cut(node: NodeName, isCut: boolean): void {
    for (const relay of this.relaysOf(node)) relay.cut(isCut);
  }

  /** Holds all that passes between a node and NATS back for so long, in ms, in both directions. */
  delay(node: NodeName, ms: number): void {
    for (const relay of this.relaysOf(node)) relay.delayMs = ms;
  }

  /** Waits until NATS and all nodes say that all is well. */
  async healthy(): Promise<void> {
    await eventually(
      async () =>
        (await this.nats.isReady()) && (await Promise.all(NODES.map((node) => this.isReady(node)))).every(Boolean),
      () => 'that NATS and all nodes are ready',
      RECOVERY,
    );
  }

  async stop(): Promise<void> {
    const programs = Array.from(this.programs.values());
    for (const program of programs) program.kill('SIGKILL');
    await Promise.all(programs.map(({ exit }) => exit));
    for (const relay of Array.from(this.relays.values()).flat()) relay.close();
    await this.nats.stop();
  }

  private relaysOf(node: NodeName): readonly Relay[] {
    return this.relays.get(node) ?? [];
  }

  private async isReady(node: NodeName): Promise<boolean> {
    try {
      return (await get(this.programs.get(node)?.metricsPort ?? 0, '/readyz')).status === 200;
    } catch {
      return false; // it is not there, or stands still
    }
  }
}
