import { LineClient } from '../../testkit/lineClient';
import { Client, type Observer } from './client';
import type { Mark } from './mark';
import { MarkReader } from './markReader';
import type { CrowdPlan, Joined, Progress } from './plan';
import { usageOf } from './usage';
import { TCP, WS } from './wire';

/** On so many clients every line is read; on the others lines are only counted. */
const SAMPLED = 32;
/** How long joining may stand still, in ms. */
const PATIENCE = 20_000;
/** How long nothing may come before the rest of what everybody is told is not waited for any more, in ms. */
const QUIET = 1000;
/** How often progress is told and looked after, in ms. */
const LOOK = 250;

/** The lines that a client is sent when somebody joins, itself included; all names are as long as this one. */
const toldOf = (name: string): string => `SYSTEM: ${name} joined\n`;
/** Who says something before all others join, and how that is shown to them: in less than ten seconds all have. */
const EARLY = 'early';
const pastOf = (text: string): string => `PAST 0s ${EARLY}: ${text}\n`;

const GREETING = 'Enter username:\nOK\n';

/** Who wants to know what the crowd receives. */
export interface Listener {
  received(marks: number): void;
  /** A line that one of the sampled clients has received. */
  read(client: number, mark: Mark): void;
}

const NOBODY: Listener = { received: () => undefined, read: () => undefined };

/** Many clients in one room. */
export class Crowd implements Observer {
  readonly clients: Client[] = [];
  listener = NOBODY;
  /** How many connections the server has ended. */
  lost = 0;
  private bytes = 0;
  private named = 0;
  private fail: ((error: Error) => void) | undefined; // while joining
  private more: () => void = () => undefined;

  constructor(readonly plan: CrowdPlan) {}

  /** How many of the clients read on. */
  get readers(): number {
    return this.plan.clients - this.plan.stalled;
  }

  /** The length of a line of somebody who says a text of so many bytes, its ending included. */
  lineLength(size: number): number {
    return `${this.nameOf(0)}: `.length + size + 1;
  }

  /**
   * Connects all clients and waits until everybody has been told of everybody.
   *
   * @param size the length of what will be said, in bytes
   * @param tell takes the progress, some times a second
   * @returns what it took
   * @throws where a client is refused or cannot connect, and where joining stands still
   */
  async join(size: number, tell: (progress: Progress) => void): Promise<Joined> {
    const { clients, stalled, settle, pid } = this.plan;
    await this.sayBefore(size);
    const before = usageOf(pid);
    const started = performance.now();
    const joinedAt = await this.connectAll(size, tell);
    const { at: toldAt, missing } = await this.allTold(size, tell);
    tell({ phase: 'settling', done: 0, of: settle / 1000, deliveriesPerSecond: 0 });
    await new Promise((resolve) => setTimeout(resolve, settle));
    const after = usageOf(pid);
    for (const client of this.clients.slice(clients - stalled)) client.stall();
    return {
      clients,
      joinSeconds: (joinedAt - started) / 1000,
      toldSeconds: (toldAt - started) / 1000,
      untoldBytes: missing,
      joinsPerSecond: (clients * 1000) / (toldAt - started),
      joinCpu: after.cpu - before.cpu,
      rssBefore: before.rss,
      rssJoined: after.rss,
      bytesPerClient: (after.rss - before.rss) / clients,
    };
  }

  /** Ends all connections. */
  cut(): void {
    for (const client of this.clients) client.cut();
  }

  joined(): void {
    this.named += 1;
    this.more();
  }

  received(bytes: number, marks: number): void {
    this.bytes += bytes;
    this.listener.received(marks);
  }

  ended({ name }: Client, reason: string): void {
    this.lost += 1;
    this.fail?.(new Error(`${name} could not join: ${reason}`));
  }

  /** One comes, says what is past for all others, and leaves. */
  private async sayBefore(size: number): Promise<void> {
    const { past = 0, host, port } = this.plan;
    if (past === 0) return;
    const early = await new LineClient({ host, port }).opened();
    early.send(EARLY, ...Array.from({ length: past }, () => 'x'.repeat(size)), '/exit');
    await early.rest();
    await early.closed;
  }

  /** Resolves to the time when the last client has its name. */
  private async connectAll(size: number, tell: (progress: Progress) => void): Promise<number> {
    const { clients, joinWindow, host, port, transport } = this.plan;
    const look = watch(
      () => this.bytes,
      (idle) => {
        tell({ phase: 'joining', done: this.named, of: clients, deliveriesPerSecond: 0 });
        if (idle > PATIENCE) this.fail?.(new Error(`joining stands still at ${this.named} of ${clients} clients`));
      },
    );
    try {
      return await new Promise((resolve, reject) => {
        this.fail = reject;
        this.more = () => {
          const { length } = this.clients;
          if (this.named === clients) resolve(performance.now());
          else if (length < clients && length - this.named < joinWindow) {
            const read = (mark: Mark): void => {
              this.listener.read(length, mark);
            };
            const reader = new MarkReader(this.lineLength(size), length < SAMPLED ? read : undefined);
            this.clients.push(
              new Client(this.nameOf(length), { host, port }, reader, this, transport === 'ws' ? WS : TCP),
            );
            this.more();
          }
        };
        this.more();
      });
    } finally {
      clearInterval(look);
      this.fail = undefined;
      this.more = () => undefined;
    }
  }

  /** Resolves when everybody has been told of all who came after it, or nothing comes any more. */
  private allTold(size: number, tell: (progress: Progress) => void): Promise<{ at: number; missing: number }> {
    const { clients, past = 0 } = this.plan;
    const each = Buffer.byteLength(toldOf(this.nameOf(0)));
    const all =
      clients * (GREETING.length + past * pastOf('x'.repeat(size)).length) + ((clients * (clients + 1)) / 2) * each;
    return new Promise((resolve) => {
      const done = (at: number): void => {
        clearInterval(look);
        this.listener = NOBODY;
        resolve({ at, missing: Math.max(0, all - this.bytes) });
      };
      const look = watch(
        () => this.bytes,
        (idle) => {
          tell({ phase: 'joining', done: clients, of: clients, deliveriesPerSecond: 0 });
          if (idle > QUIET) done(performance.now() - idle);
        },
      );
      const received = (): void => {
        if (this.bytes >= all) done(performance.now());
      };
      this.listener = { ...NOBODY, received };
      received();
    });
  }

  private nameOf(index: number): string {
    return `u${String(index).padStart(String(this.plan.clients - 1).length, '0')}`;
  }
}

/** Looks at an interval at how long a number has stood still, in ms. */
export function watch(read: () => number, look: (idle: number) => void): NodeJS.Timeout {
  let last = read();
  let since = performance.now();
  return setInterval(() => {
    const value = read();
    if (value !== last) since = performance.now();
    last = value;
    look(performance.now() - since);
  }, LOOK);
}
