import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, NodeName } from './cluster';

/** Something that fails, and is whole again. */
export interface Fault {
  readonly name: string;
  readonly says: string;
  readonly inject: (cluster: Cluster) => Promise<void>;
}

const ALL = [0, 1, 2] as const;

/** Servers of NATS that are killed, and start again after so long, in ms. */
async function killed({ nats }: Cluster, servers: readonly number[], ms: number): Promise<void> {
  for (const server of servers) nats.signal(server, 'SIGKILL');
  await Promise.all(servers.map((server) => nats.ended(server)));
  await pause(ms);
  for (const server of servers) nats.restart(server);
}

async function cut(cluster: Cluster, node: NodeName, ms: number): Promise<void> {
  cluster.cut(node, true);
  await pause(ms);
  cluster.cut(node, false);
}

async function stopped(cluster: Cluster, node: NodeName, ms: number): Promise<void> {
  cluster.signal(node, 'SIGSTOP');
  await pause(ms);
  cluster.signal(node, 'SIGCONT');
}

async function leaderStopped({ nats }: Cluster, ms: number): Promise<void> {
  const leader = await nats.leaderIndex();
  nats.signal(leader, 'SIGSTOP');
  await pause(ms);
  nats.signal(leader, 'SIGCONT');
}

async function nodeKilled(cluster: Cluster, node: NodeName, ms: number): Promise<void> {
  cluster.signal(node, 'SIGKILL');
  await pause(ms);
  await cluster.startNode(node);
}

async function inTurn(cluster: Cluster): Promise<void> {
  for (const server of ALL) {
    cluster.nats.signal(server, 'SIGTERM');
    await cluster.nats.ended(server);
    cluster.nats.restart(server);
    await cluster.healthy();
  }
}

async function lameDuck({ nats }: Cluster): Promise<void> {
  const leader = await nats.leaderIndex();
  nats.signal(leader, 'SIGUSR2');
  await nats.ended(leader);
  nats.restart(leader);
}

const another = async (cluster: Cluster): Promise<number> => ((await cluster.nats.leaderIndex()) + 1) % ALL.length;

/** All faults that can be made of processes and relays. */
export const FAULTS: readonly Fault[] = [
  {
    ...{ name: 'leader', says: 'kill -9 of the leader, back after 5 s' },
    inject: async (cluster) => killed(cluster, [await cluster.nats.leaderIndex()], 5000),
  },
  {
    ...{ name: 'follower', says: 'kill -9 of another nats-server, back after 5 s' },
    inject: async (cluster) => killed(cluster, [await another(cluster)], 5000),
  },
  { name: 'rolling', says: 'SIGTERM of each nats-server in turn', inject: inTurn },
  { name: 'lame-duck', says: 'the leader ends as a lame duck', inject: lameDuck },
  { name: 'all-nats', says: 'kill -9 of all nats-servers, 3 s down', inject: (cluster) => killed(cluster, ALL, 3000) },
  {
    ...{ name: 'all-nats-long', says: 'the same for 15 s, longer than the lease of a node' },
    inject: (cluster) => killed(cluster, ALL, 15_000),
  },
  { name: 'quorum', says: 'kill -9 of two nats-servers, 6 s down', inject: (cluster) => killed(cluster, [0, 1], 6000) },
  {
    name: 'leader-stopped',
    says: 'the leader stands still for 10 s',
    inject: (cluster) => leaderStopped(cluster, 10_000),
  },
  { name: 'cut-6', says: 'a node cut off from NATS for 6 s', inject: (cluster) => cut(cluster, 'c', 6000) },
  { name: 'cut-25', says: 'a node cut off from NATS for 25 s', inject: (cluster) => cut(cluster, 'c', 25_000) },
  {
    ...{ name: 'leader-and-node', says: 'the leader stands still and a node is cut off, 25 s' },
    inject: async (cluster) => {
      await Promise.all([leaderStopped(cluster, 25_000), cut(cluster, 'c', 25_000)]);
    },
  },
  {
    name: 'node-killed',
    says: 'kill -9 of a node, back after 12 s',
    inject: (cluster) => nodeKilled(cluster, 'c', 12_000),
  },
  { name: 'node-restarted', says: 'kill -9 of a node, back at once', inject: (cluster) => nodeKilled(cluster, 'c', 0) },
  { name: 'node-stopped', says: 'a node stands still for 15 s', inject: (cluster) => stopped(cluster, 'c', 15_000) },
  {
    ...{ name: 'slow', says: '200 ms more each way between a node and NATS, for 10 s' },
    inject: async (cluster) => {
      cluster.delay('c', 200);
      await pause(10_000);
      cluster.delay('c', 0);
    },
  },
  {
    ...{ name: 'several', says: 'at once: kill -9 of the leader and of a node, another node cut off for 6 s' },
    inject: async (cluster) => {
      const leader = await cluster.nats.leaderIndex();
      await Promise.all([killed(cluster, [leader], 5000), cut(cluster, 'b', 6000), nodeKilled(cluster, 'c', 2000)]);
    },
  },
];

/** What of the table of faults is left out, and why. */
export const LEFT_OUT = [
  'Left out: a full disk, which needs a file system of its own, and the loss of power;',
  'the network between nats-servers is not cut: where it would be, the leader stands still.',
].join('\n');
