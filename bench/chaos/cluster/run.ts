import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '../../../testkit/eventually';
import { Random } from '../../random';
import { check, type Findings } from './checker';
import { Cluster, NODES } from './cluster';
import type { Fault } from './faults';
import type { ClusterOptions } from './options';
import { Seat } from './seat';

/** How many talk at each node. */
const SPEAKERS = 4;
/** The time between two turns in which they talk, in ms. */
const TURN = 20;
/** How long all may take to have a name, and what is on its way may take to come, in ms. */
const SETTLING = 60_000;
/** How long nothing must have come for it to be all, in ms. */
const STILL = 1000;

/** What came of one fault. */
export interface Result extends Findings {
  readonly fault: Fault;
  readonly acknowledged: number;
  /** The longest time without an acknowledgement at each node, in seconds. */
  readonly stopped: Readonly<Record<string, number>>;
  /** What clients read, and those of which nodes. */
  readonly told: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Makes one fault, in a cluster of its own, while its clients talk. */
export async function suffer(fault: Fault, options: ClusterOptions): Promise<Result> {
  const cluster = await Cluster.start(options.server);
  const seats: Seat[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    for (const node of NODES) {
      const target = (): ReturnType<Cluster['target']> => cluster.target(node);
      seats.push(new Seat(node, `w${node}`, true, target));
      for (let each = 0; each < SPEAKERS; each += 1) seats.push(new Seat(node, `s${node}${each}`, false, target));
    }
    const speakers = seats.filter(({ isWitness }) => !isWitness);
    await settled(() => seats.every(({ isNamed }) => isNamed), 'that all clients have a name');
    timer = talking(speakers, options);
    await pause(options.seconds * 1000);
    for (const { told } of seats) told.clear(); // those who came first
    const from = performance.now();
    await fault.inject(cluster);
    await cluster.healthy();
    await settled(() => seats.every(({ isNamed }) => isNamed), 'that all clients are back');
    await pause(options.seconds * 1000);
    clearInterval(timer);
    const late = await quiet(seats);
    const acknowledged = speakers.flatMap((seat) => seat.acknowledged);
    const findings = check(
      acknowledged,
      seats.filter(({ isWitness }) => isWitness).flatMap(({ segments }) => segments),
    );
    const stopped = Object.fromEntries(NODES.map((node) => [node, longest(speakers, node, from)]));
    return {
      ...{ ...findings, lost: findings.lost + late, fault, acknowledged: acknowledged.length },
      ...{ stopped, told: toldTo(seats) },
    };
  } finally {
    clearInterval(timer);
    await Promise.all(seats.map((seat) => seat.stop()));
    await cluster.stop();
  }
}

function talking(speakers: readonly Seat[], { seed, rate }: ClusterOptions): NodeJS.Timeout {
  const random = new Random(seed);
  const share = (rate * TURN) / 1000 / SPEAKERS;
  return setInterval(() => {
    for (const seat of speakers) seat.say(Math.floor(share + random.next())); // `share` lines in the mean
  }, TURN);
}

async function settled(reached: () => boolean, what: string): Promise<void> {
  if (!(await poll(reached, SETTLING))) throw new Error(`${SETTLING / 1000} s are over: ${what}`);
}

/** Waits until all has come; returns how many lines never did, though the connection of their speaker has lasted. */
async function quiet(seats: readonly Seat[]): Promise<number> {
  const open = (): number => seats.reduce((total, seat) => total + seat.open, 0);
  await poll(() => open() === 0, SETTLING);
  const received = (): number => seats.reduce((total, seat) => total + seat.received, 0);
  for (let before = -1; before !== received();) {
    before = received();
    await pause(STILL);
  }
  return open();
}

function longest(speakers: readonly Seat[], node: string, from: number): number {
  const times = speakers.filter((seat) => seat.node === node).flatMap((seat) => seat.times);
  const after = [from, ...times.filter((time) => time >= from).sort((a, b) => a - b)];
  return after.reduce((most, time, index) => Math.max(most, time - (after[index - 1] ?? from)), 0) / 1000;
}

function toldTo(seats: readonly Seat[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { node, told } of seats) for (const line of told) all.set(line, (all.get(line) ?? new Set()).add(node));
  return all;
}
