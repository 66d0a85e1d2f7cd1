import { performance as perfHooks } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Client } from '../../helpers/client';
import { ELSEWHERE } from '../../helpers/elsewhere';
import { TestServer } from '../../helpers/testServer';

describe('a client that names itself too late', () => {
  it('is told so and sent away, and one with a name is not', async () => {
    const server = await TestServer.start({ registrationTimeout: 1500 });
    const alice = await server.named('alice');
    const late = await server.connect();
    await late.getsEnd('Enter username:', 'ERR registration_timeout');
    alice.send('still here');
    await alice.gets('alice: still here');
    expect(await server.metric('chat_disconnections_total{reason="registration_timeout"}')).toBe(1);
    expect(await server.metric('chat_refused_total{reason="registration_timeout"}')).toBe(1);
  });

  it('is not saved by names that are refused', async () => {
    const server = await TestServer.start({ registrationTimeout: 1500 });
    const late = await server.connect();
    late.send('bad name');
    await late.gets('Enter username:', 'ERR username_invalid');
    await late.getsEnd(
      'SYSTEM: a username is 1 to 16 letters, digits, - or _',
      'Enter username:',
      'ERR registration_timeout',
    );
  });
});

describe('a client that sends nothing for too long', () => {
  it('is told so and sent away, the others see it leave, and whoever says something stays', async () => {
    const server = await TestServer.start({ idleTimeout: 1500 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const stop = new AbortController();
    const chatting = (async () => {
      for (let said = 0; !stop.signal.aborted; said += 1) {
        alice!.send(String(said));
        await setTimeout(100);
      }
    })();
    await alice!.linesUntil((line) => line === 'SYSTEM: bob left');
    stop.abort();
    await chatting;
    expect(await bob!.rest()).toMatch(/\nERR idle_timeout\n$/);
    expect(bob!.error).toBeUndefined();
    expect(await server.metric('chat_disconnections_total{reason="idle_timeout"}')).toBe(1);
    expect(await server.metric('chat_refused_total{reason="idle_timeout"}')).toBe(1);
    expect(server.log.filter(({ reason }) => reason === 'idle_timeout')).toEqual([
      expect.objectContaining({ event: 'refused', message: '1 client sent nothing for too long' }),
      expect.objectContaining({ event: 'left', user: 'bob' }),
    ]);

    await alice!.linesUntil((line) => line === 'ERR idle_timeout'); // now that she has stopped
    await alice!.getsEnd();
  });
});

describe('a client that sends too fast', () => {
  it('may say a thousand lines at once where nobody has set anything, and is told when it says more', async () => {
    const server = await TestServer.start();
    const bob = await server.named('bob');
    bob.send(...Array.from({ length: 3000 }, (_, index) => String(index)));
    const heard = await bob.linesUntil((line) => line === 'ERR rate_limited');
    expect(heard.slice(0, 999)).toEqual(Array.from({ length: 999 }, (_, index) => `bob: ${String(index)}`));
    await server.until('chat_refused_total{reason="rate_limited"}', (count) => count > 1000);
    expect(server.log.filter(({ event }) => event === 'refused')).toEqual([
      expect.objectContaining({ level: 'warn', user: 'bob', reason: 'rate_limited' }),
    ]);
  });

  it('is told once, its excess lines are refused, and it stays', async () => {
    const server = await TestServer.start({ lineBurst: 5, lineRate: 20 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const burst = Array.from({ length: 200 }, (_, index) => `bob: ${String(index)}`);
    bob!.send(...burst.map((line) => line.slice('bob: '.length)));
    const heard = await bob!.linesUntil((line) => line === 'ERR rate_limited');
    // Five at once, less the one that was its name, unless that has come back by now; and one each 50 ms.
    expect(heard.slice(0, -1)).toEqual(burst.slice(0, heard.length - 1));
    expect(heard.length - 1).toBeGreaterThanOrEqual(4);

    const refused = 'chat_refused_total{reason="rate_limited"}';
    await server.until(refused, (count) => count > 150);
    alice!.send('is it calm?');
    const rest = await bob!.linesUntil((line) => line === 'alice: is it calm?');
    expect(rest).not.toContain('ERR rate_limited');
    expect(await alice!.linesUntil((line) => line === 'alice: is it calm?')).toEqual([...heard.slice(0, -1), ...rest]);
    const accepted = heard.length - 1 + rest.length - 1;
    expect(await server.metric(refused)).toBe(burst.length - accepted);
  });

  it('cannot keep the server busy: what it sends beyond its rate is read bit by bit, and others are served', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    bob!.write('x\n'.repeat(2 ** 22));
    await bob!.linesUntil((line) => line === 'ERR rate_limited');
    alice!.send('am I heard?');
    await alice!.linesUntil((line) => line === 'alice: am I heard?');
    expect(await server.metric('chat_received_bytes_total')).toBeLessThan(2 ** 20); // of eight times as many
    expect(await server.metric('chat_messages_total{type="refuse"}')).toBe(1);
  });

  it('is heard again after a while, and told again in its next burst', async () => {
    const server = await TestServer.start({ lineBurst: 10, lineRate: 100 });
    const bob = await server.named('bob');
    for (const burst of ['first', 'second']) {
      bob.send(...Array.from({ length: 100 }, () => burst));
      await bob.linesUntil((line) => line === `bob: ${burst}`);
      await bob.linesUntil((line) => line === 'ERR rate_limited');
      await setTimeout(100); // in which it earns ten lines, as many as it can have
    }
  });
});

describe('a limit on silence', () => {
  it('is kept soon after, however short it is', async () => {
    const server = await TestServer.start({ idleTimeout: 100 });
    const times: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const begin = performance.now();
      const client = await server.connect();
      await client.getsEnd('Enter username:', 'ERR idle_timeout');
      times.push(performance.now() - begin);
    }
    expect(Math.min(...times)).toBeGreaterThan(99);
    // The first may come just before a tick; with one tick a second each of the others would take a second.
    expect(Math.min(...times.slice(1))).toBeLessThan(800);
  });
});

/**
 * From now on the clock runs so many times as fast, so that each timer seems late. Returns what makes it go on as it should. A
 * loop that is really late would leave it to the machine what else is late.
 */
function hurryClock(times: number): () => void {
  const real = performance.now.bind(performance);
  const begun = real();
  const fast = (): number => begun + (real() - begun) * times;
  const clock = jest.spyOn(performance, 'now').mockImplementation(fast);
  return () => {
    const ahead = fast() - real();
    clock.mockImplementation(() => real() + ahead);
  };
}

describe('a server whose event loop is late', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** A loop that has work for such a part of the time, as far as the server can tell: what it is in truth, the neighbours decide. */
  const worksFor = (utilization: number): void => {
    const measured = { utilization, active: utilization, idle: 1 - utilization };
    jest.spyOn(perfHooks, 'eventLoopUtilization').mockReturnValue(measured);
  };

  it('serves those who are in, and lets newcomers wait; it turns them away after that, until it keeps up again', async () => {
    worksFor(1);
    const noDeadline = { registrationTimeout: 0, idleTimeout: 0, slowClientTimeout: 0 };
    const server = await TestServer.start({ ...noDeadline, busyLag: 5000 });
    const [alice, bob] = await server.lobby('alice', 'bob');
    const endHurry = hurryClock(100); // a timer of 0.1 s comes after ten seconds of it
    while ((await server.metric('chat_messages_total{type="overload"}')) === 0);
    const newcomers = [await server.connect(), await server.connect()];
    alice!.send('are you there?');
    for (const client of [alice!, bob!]) await client.gets('alice: are you there?');
    expect(await server.metric('chat_refused_total{reason="server_busy"}')).toBe(0);
    for (const newcomer of newcomers) await newcomer.getsEnd('ERR server_busy');
    expect(await server.metric('chat_refused_total{reason="server_busy"}')).toBe(2);
    expect(await server.metric('chat_event_loop_lag_seconds')).toBeGreaterThan(5);

    const patient = await server.connect();
    patient.send('dave', 'was I heard?');
    endHurry();
    await server.until('chat_messages_total{type="recover"}', (count) => count > 0);
    await bob!.gets('SYSTEM: dave joined', 'dave: was I heard?');
    const carol = await server.named('carol');
    carol.send('hello');
    await bob!.gets('SYSTEM: carol joined', 'carol: hello');
    await server.until('chat_disconnections_total{reason="server_busy"}', (count) => count === 2);
    const told = server.log.filter(({ event }) => event === 'overloaded' || event === 'recovered');
    expect(told).toEqual([
      expect.objectContaining({ level: 'warn', event: 'overloaded' }),
      expect.objectContaining({ level: 'info', event: 'recovered' }),
    ]);
    expect(told[0]!['lag_s']).toBeGreaterThan(5);
  });

  it('lets newcomers in though it is late, if it had nothing to do: its neighbours have the processor', async () => {
    worksFor(0.5);
    const server = await TestServer.start({ busyLag: 5000 });
    const endHurry = hurryClock(100);
    await server.until('chat_event_loop_lag_seconds', (lag) => lag > 5);
    await (await server.connect()).gets('Enter username:');
    endHurry();
    expect(await server.metric('chat_messages_total{type="overload"}')).toBe(0);
  });

  it('lets everybody in where that is not limited', async () => {
    const server = await TestServer.start({ busyLag: 0 });
    const newcomer = Client.connect(server.port);
    await Promise.resolve();
    const end = performance.now() + 700; // more than is standard
    while (performance.now() < end);
    await (await newcomer).gets('Enter username:');
    await server.until('chat_event_loop_lag_seconds', (lag) => lag < 0.25);
    expect(await server.metric('chat_messages_total{type="overload"}')).toBe(0);
  });
});

describe('a server without a free place', () => {
  it('says so and closes; a place that becomes free can be taken', async () => {
    const server = await TestServer.start({ connections: 2 });
    const alice = await server.named('alice');
    const nameless = await server.connect();
    await nameless.gets('Enter username:');

    const third = await server.connect();
    third.send('bob', 'hello');
    await third.getsEnd('ERR server_full');
    nameless.hangUp();
    await nameless.getsEnd();

    const bob = await server.named('bob');
    await alice.gets('SYSTEM: bob joined');
    bob.send('hello');
    await alice.gets('bob: hello');
    expect(await server.metric('chat_refused_total{reason="server_full"}')).toBe(1);
    expect(await server.metric('chat_disconnections_total{reason="server_full"}')).toBe(1);
  });

  it('for one address turns only that address away', async () => {
    const server = await TestServer.start({ host: ELSEWHERE.host, connectionsPerAddress: 2, limitLoopback: true });
    const [alice] = await server.lobby('alice', 'bob');
    const third = await server.connect();
    await third.getsEnd('ERR too_many_connections');
    await server.named('carol', ELSEWHERE.client);
    await alice!.gets('SYSTEM: carol joined');
    expect(await server.metric('chat_refused_total{reason="too_many_connections"}')).toBe(1);
  });

  it('for one address has places for as many as come slowly, and turns away those that come too fast', async () => {
    const server = await TestServer.start({
      host: ELSEWHERE.host,
      ...{ connectionBurst: 3, connectionRate: 1, limitLoopback: true },
    });
    const answers = async (count: number): Promise<string[]> => {
      const clients = await Promise.all(Array.from({ length: count }, () => server.connect()));
      return Promise.all(
        clients.map(async (client) => {
          const line = await client.line();
          if (line === 'ERR too_many_connections') await client.getsEnd();
          await client.cut();
          return line;
        }),
      );
    };
    const begin = performance.now();
    const letIn = (await answers(30)).filter((line) => line === 'Enter username:').length;
    expect(letIn).toBeGreaterThanOrEqual(3);
    expect(letIn).toBeLessThanOrEqual(4 + (performance.now() - begin) / 1000);
    expect(await server.metric('chat_refused_total{reason="too_many_connections"}')).toBe(30 - letIn);

    const elsewhere = await server.connect(ELSEWHERE.client);
    await elsewhere.gets('Enter username:');
    while ((await answers(1))[0] !== 'Enter username:'); // one is let in each second
    expect(performance.now() - begin).toBeGreaterThan((letIn - 3) * 1000);
  });

  it('for one address has any number of places for this machine, unless that is limited too', async () => {
    const server = await TestServer.start({ connectionsPerAddress: 1 });
    await server.lobby('alice', 'bob', 'carol');
  });
});
