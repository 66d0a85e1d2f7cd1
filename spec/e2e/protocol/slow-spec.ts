import type { Client } from '../../helpers/client';
import { TestServer } from '../../helpers/testServer';

const PADDING = '🦜'.repeat(500); // of four bytes each, so that few lines fill what the network keeps
const said = (number: number): string => `alice: ${String(number).padStart(6)} ${PADDING}`;
const numberOf = (line: string): number => Number(/^alice: +(\d+) (?:🦜){500}$/.exec(line)?.[1]);
const NOTICE = /^SYSTEM: (\d+) lines? skipped, your connection is slow$/;

/** Alice talks until lines for somebody who does not read are dropped; returns how many lines she said. */
async function talk(server: TestServer, alice: Client): Promise<number> {
  let count = 0;
  do {
    const lines = Array.from({ length: 200 }, () => said(count++));
    alice.send(...lines.map((line) => line.slice('alice: '.length)));
    await alice.gets(...lines);
    if (count > 50_000) throw new Error('the network keeps 100 MB for somebody who does not read');
  } while ((await server.metric('chat_lines_dropped_total')) < 100);
  return count;
}

/** The numbers from one up to, but not with, another. */
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** At every moment: offered = written + dropped + queued. */
async function expectBalance(server: TestServer): Promise<void> {
  const samples = await server.samples();
  const value = (series: string): number => samples.find((sample) => sample.series === series)!.value;
  const kept = value('chat_lines_written_total') + value('chat_outbound_queued_lines');
  expect(value('chat_lines_offered_total')).toBe(kept + value('chat_lines_dropped_total'));
}

describe('a client that does not read for a while', () => {
  it('misses the newest lines, is told how many where the gap is, and goes on in order', async () => {
    const server = await TestServer.start({ lineRate: 0 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.pause();
    const count = await talk(server, alice!);
    expect(await server.metric('chat_slow_clients')).toBe(1);
    expect(await server.metric('chat_outbound_queued_lines')).toBeLessThanOrEqual(1024);
    expect(await server.metric('chat_outbound_queued_bytes')).toBeLessThanOrEqual(256 * 1024);
    await expectBalance(server);

    bob!.resume();
    const got = await bob!.linesUntil((line) => NOTICE.test(line));
    const skipped = Number(NOTICE.exec(got.pop()!)![1]);
    expect(got.map(numberOf)).toEqual(numbers(0, count - skipped));
    expect(await server.metric('chat_lines_dropped_total')).toBe(skipped);
    alice!.send('after');
    await bob!.gets('alice: after');
    expect(await server.metric('chat_slow_clients')).toBe(0);
    await expectBalance(server);
    expect(server.log.filter(({ event }) => event === 'slow')).toEqual([
      expect.objectContaining({ level: 'warn', user: 'bob', remote_addr: '127.0.0.1' }),
    ]);
  });

  it('is whispered to in vain, which the one who whispers is told, until it has caught up', async () => {
    const server = await TestServer.start({ lineRate: 0 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.pause();
    await talk(server, alice!);
    alice!.send('/w bob psst', '/who bob');
    await alice!.gets('SYSTEM: your whisper to bob was dropped');
    expect(Number(/behind=(\d+)$/.exec(await alice!.line())?.[1])).toBeGreaterThan(0);

    bob!.resume();
    await bob!.linesUntil((line) => NOTICE.test(line));
    alice!.send('/w bob psst', '/who bob');
    await alice!.gets('WHISPER to bob: psst');
    expect(await alice!.line()).toMatch(/ behind=0$/);
    await bob!.gets('WHISPER alice: psst');
  });

  it('misses the oldest lines where that is what is set', async () => {
    const server = await TestServer.start({ lineRate: 0, overflow: 'dropOldest', outboundLines: 100 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.pause();
    const count = await talk(server, alice!);
    await expectBalance(server);
    alice!.send('after');

    bob!.resume();
    const got = await bob!.linesUntil((line) => line === 'alice: after');
    const gap = got.findIndex((line) => NOTICE.test(line));
    const skipped = Number(NOTICE.exec(got[gap]!)![1]);
    expect(got.slice(0, gap).map(numberOf)).toEqual(numbers(0, gap));
    expect(got.slice(gap + 1, -1).map(numberOf)).toEqual(numbers(gap + skipped, count));
    expect(got.length - gap - 1).toBe(100); // the newest hundred
    expect(await server.metric('chat_lines_dropped_total')).toBe(skipped);
    await expectBalance(server);
  });
});

describe('several clients that do not read, when all of them together have too much waiting', () => {
  it('the largest backlogs are dropped, their clients are told where, and nobody else notices', async () => {
    const most = 1024 * 1024;
    const server = await TestServer.start({ outboundTotalBytes: most, lineRate: 0 });
    const [alice, ...others] = await server.lobby('alice', 'bob', 'carol', 'dave');
    for (const other of others) other.pause();
    const count = await talk(server, alice!);
    expect(await server.metric('chat_outbound_held_bytes')).toBeLessThanOrEqual(most);
    expect(await server.metric('chat_named_clients')).toBe(4);
    await expectBalance(server);

    // What is missing is missing where a notice says so, and as much as it says.
    for (const other of others) other.resume();
    let skipped = 0;
    for (const other of others)
      for (let next = 0; next < count;) {
        const line = await other.line();
        const missing = Number(NOTICE.exec(line)?.[1] ?? 0);
        if (missing === 0) expect(numberOf(line)).toBe(next);
        next += missing || 1;
        skipped += missing;
      }
    expect(await server.until('chat_slow_clients', (slow) => slow === 0)).toBe(0);
    expect(await server.metric('chat_lines_dropped_total')).toBe(skipped);
    expect(await server.metric('chat_outbound_held_bytes')).toBe(0);
    await expectBalance(server);
  });
});

describe('a client that takes nothing at all for too long', () => {
  it('is closed, and the others are told', async () => {
    const server = await TestServer.start({ lineRate: 0, slowClientTimeout: 1000 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.pause();
    const count = await talk(server, alice!);
    await alice!.gets('SYSTEM: bob left');
    expect(await server.metric('chat_disconnections_total{reason="slow_consumer"}')).toBe(1);
    expect(await server.metric('chat_slow_clients')).toBe(0);
    expect(await server.metric('chat_outbound_queued_lines')).toBe(0);
    await expectBalance(server);
    expect(server.log.at(-1)).toMatchObject({ event: 'left', user: 'bob', reason: 'slow_consumer' });

    // What had left the server still arrives, in order, as far as the network has it.
    bob!.resume();
    const got = (await bob!.rest()).split('\n').slice(0, -1);
    expect(got.map(numberOf)).toEqual(numbers(0, got.length));
    expect(got.length).toBeLessThan(count);
  });
});
