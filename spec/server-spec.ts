import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Registry } from 'prom-client';
import { start } from '../src/run/start';
import { ENDINGS } from '../src/streams/model/ending';
import * as carryingOut from '../src/streams/reduce/carryOut';
import { COMMANDS } from '../src/streams/reduce/commands/commands';
import { OUTCOME_LABELS } from '../src/streams/reduce/outcomeLabels';
import { REFUSAL_REASONS } from '../src/streams/reduce/refusals';
import { Asking } from './helpers/asking';
import { Client } from './helpers/client';
import { get } from '../testkit/get';
import { samplesOf } from '../testkit/scrape';
import { HAS_IPV6 } from './helpers/ipv6';
import { TestServer, testSettings } from './helpers/testServer';
import { within } from '../testkit/within';
import { newLogger } from '../src/telemetry/logger';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** How many lines `/help` has. */
const HELP_LINES = COMMANDS.flatMap(({ help }) => help).length;

const silent = newLogger({ level: 'error', format: 'json', stream: new PassThrough().resume() });

/** How many sockets of TCP this process has that are not closed. */
const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource.startsWith('TCP')).length;

/** A client that asks for much and reads none of it, until the server has to drop some. */
async function stall(server: TestServer): Promise<Client> {
  const client = await server.named('stalled');
  client.pause();
  do client.send(...Array.from({ length: 5000 }, () => '/help'));
  while ((await server.metric('chat_lines_dropped_total')) === 0);
  return client;
}

describe('start', () => {
  it('runs many servers side by side, each with clients, names and counters of its own', async () => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => TestServer.start()));
    const clients = await Promise.all(servers.map((server) => server.named('alice')));
    clients.forEach((client, index) => client.send(`number ${index}`));
    for (const [index, client] of clients.entries()) await client.gets(`alice: number ${index}`);
    await servers[0]!.named('bob');
    await clients[0]!.gets('SYSTEM: bob joined');
    expect(await servers[0]!.metric('chat_connected_clients')).toBe(2);
    expect(await servers[1]!.metric('chat_connected_clients')).toBe(1);
    await servers[0]!.stop();
    clients[1]!.send('still here');
    await clients[1]!.gets('alice: still here');
  });

  it('can be repeated on the same port', async () => {
    const first = await TestServer.start();
    const { port } = first;
    await first.named('alice');
    await first.stop();
    const second = await TestServer.start({ port });
    expect(second.port).toBe(port);
    await second.named('alice');
  });

  const addressesSeenBy = (server: TestServer): unknown[] =>
    server.log.filter(({ event }) => event === 'connected').map((entry) => entry['remote_addr']);

  if (HAS_IPV6) {
    it('listens on IPv6 too, and counts an IPv4 client there by its IPv4 address', async () => {
      const server = await TestServer.start({ host: '::' });
      await (await server.connect({ host: '::1' })).gets('Enter username:');
      await (await server.connect({ host: '127.0.0.1' })).gets('Enter username:');
      expect(addressesSeenBy(server)).toEqual(['::1', '127.0.0.1']);
    });
  } else {
    it('fails with the error of the system for an IPv6 address; this machine has no IPv6', async () => {
      await expect(start(testSettings({ host: '::1' }), silent)).rejects.toMatchObject({
        code: expect.stringMatching(/^(EADDRNOTAVAIL|EAFNOSUPPORT)$/) as string,
        address: '::1',
      });
    });
  }

  describe('where a port is in use', () => {
    let taken: Server;
    let port: number;
    beforeEach(async () => {
      taken = createServer().listen({ host: '127.0.0.1', port: 0 });
      await once(taken, 'listening');
      port = (taken.address() as { port: number }).port;
    });
    afterEach(async () => {
      taken.close();
      await once(taken, 'close');
    });

    it.each(['port', 'metricsPort'] as const)('(%s) fails with the error of the system', async (setting) => {
      const failed = start(testSettings({ [setting]: port }), silent);
      await expect(failed).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    });

    it('leaves no socket behind, and nothing on the port that was free', async () => {
      const free = createServer().listen({ host: '127.0.0.1', port: 0 });
      await once(free, 'listening');
      const chatPort = (free.address() as { port: number }).port;
      free.close();
      await once(free, 'close');
      await expect(start(testSettings({ port: chatPort, metricsPort: port }), silent)).rejects.toThrow();
      await expect(Client.connect(chatPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      for (let turn = 0; turn < 3; turn += 1) await setImmediate(); // what was closed in a turn is gone after it
      expect(openSockets()).toBe(1); // the one that holds the port
    });
  });
});

describe('stop', () => {
  it('waits until everybody has got what was queued, then the farewell, then the end', async () => {
    const server = await TestServer.start({ lineRate: 0, outboundBytes: 64 * 1024 * 1024, outboundLines: 1_000_000 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.pause();
    const padding = '🦜'.repeat(500); // four bytes each
    const lines: string[] = [];
    do {
      const more = Array.from({ length: 200 }, (_, index) => `alice: ${lines.length + index} ${padding}`);
      alice!.send(...more.map((line) => line.slice('alice: '.length)));
      await alice!.gets(...more);
      lines.push(...more);
    } while ((await server.metric('chat_outbound_queued_lines')) < 500);

    let stopped = false;
    const stopping = server.stop().then(() => (stopped = true));
    await alice!.getsEnd('SYSTEM: server is shutting down');
    expect(stopped).toBe(false);
    bob!.resume();
    await bob!.getsEnd(...lines, 'SYSTEM: server is shutting down');
    await stopping;
    expect(server.log.at(-1)).toMatchObject({ event: 'shutdown', drained: 2, closed: 0 });
  });

  it('cuts those who do not read within the drain timeout, and says how many', async () => {
    const server = await TestServer.start({ lineRate: 0, drainTimeout: 800 });
    const alice = await server.named('alice');
    await stall(server);
    await alice.gets('SYSTEM: stalled joined');
    const before = performance.now();
    await server.stop();
    expect(performance.now() - before).toBeGreaterThanOrEqual(799);
    await alice.getsEnd('SYSTEM: server is shutting down');
    expect(server.log.at(-1)).toMatchObject({ event: 'shutdown', drained: 1, closed: 1 });
    const left = server.log.filter(({ event }) => event === 'left');
    expect(left).toHaveLength(2);
    for (const entry of left) expect(entry).toMatchObject({ reason: 'shutdown' });
  });

  it('is done at once where nobody is connected, and once however often it is asked for', async () => {
    const server = await TestServer.start();
    await Promise.all([server.stop(), server.stop(), server.stop()]);
    await server.stop();
    expect(server.log.filter(({ event }) => event === 'shutdown')).toHaveLength(1);
  });

  it('closes both ports', async () => {
    const server = await TestServer.start();
    const { port, metricsPort } = server;
    await server.stop();
    await expect(Client.connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(get(metricsPort, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('stop, with a lame-duck time', () => {
  const restarting = { status: 503, body: 'restarting\n' };

  it('serves on, newcomers too, while the page says not to send any; then all learn that they can come back', async () => {
    const server = await TestServer.start({ lameDuck: 1500 });
    const alice = await server.named('alice');
    const before = performance.now();
    const stopping = server.stop();
    expect(await get(server.metricsPort, '/readyz')).toMatchObject(restarting);
    expect(await get(server.metricsPort, '/healthz')).toMatchObject({ status: 200 });
    const bob = await server.named('bob');
    alice.send('hello');
    await alice.gets('SYSTEM: bob joined', 'alice: hello');
    await bob.gets('alice: hello');
    expect(await get(server.metricsPort, '/readyz')).toMatchObject(restarting);
    await alice.getsEnd('SYSTEM: this server restarts; connect again');
    await bob.getsEnd('SYSTEM: this server restarts; connect again');
    await stopping;
    expect(performance.now() - before).toBeGreaterThanOrEqual(1499);
    expect(server.log.filter(({ event }) => event === 'shutdown').map(({ message }) => message)).toEqual([
      'clients are served for up to 1.5 s more, while /readyz says to send none here',
      'stopped; clients drained: 2, closed: 0',
    ]);
  });

  it('is done when the last client has left', async () => {
    const server = await TestServer.start({ lameDuck: 3_600_000 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const stopping = server.stop();
    alice!.send('/exit');
    await alice!.getsEnd('Bye');
    await bob!.gets('SYSTEM: alice left');
    expect(await get(server.metricsPort, '/readyz')).toMatchObject(restarting);
    bob!.send('/exit');
    await bob!.getsEnd('Bye');
    await stopping;
    await expect(get(server.metricsPort, '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the pages', () => {
  it('say that all is well, and while the server stops that no more clients should come', async () => {
    const server = await TestServer.start({ lineRate: 0, drainTimeout: 5000 });
    const { metricsPort } = server;
    expect(await get(metricsPort, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await get(metricsPort, '/readyz')).toMatchObject({ status: 200, body: 'ready\n' });

    const stalled = await stall(server);
    const stopping = server.stop();
    expect(await get(metricsPort, '/readyz')).toMatchObject({ status: 503, body: 'stopping\n' });
    expect(await get(metricsPort, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    expect((await get(metricsPort, '/metrics')).status).toBe(200);
    await stalled.cut();
    await stopping;
    await expect(get(metricsPort, '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('say nothing of the program or its version', async () => {
    const { metricsPort } = await TestServer.start();
    for (const [path, method] of [['/healthz'], ['/nowhere'], ['/readyz', 'POST']]) {
      const { headers, body } = await get(metricsPort, path!, method);
      expect(Object.keys(headers).filter((name) => name !== 'allow')).toEqual([
        ...['connection', 'content-type', 'content-length', 'cache-control', 'date'],
      ]);
      expect(body).not.toMatch(/\d|node|rxchat/i);
    }
  });

  it('are found by GET and HEAD; anything else is said not to be there', async () => {
    const { metricsPort } = await TestServer.start();
    const head = await get(metricsPort, '/readyz', 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '6' } });
    expect(await get(metricsPort, '/readyz?verbose', 'GET')).toMatchObject({ status: 200 });
    expect(await get(metricsPort, '/metrics', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    for (const path of ['/', '/metrics/', '/__proto__', '/constructor', '//metrics']) {
      expect(await get(metricsPort, path)).toMatchObject({
        status: 404,
        body: 'nothing here; there is /metrics, /healthz, /readyz\n',
      });
    }
  });
});

describe('/metrics', () => {
  it('has every series from the start, at 0', async () => {
    const server = await TestServer.start();
    const page = await get(server.metricsPort, '/metrics');
    expect(page.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const chat = samplesOf(page.body).filter(({ name }) => name.startsWith('chat_'));
    const values = new Map(chat.map(({ series, value }) => [series, value]));
    const singles = [
      ...['connected_clients', 'named_clients', 'connections_total', 'slow_clients'],
      ...['lines_offered_total', 'lines_written_total', 'lines_dropped_total'],
      ...['outbound_queued_lines', 'outbound_queued_bytes', 'received_bytes_total', 'sent_bytes_total'],
      ...['writes_total', 'encodes_total', 'flush_seconds_count', 'flush_seconds_sum'],
      ...['log_lines_dropped_total', 'connections_dropped_total'],
    ].map((name) => `chat_${name}`);
    const labelled = [
      ...OUTCOME_LABELS.map((type) => `chat_messages_total{type="${type}"}`),
      ...OUTCOME_LABELS.map((type) => `chat_event_processing_seconds_count{type="${type}"}`),
      ...ENDINGS.map((reason) => `chat_disconnections_total{reason="${reason}"}`),
      ...REFUSAL_REASONS.map((reason) => `chat_refused_total{reason="${reason}"}`),
    ];
    const ticking = 'type="none"'; // the server's own clock
    for (const series of [...singles, ...labelled].filter((name) => !name.includes(ticking))) {
      expect([series, values.get(series)]).toEqual([series, 0]);
    }
    expect(values.get('chat_rooms')).toBe(1);
    expect(chat.find(({ name }) => name === 'chat_build_info')).toMatchObject({
      labels: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string, node_version: process.version },
      value: 1,
    });
  });

  it('has buckets from a microsecond to a second, each holding those below it', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    for (let count = 0; count < 20; count += 1) {
      alice.send('hi');
      await alice.gets('alice: hi');
    }
    const samples = await server.samples();
    const buckets = samples.filter(
      ({ name, labels }) => name === 'chat_event_processing_seconds_bucket' && labels['type'] === 'broadcast',
    );
    const bounds = buckets.map(({ labels }) => Number(labels['le']!.replace('+Inf', 'Infinity')));
    expect(bounds[0]).toBe(1e-6);
    expect(bounds.slice(-2)).toEqual([1, Infinity]);
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    const counts = buckets.map(({ value }) => value);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(20);
  });

  it('counts what happens', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    const before = await server.samples();
    alice!.send('hello', '/w bob psst', '/users', '/rooms', '/help', '/join dev', '/leave', '/w nobody hi', '/what');
    await alice!.linesUntil((line) => line.startsWith('SYSTEM: /help lists'));
    bob!.send('/exit');
    await bob!.linesUntil((line) => line === 'Bye');
    expect(await bob!.rest()).toBe('');
    await server.until('chat_connected_clients', (count) => count === 1);
    const after = await server.samples();
    const grown = (series: string): number => {
      const [now, then] = [after, before].map((samples) => samples.find((sample) => sample.series === series)?.value);
      return now! - then!;
    };
    for (const type of ['broadcast', 'whisper', 'users', 'rooms', 'help', 'join', 'leave', 'exit', 'unregister']) {
      expect([type, grown(`chat_messages_total{type="${type}"}`)]).toEqual([type, 1]);
    }
    expect(grown('chat_messages_total{type="refuse"}')).toBe(2);
    expect(grown('chat_refused_total{reason="user_not_found"}')).toBe(1);
    expect(grown('chat_refused_total{reason="unknown_command"}')).toBe(1);
    expect(grown('chat_disconnections_total{reason="exit"}')).toBe(1);
    expect(grown('chat_named_clients')).toBe(-1);
    expect(grown('chat_connections_total')).toBe(0);
    // alice: hello, whisper, users, rooms, the lines of help, joined dev, joined lobby, 1 + 2 of refusals, bob left; bob: hello,
    // whisper, left, joined, Bye
    expect(grown('chat_lines_written_total')).toBe(10 + HELP_LINES + 5);
    const sent = ['hello', '/w bob psst', '/users', '/rooms', '/help', '/join dev', '/leave', '/w nobody hi', '/what'];
    expect(grown('chat_received_bytes_total')).toBe([...sent, '/exit'].join('\n').length + 1);
  });

  it('has no label that a client can choose', async () => {
    const server = await TestServer.start();
    const alice = await server.named('Mallory');
    alice.send('/join Cellar', 'a secret');
    await alice.linesUntil((line) => line === 'Mallory: a secret');
    const { body } = await get(server.metricsPort, '/metrics');
    expect(body).not.toMatch(/mallory|cellar|secret|127\.0\.0\.1/i);
  });

  it('has the numbers of the process, without those that walk every handle', async () => {
    const server = await TestServer.start();
    const names = new Set((await server.samples()).map(({ name }) => name));
    expect(names).toContain('process_resident_memory_bytes');
    expect(names).toContain('nodejs_eventloop_lag_seconds');
    for (const name of names) expect(name).not.toMatch(/active_(handles|requests|resources)|open_fds/);
  });
});

describe('/metrics, asked for all the time', () => {
  it('is made ten times a second at most', async () => {
    const { metricsPort } = await TestServer.start();
    const { metrics } = Registry.prototype;
    const made = jest.spyOn(Registry.prototype, 'metrics');
    const tenTimes = new Promise<void>((resolve) => {
      made.mockImplementation(function (this: Registry) {
        if (made.mock.calls.length === 10) resolve();
        return metrics.call(this);
      });
    });
    const start = performance.now();
    const asking = new Asking(metricsPort, 50);
    await within(tenTimes, () => `the page was made ${made.mock.calls.length} times`);
    const answers = await asking.stop();
    const most = (performance.now() - start) / 100 + 1;
    expect(made.mock.calls.length).toBeLessThanOrEqual(most);
    expect(answers).toBeGreaterThan(2 * made.mock.calls.length);
    made.mockRestore();
  });
});

describe('the log', () => {
  it('tells of comings and goings, with who, from where, why and how long', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    const nameless = await server.connect();
    await nameless.gets('Enter username:');
    alice.send('/exit');
    await alice.getsEnd('Bye');
    nameless.hangUp();
    await nameless.getsEnd();
    await server.until('chat_connected_clients', (count) => count === 0);
    await server.stop();

    const stamp = { timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string };
    const from = { remote_addr: '127.0.0.1' };
    const port = { remote_port: expect.any(Number) as number };
    const lasted = { duration_s: expect.any(Number) as number };
    const connected = { level: 'debug', event: 'connected', message: 'a client has connected' };
    expect(server.log).toEqual([
      { ...stamp, ...from, ...port, ...connected, connection_id: 1 },
      {
        ...{ ...stamp, ...from, ...port, level: 'info', event: 'registered', message: 'a client has registered' },
        ...{ connection_id: 1, user: 'alice' },
      },
      { ...stamp, ...from, ...port, ...connected, connection_id: 2 },
      {
        ...{ ...stamp, ...from, ...lasted, level: 'info', event: 'left', message: 'a client has left' },
        ...{ connection_id: 1, user: 'alice', reason: 'exit' },
      },
      {
        ...{ ...stamp, ...from, ...lasted, level: 'debug', event: 'left', message: 'a client has left' },
        ...{ connection_id: 2, reason: 'end' },
      },
      {
        ...{ ...stamp, level: 'info', event: 'shutdown', drained: 0, closed: 0 },
        message: 'stopped; clients drained: 0, closed: 0',
      },
    ]);
    for (const { duration_s: duration } of server.log) {
      if (duration !== undefined) expect(duration).toBeLessThan(10);
    }
  });

  it('names the reason of every kind of ending', async () => {
    const server = await TestServer.start({ connections: 2, registrationTimeout: 1500 });
    const alice = await server.named('alice');
    const bob = await server.named('bob');
    const third = await server.connect();
    await third.getsEnd('ERR server_full');
    bob.reset();
    await alice.gets('SYSTEM: bob joined', 'SYSTEM: bob left');
    const late = await server.connect();
    await late.getsEnd('Enter username:', 'ERR registration_timeout');
    await server.until('chat_connected_clients', (count) => count === 1);
    await server.stop();
    const left = server.log.filter(({ event }) => event === 'left').map(({ reason, user }) => [reason, user]);
    expect(left).toEqual([
      ['server_full', undefined],
      ['reset', 'bob'],
      ['registration_timeout', undefined],
      ['shutdown', 'alice'],
    ]);
    const refused = server.log.filter(({ event }) => event === 'refused').map(({ reason }) => reason);
    expect(refused).toEqual(['server_full', 'registration_timeout']);
  });

  it('never has what people say, nor a line for it, nor anything that a terminal takes for more than text', async () => {
    const server = await TestServer.start({ logLevel: 'debug' });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const before = server.log.length;
    alice!.send('a secret', '/w bob a secret', '/secret', '/w secret secret', '/join secret room');
    alice!.write(Buffer.from('secret \xff\n', 'latin1'));
    alice!.send(`secret${'x'.repeat(600)}`, `secret${'x'.repeat(5000)}`, 'that was all');
    await bob!.linesUntil((line) => line === 'alice: that was all');
    expect(server.log.length).toBe(before);

    const mallory = await server.connect();
    mallory.send('secret \x1b]0;owned\x07\x9b\u202e\x7f', 'mallory');
    await mallory.linesUntil((line) => line === 'SYSTEM: mallory joined');
    await server.stop();
    expect(server.logText).not.toContain('secret');
    expect(server.logText.replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/);
  });

  it('says nothing at all below its level', async () => {
    const server = await TestServer.start({ logLevel: 'error' });
    await server.named('alice');
    await server.stop();
    expect(server.logText).toBe('');
  });
});

describe('a defect of the server', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('in dealing with what one client says ends that client, and the log has the stack once', async () => {
    const works = carryingOut.carryOut;
    jest.spyOn(carryingOut, 'carryOut').mockImplementation((registry, client, user, command, at) => {
      if (command.type === 'command' && command.word === 'rooms') throw new TypeError('something that is no list');
      return works(registry, client, user, command, at);
    });
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.send('hello', '/rooms', 'unheard');
    await bob!.getsEnd('bob: hello', 'ERR internal_error');
    await alice!.gets('bob: hello', 'SYSTEM: bob left');

    const again = await server.named('bob');
    await alice!.gets('SYSTEM: bob joined');
    alice!.send('hello');
    await again.gets('alice: hello');
    expect(await server.metric('chat_disconnections_total{reason="internal_error"}')).toBe(1);
    expect(await server.metric('chat_messages_total{type="defect"}')).toBe(1);
    expect(await get(server.metricsPort, '/healthz')).toMatchObject({ status: 200 });

    await server.stop();
    const failed = server.log.filter(({ event }) => event === 'failed');
    expect(failed).toEqual([
      expect.objectContaining({
        message: 'a defect of the server ended a connection',
        user: 'bob',
        error: expect.stringMatching(/^TypeError: something that is no list\n +at .*\n/) as string,
      }),
    ]);
    const left = server.log.filter(({ event, user }) => event === 'left' && user === 'bob');
    expect(left.map(({ reason }) => reason)).toEqual(['internal_error', 'shutdown']);
  });
});
