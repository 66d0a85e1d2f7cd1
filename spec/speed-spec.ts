import { Crowd } from '../bench/load/crowd';
import { markText } from '../bench/load/mark';
import { within } from '../testkit/within';
import { TestServer } from './helpers/testServer';

/** What the load says, in bytes. */
const SIZE = 64;
const SENDERS = 8; // in both rooms, where there are two

const COUNTERS = {
  writes: 'chat_writes_total',
  written: 'chat_lines_written_total',
  encodes: 'chat_encodes_total',
  flushes: 'chat_flush_seconds_count',
  said: 'chat_messages_total{type="broadcast"}',
} as const;

type Counts = Record<keyof typeof COUNTERS, number>;

/** What the public counters of a server say. */
async function countsOf(server: TestServer): Promise<Counts> {
  const values = new Map((await server.samples()).map(({ series, value }) => [series, value]));
  return Object.fromEntries(Object.entries(COUNTERS).map(([key, series]) => [key, values.get(series)!])) as Counts;
}

/** How much the counters grow while something happens. */
async function growth(server: TestServer, happening: () => Promise<void>): Promise<Counts> {
  const before = await countsOf(server);
  await happening();
  const after = await countsOf(server);
  const keys = Object.keys(COUNTERS) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, after[key] - before[key]])) as Counts;
}

describe('what a line costs', () => {
  let server: TestServer;
  let crowd: Crowd;

  /** So many clients in the lobby, in this process. */
  const gather = async (clients: number): Promise<void> => {
    server = await TestServer.start({ lineRate: 0 });
    const target = { host: '127.0.0.1', port: server.port, pid: process.pid };
    crowd = new Crowd({ ...target, transport: 'tcp', clients, stalled: 0, joinWindow: 32, settle: 0 });
    const { untoldBytes } = await crowd.join(SIZE, () => undefined);
    expect(untoldBytes).toBe(0);
    await settled(clients);
  };

  /** Eight clients say so many lines in all, at once; resolves when each has reached so many clients. */
  const burst = (lines: number, receivers: number): Promise<void> => {
    let left = lines * receivers;
    const heard = new Promise<void>((resolve) => {
      crowd.listener = {
        read: () => undefined,
        received: (marks) => {
          left -= marks;
          if (left === 0) resolve();
        },
      };
    });
    const line = `${markText({ posted: 0, sender: 0, sequence: 0 }).padEnd(SIZE, 'x')}\n`;
    for (const client of crowd.clients.slice(0, SENDERS)) client.say(line.repeat(lines / SENDERS));
    return within(heard, () => `${left} of ${lines * receivers} lines are still on their way`);
  };

  /** All that was sent before has arrived, such as who has joined: each client has received lines behind it. */
  const settled = (receivers: number): Promise<void> => burst(SENDERS, receivers);

  afterEach(() => {
    crowd.cut();
  });

  it('is far less than a write for each client, when 256 lines are in flight', async () => {
    await gather(100);
    const { writes, written, said } = await growth(server, async () => {
      for (let round = 0; round < 10; round += 1) await burst(256, 100);
    });
    expect(said).toBe(2560);
    expect(written).toBe(256_000);
    expect(writes / written).toBeLessThan(1 / 100);
  });

  it('is an encoded buffer for a room and turn, whatever the number of clients', async () => {
    await gather(100);
    const { encodes, writes, flushes } = await growth(server, async () => {
      for (let round = 0; round < 20; round += 1) await burst(16, 100);
    });
    expect(encodes).toBeLessThanOrEqual(flushes);
    expect(writes).toBeLessThanOrEqual(encodes * 100); // less where what was said in two turns went out in one write
    expect(encodes).toBeLessThanOrEqual((20 * 16) / 4);
  });

  it('is an encoded buffer for each of the rooms in which something was said', async () => {
    await gather(100);
    const joins = 'chat_messages_total{type="join"}';
    for (const client of crowd.clients.filter((_, index) => index % 2 === 1)) client.say('/join dev\n');
    await server.until(joins, (count) => count === 50);
    await settled(50);
    const { encodes, writes, flushes } = await growth(server, async () => {
      for (let round = 0; round < 20; round += 1) await burst(16, 50);
    });
    expect(encodes).toBeLessThanOrEqual(flushes * 2);
    expect(writes).toBeLessThanOrEqual(encodes * 50);
    expect(encodes).toBeLessThanOrEqual((20 * 16) / 4);
  });

  it.each([20, 200])('of somebody who joins is a write for each of %i others, and two of her own', async (others) => {
    await gather(others);
    const { writes, encodes } = await growth(server, async () => {
      await server.named('alice');
      await server.until('chat_named_clients', (count) => count === others + 1);
    });
    expect(encodes).toBe(1);
    expect(writes - others).toBeLessThanOrEqual(2);
  });
});
