import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../src/config/settings';
import { emptyFolder } from '../helpers/journalFolder';
import { replayOf } from '../helpers/replayOf';
import { TestServer } from '../helpers/testServer';

/** Settings that concern those who are connected too, in turn. */
const TURNS: readonly Partial<Settings>[] = [
  { connections: 5, lineRate: 50, lineBurst: 20_000 },
  { connectionsPerAddress: 1, limitLoopback: true, historyLines: 3, outboundLines: 5000 },
  { idleTimeout: 60_000, registrationTimeout: 100, slowClientTimeout: 500, busyLag: 1000 },
  { connectionRate: 1, connectionBurst: 1, lineReceivers: 5000, historyBytes: 100_000, outboundTotalBytes: 1024 ** 2 },
  {},
];

describe('a reload', () => {
  it('under load disconnects nobody: each client receives each line once and in order, and so does the replay', async () => {
    const data = emptyFolder();
    const server = await TestServer.start({ data, logLevel: 'info', lineBurst: 20_000, lineReceivers: 1_000_000 });
    const names = Array.from({ length: 12 }, (_, index) => `user${index}`);
    const clients = await server.lobby(...names);
    const [watcher] = clients;
    const rounds = 200;
    for (let round = 0; round < rounds; round += 1) {
      clients.forEach((client, index) => client.send(`${index} ${round}`));
      if (round % 20 === 10) server.reload(TURNS[((round / 20) % TURNS.length) | 0]);
      if (round % 10 === 9)
        await watcher!.until(
          () => watcher!.bytes.includes(`user0: 0 ${round}\n`),
          () => `line ${round}`,
        );
    }
    for (const client of clients) {
      const seen = new Map<string, number>();
      for (let count = 0; count < rounds * clients.length; count += 1) {
        const [, from = '', index, round] = /^(user\d+): (\d+) (\d+)$/.exec(await client.line()) ?? [];
        expect([from, Number(round)]).toEqual([`user${index}`, seen.get(from) ?? 0]);
        seen.set(from, Number(round) + 1);
      }
    }
    expect(server.log.filter(({ event }) => event === 'reloaded')).toHaveLength(rounds / 20);
    expect(server.log.filter(({ event }) => event === 'left')).toEqual([]);
    expect(await server.metric('chat_messages_total{type="reload"}')).toBe(rounds / 20);
    await server.stop();
    expect(replayOf(data)[0]).toMatch(/user11: 11 199\nSYSTEM: server is shutting down\n$/);
  });

  it('has what it says for those who are here and those who come', async () => {
    const motd = join(emptyFolder(), 'motd');
    writeFileSync(motd, 'one\n');
    const server = await TestServer.start({ motd });
    const alice = await server.named('alice');
    await alice.gets('SYSTEM: one');
    alice.send('hello');
    await alice.gets('alice: hello');
    writeFileSync(motd, 'two\n');
    server.reload({ connections: 2, historyOnJoin: 1, welcome: 'on' });
    expect(server.log.at(-1)).toMatchObject({
      level: 'info',
      event: 'reloaded',
      message: `settings read again; in force: CHAT_CONNECTIONS=2, CHAT_WELCOME=on, CHAT_HISTORY_ON_JOIN=1, CHAT_MOTD=${motd}`,
    });
    const bob = await server.connect();
    bob.send('bob');
    await bob.gets('Enter username:', 'OK');
    expect(await bob.line()).toMatch(/^PAST \d+s alice: hello$/);
    await bob.gets('SYSTEM: bob joined', 'SYSTEM: two', 'SYSTEM: 2 people are in lobby; /help lists the commands');
    await (await server.connect()).getsEnd('ERR server_full');
    expect(await server.metric('chat_connections_limit')).toBe(2);

    server.reload({ lineBurst: 1, lineRate: 1, outboundTotalBytes: 4096 });
    expect(await server.metric('chat_outbound_held_limit_bytes')).toBe(4096);
    await alice.gets('SYSTEM: bob joined');
    alice.send('x', 'y');
    await alice.gets('alice: x', 'ERR rate_limited');
  });

  it('with a deadline that is shorter than all others is on time', async () => {
    const server = await TestServer.start({ registrationTimeout: 0, slowClientTimeout: 0 });
    const silent = await server.connect();
    await silent.gets('Enter username:');
    server.reload({ registrationTimeout: 100 });
    await silent.getsEnd('ERR registration_timeout');
  });

  it('names what takes a restart, and leaves it as it is', async () => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    server.reload({ port: 1, data: '/nowhere', web: 'off', lineRate: 7 });
    expect(server.log.at(-1)).toMatchObject({
      message:
        'settings read again; in force: CHAT_LINE_RATE=7; as before until a restart: CHAT_PORT, CHAT_WEB, CHAT_DATA',
    });
    server.reload();
    expect(server.log.at(-1)).toMatchObject({ message: 'settings read again; in force: CHAT_LINE_RATE=200' });
    server.reload();
    expect(server.log.at(-1)).toMatchObject({ message: 'settings read again; no setting has changed' });
    alice.send('hello');
    await alice.gets('alice: hello');
  });

  it('with a file that cannot be used changes nothing', async () => {
    const server = await TestServer.start();
    expect(() => server.reload({ connections: 1, motd: '/no/such/file' })).toThrow(
      '--motd: /no/such/file cannot be read',
    );
    expect(server.log.filter(({ event }) => event === 'reloaded')).toEqual([]);
    await server.lobby('alice', 'bob');
    expect(await server.metric('chat_messages_total{type="reload"}')).toBe(0);
  });
});
