import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsServers } from '../testkit/natsServers';
import { type Metrics, scrape } from '../testkit/scrape';
import type { ServerProgram } from '../testkit/serverProgram';
import type { Case, Counted, Measured } from './cases';
import type { Cores } from './cores';
import { grown } from './counters';
import type { Progress } from './load/plan';
import { LoadProcess } from './loadProcess';
import { startServer, type Subject } from './subjects';

/** How long after the last join memory is read, in ms: what joining left behind has been let go of by then. */
const SETTLE = 700;

/** How long a measurement takes, in seconds. */
export interface Times {
  readonly warm: number;
  readonly seconds: number;
}

const NOTHING: Metrics = new Map();

/** Where a server keeps its journal: the flags that say so, and what lets go of it. */
async function journalOf({ durability, natsServers }: Subject): Promise<{ flags: string[]; end: () => Promise<void> }> {
  if (natsServers !== undefined) {
    const nats = await NatsServers.start('', natsServers);
    return { flags: ['--nats', nats.urls, '--node', 'n1'], end: () => nats.stop() };
  }
  if (durability === undefined) return { flags: [], end: () => Promise.resolve() };
  const data = await mkdtemp(join(tmpdir(), 'rxchat-bench-'));
  return { flags: ['--data', data, '--durability', durability], end: () => rm(data, { recursive: true }) };
}

/** A server and its crowd, for as long as they are needed. */
export class Stage {
  private constructor(
    readonly server: ServerProgram,
    readonly load: LoadProcess,
    private readonly subject: Subject,
  ) {}

  /**
   * Starts a server and a load, and lets `play` do with them what it wants.
   *
   * @returns what `play` returns, when both have ended
   */
  static async use<T>(
    subject: Subject,
    cores: Cores | undefined,
    tell: (progress: Progress) => void,
    play: (stage: Stage) => Promise<T>,
  ): Promise<T> {
    const kept = await journalOf(subject);
    const command = [...subject.command, ...kept.flags];
    try {
      const server = await startServer({ ...subject, command }, cores?.server);
      const load = new LoadProcess(cores?.load, tell);
      try {
        return await play(new Stage(server, load, subject));
      } finally {
        await load.stop();
        await server.stop();
      }
    } finally {
      await kept.end();
    }
  }

  /** The server's metrics as they are now; none for a server without. */
  metrics(): Promise<Metrics> {
    return this.subject.hasMetrics ? scrape(this.server.metricsPort) : Promise.resolve(NOTHING);
  }
}

/**
 * Measures a case once, with a server and a load that are started for it.
 *
 * @param one the case
 * @param subject the server
 * @param times how long
 * @param cores the cores to pin them to, where there are two
 * @param tell takes the progress
 * @returns all numbers
 */
export function measure(
  one: Case,
  subject: Subject,
  times: Times,
  cores: Cores | undefined,
  tell: (progress: Progress) => void,
): Promise<Measured> {
  const { transport, clients, stalled, joinWindow, talk } = one;
  const short = one.seconds === undefined ? times : { warm: 0, seconds: Math.min(one.seconds, times.seconds) };
  const plan = { ...talk, ...short };
  return Stage.use(subject, cores, tell, async (stage) => {
    const { server, load } = stage;
    const { host, port, pid } = server;
    const joined = await load.join(
      { host, port, pid, transport, clients, stalled, joinWindow, settle: SETTLE, past: subject.past ?? 0 },
      talk.size,
    );
    const before = await stage.metrics();
    const figures = await load.talk(plan);
    return { ...joined, ...figures, ...counted(before, await stage.metrics()) };
  });
}

/** What a server has counted in between. */
export function counted(before: Metrics, after: Metrics): Counted {
  const of = (name: string): number => grown(before, after, name);
  const said = of('chat_messages_total{type="broadcast"}') + of('chat_messages_total{type="whisper"}');
  return {
    dropped: of('chat_lines_dropped_total'),
    writesPerLine: of('chat_writes_total') / of('chat_lines_written_total'),
    encodesPerLine: of('chat_encodes_total') / said,
    syncsPerLine: of('chat_journal_sync_seconds_count') / said,
  };
}
