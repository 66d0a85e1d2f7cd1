import { Writable } from 'node:stream';
import { newLogger } from '../../src/telemetry/logger';
import type { RunningServer } from '../../src/run/runningServer';
import { start } from '../../src/run/start';
import { readSettings } from '../../src/config/readSettings';
import type { Settings } from '../../src/config/settings';
import { eventually } from '../../testkit/eventually';
import { get } from '../../testkit/get';
import { type Metrics, type Sample, samplesOf, scrape, valueOf } from '../../testkit/scrape';
import { Client, type ClientOptions } from './client';

/** A line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

const running = new Set<TestServer>();

// A spec that fails leaves nothing behind for the next one.
afterEach(async () => {
  await Client.cutAll();
  await Promise.all(Array.from(running, (server) => server.stop()));
});

/**
 * The settings of a server for specs: on loopback, on free ports, it refuses no client because the machine is busy with
 * something else, prompts at once, and sends those who enter nothing of the past and no welcome; otherwise the defaults.
 */
export const testSettings = (changes: Partial<Settings> = {}): Settings => ({
  ...readSettings(
    [
      ...['--host=127.0.0.1', '--port=0', '--metrics-port=0', '--busy-lag=0', '--greeting-delay=0'],
      ...['--history-on-join=0', '--welcome=off'],
    ],
    {},
  ),
  ...changes,
});

/** A server in this process, with its real log, kept in memory. */
export class TestServer {
  private readonly text: string[] = [];
  private server: RunningServer | undefined;

  private constructor(private readonly changes: Partial<Settings>) {}

  /** Starts a server; it is stopped after the spec. */
  static async start(changes: Partial<Settings> = {}): Promise<TestServer> {
    const started = new TestServer(changes);
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk: string, _, done) => {
        started.text.push(chunk);
        done();
      },
    });
    started.server = await start(
      testSettings(changes),
      newLogger({ level: changes.logLevel ?? 'debug', format: 'json', stream }),
    );
    running.add(started);
    return started;
  }

  get port(): number {
    return this.server!.chatAddress.port;
  }

  get metricsPort(): number {
    return this.server!.metricsAddress.port;
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.server!.stop();
  }

  /** Reads the settings again, as at SIGHUP: those of the start, but for some. */
  reload(changes: Partial<Settings> = {}): void {
    this.server!.reload(testSettings({ ...this.changes, ...changes }));
  }

  connect(options?: ClientOptions): Promise<Client> {
    return Client.connect(this.port, options);
  }

  named(name: string, options?: ClientOptions): Promise<Client> {
    return Client.named(name, this.port, options);
  }

  /** Clients with names, who have all seen each other come. */
  async lobby(...names: readonly string[]): Promise<Client[]> {
    const clients: Client[] = [];
    for (const name of names) {
      const client = await this.named(name);
      for (const other of clients) await other.gets(`SYSTEM: ${name} joined`);
      clients.push(client);
    }
    return clients;
  }

  /** The log as it was written. */
  get logText(): string {
    return this.text.join('');
  }

  /** The log, each line parsed. */
  get log(): LogLine[] {
    const lines = this.logText.split('\n');
    expect(lines.pop()).toBe('');
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /** The page of the metrics, parsed. */
  async samples(): Promise<Sample[]> {
    return samplesOf((await get(this.metricsPort, '/metrics')).body);
  }

  /** The metrics, each by its name and labels. */
  metrics(): Promise<Metrics> {
    return scrape(this.metricsPort);
  }

  /** One number of the metrics: `chat_rooms`, `chat_messages_total{type="join"}`. */
  async metric(series: string): Promise<number> {
    return valueOf(await this.metrics(), series);
  }

  /** Asks for a number of the metrics until it is as wanted. */
  async until(series: string, wanted: (value: number) => boolean): Promise<number> {
    let value = NaN;
    const isReached = async (): Promise<boolean> => wanted((value = await this.metric(series)));
    await eventually(isReached, () => `${series} is still ${value}`);
    return value;
  }
}
