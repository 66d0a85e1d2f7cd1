import { join } from 'node:path';
import { poll } from '../../testkit/eventually';
import { get } from '../../testkit/get';
import type { Target } from '../../testkit/lineClient';
import { type Metrics, scrape } from '../../testkit/scrape';
import { ON_FREE_PORTS, type ServerProgram } from '../../testkit/serverProgram';
import { Answerer } from '../answerer';
import { grown } from '../counters';
import { usageOf } from '../load/usage';
import { startServer } from '../subjects';
import { crash } from './crashed';
import type { HonestAnswer, HonestFigures, HonestRequest } from './honest/plan';
import type { HostileAnswer, HostileRequest } from './hostile/main';
import type { Tallies } from './hostile/raid';
import { HONEST } from './names';
import type { Numbers } from './numbers';
import type { ChaosOptions } from './options';
import { starve } from './starved';
import { MOST_GROWTH } from './verdict';

/** What is not standard in the settings of the server: short enough that a run of some seconds sees it happen. */
export const CHANGED = ['--registration-timeout', '3s', '--slow-client-timeout', '3s'] as const;
/** How long it may take to stop, in ms; the standard. */
const DRAIN_TIMEOUT = 5000;

/** Honest lines a second of all together. */
const RATE = 80;
/** How long the first raid takes, after which the server is as large as its code and its pools get: seconds. */
const WARM = 3;
/** How long the server stands still in the middle of that, in ms; what was said meanwhile has to come all the same. */
const STOPPED = 1000;
/** How often memory is looked at, how long it has to stand still, and how long that is waited for, in ms. */
const LOOK = 100;
const STILL = 1500;
const REST = { before: 5000, after: 15_000 };
/** How long the group may take to read that the server stops, in ms. */
const FAREWELL = 2000;
/** How often garbage is collected meanwhile, in ms. */
const COLLECT = 500;
/** How long the honest group talks alone at least, in ms. */
const ALONE = 1000;
/** How much it may change and stand still all the same. */
const STEADY = 0.01;
/** How long until all connections of clients that are gone have ended on the server's side too, in ms. */
const GOODBYE = 10_000;

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
};

/** Looks whether something is so, until it is or has taken too long, in ms. */
async function until(most: number, reached: () => boolean | Promise<boolean>): Promise<void> {
  await poll(reached, most, LOOK);
}

/** One run, from the start of the server to its end. */
export class Run {
  private readonly honest = new Answerer<HonestRequest, HonestAnswer>(join(__dirname, 'honest', 'main.js'), undefined);
  private readonly hostile = new Answerer<HostileRequest, HostileAnswer>(
    join(__dirname, 'hostile', 'main.js'),
    undefined,
  );

  private constructor(
    private readonly options: ChaosOptions,
    private readonly server: ServerProgram,
    private readonly tell: (step: string) => void,
  ) {}

  /**
   * Starts a server, and does to it all there is to do.
   *
   * @param options how long, and with which seed
   * @param tell takes what is going on
   */
  static async through(options: ChaosOptions, tell: (step: string) => void): Promise<Numbers> {
    const server = await startServer({ command: commandOf(options), hasMetrics: true }, undefined, options.log);
    const run = new Run(options, server, tell);
    try {
      return await run.play();
    } finally {
      await Promise.all([run.honest.stop(), run.hostile.stop(), server.stop()]);
    }
  }

  private async play(): Promise<Numbers> {
    const { server, options } = this;
    const { seconds, seed } = options;
    await this.honest.ask({ type: 'join', plan: { chat: this.chat, clients: HONEST, rate: RATE } }, 'done');
    await this.honest.ask({ type: 'talk' }, 'done');

    this.tell(`a first raid of ${WARM} s, in which the server is stopped for ${STOPPED / 1000} s`);
    await Promise.all([this.raid(WARM, seed + 1), this.pauseServer()]);
    this.tell('until all of them are gone, and memory stands still');
    await this.deserted();
    const before = await this.steady();
    this.tell(`another raid of ${WARM} s, by which code is compiled again`);
    await this.raid(WARM, seed + 2);
    await this.deserted();

    this.tell(`the raid: ${seconds} s`);
    await this.honest.ask({ type: 'talk' }, 'done');
    const cpu = usageOf(server.pid).cpu;
    const watch = this.peak();
    const [hostile, starved] = await Promise.all([
      this.raid(seconds, seed),
      starve(commandOf(options), Math.max(2, seconds - 5)),
    ]);
    this.tell('until all of them are gone');
    const used = usageOf(server.pid).cpu - cpu;
    const peak = watch();
    await this.deserted();
    const raided = await this.paused();

    this.tell('the honest group alone, until memory is back');
    const start = await this.metrics();
    await this.honest.ask({ type: 'talk' }, 'done');
    const after = await this.shrunk(before * MOST_GROWTH);
    const quiet = await this.paused();
    const metrics = await this.metrics();
    const health = (await get(server.metricsPort, '/healthz')).status;

    this.tell('another server with a journal, killed in the middle of a raid');
    const crashed = await crash(serverOf(options), WARM, (other) => this.raid(WARM, seed + 3, other));

    this.tell('the end');
    const stop = await server.stop();
    const toldOfShutdown = await this.farewells();
    const rooms = quiet.rooms.map((room, index) => ({ ...room, ...timesOf(raided, index) }));
    return {
      ...{
        seed,
        seconds,
        hostile,
        metrics,
        health,
        cpu: used,
        stop,
        drainTimeout: DRAIN_TIMEOUT,
        toldOfShutdown,
        starved,
        crashed,
      },
      honest: { ...quiet, rooms, late: raided.late },
      alone: aloneOf(raided, quiet, start, metrics),
      memory: { before, peak, after },
    };
  }

  private async raid(seconds: number, seed: number, { host, port, metricsPort } = this.server): Promise<Tallies> {
    const plan = { chat: { host, port }, metrics: { host, port: metricsPort }, seconds, seed };
    return (await this.hostile.ask({ type: 'raid', plan }, 'left')).tallies;
  }

  /** Stops the process of the server for a while, as SIGSTOP and `docker pause` do. Latencies are not measured then. */
  private async pauseServer(): Promise<void> {
    const { pid } = this.server;
    await pause((WARM * 1000 - STOPPED) / 2);
    process.kill(pid, 'SIGSTOP');
    await pause(STOPPED);
    process.kill(pid, 'SIGCONT');
  }

  private async paused(): Promise<HonestFigures> {
    return (await this.honest.ask({ type: 'pause' }, 'figures')).figures;
  }

  /** How many were told that the server stops; the group may have yet to read it. */
  private async farewells(): Promise<number> {
    let seen: HonestFigures | undefined;
    await until(FAREWELL, async () => {
      seen = (await this.honest.ask({ type: 'look' }, 'figures')).figures;
      return seen.toldOfShutdown === HONEST;
    });
    return seen?.toldOfShutdown ?? NaN;
  }

  private metrics(): Promise<Metrics> {
    return scrape(this.server.metricsPort);
  }

  /** Where the chat is, as plain data that other processes can be sent. */
  private get chat(): Target {
    const { host, port } = this.server;
    return { host, port };
  }

  /** Waits until only the honest group is connected, or that has taken too long. */
  private deserted(): Promise<void> {
    return until(GOODBYE, async () => (await this.metrics()).get('chat_connected_clients') === HONEST);
  }

  /** Memory without garbage, when it stands still; or when that has taken too long. */
  private async steady(): Promise<number> {
    let steady = { rss: this.rss, since: performance.now() };
    await this.collecting(REST.before, () => {
      const { rss } = this;
      if (Math.abs(rss - steady.rss) > STEADY * steady.rss) steady = { rss, since: performance.now() };
      return performance.now() - steady.since > STILL;
    });
    return this.rss;
  }

  /** Memory without garbage, when it is no more than this; or when that has taken too long. */
  private async shrunk(most: number): Promise<number> {
    await pause(ALONE);
    await this.collecting(REST.after, () => this.rss <= most);
    return this.rss;
  }

  /** Waits for something, and lets the server collect its garbage until then: what one pass moves, the next one frees. */
  private async collecting(most: number, reached: () => boolean): Promise<void> {
    const collect = (): boolean => process.kill(this.server.pid, 'SIGUSR2');
    const timer = setInterval(collect, COLLECT);
    collect();
    await until(most, reached).finally(() => {
      clearInterval(timer);
    });
  }

  private get rss(): number {
    return usageOf(this.server.pid).rss;
  }

  /** Looks at memory until it is asked how much it was at most. */
  private peak(): () => number {
    let most = this.rss;
    const timer = setInterval(() => (most = Math.max(most, this.rss)), LOOK);
    return () => {
      clearInterval(timer);
      return most;
    };
  }
}

const serverOf = ({ server }: ChaosOptions): readonly string[] => [
  process.execPath,
  ...[server, ...ON_FREE_PORTS, ...CHANGED],
];

function commandOf(options: ChaosOptions): readonly string[] {
  const collecting = ['--expose-gc', '--require', join(__dirname, 'collector.js')];
  const [command = '', ...args] = serverOf(options);
  return [command, ...collecting, ...args];
}

/** The latencies of a room at another time. */
function timesOf({ rooms }: HonestFigures, index: number) {
  const { p50 = NaN, p99 = NaN, max = NaN } = rooms[index] ?? {};
  return { p50, p99, max };
}

function aloneOf(before: HonestFigures, after: HonestFigures, start: Metrics, end: Metrics): Numbers['alone'] {
  const said = after.rooms.map((room, index) => room.said - (before.rooms[index]?.said ?? NaN));
  return {
    said: said.reduce((total, one) => total + one, 0),
    deliveries: after.rooms.reduce((total, room, index) => total + room.clients * (said[index] ?? NaN), 0),
    broadcasts: grown(start, end, 'chat_messages_total{type="broadcast"}'),
    offered: grown(start, end, 'chat_lines_offered_total'),
  };
}
