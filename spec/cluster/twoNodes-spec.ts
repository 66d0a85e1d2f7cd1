import { setTimeout as pause } from 'node:timers/promises';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { NatsServers } from '../../testkit/natsServers';

describe('two nodes that share JetStream', () => {
  let nats: NatsServers;
  let a: Program;
  let b: Program;
  const node = (name: string): Promise<Program> =>
    Program.listening([`--nats=${nats.urls}`, `--node=${name}`, '--history-on-join=0']);

  beforeEach(async () => {
    nats = await NatsServers.start();
    a = await node('a');
    b = await node('b');
  });
  afterEach(async () => {
    await Program.endAll();
    await nats.stop();
  });

  /** Skips what comes before a line. */
  const until = (client: Client, line: string): Promise<string[]> => client.linesUntil((found) => found === line);

  /** The same of a line that comes after the lease of a node. */
  const hears = async (client: Client, line: string): Promise<void> => {
    await client.until(
      () => client.bytes.includes(`${line}\n`),
      () => `the line ${line}`,
      30_000,
    );
    await until(client, line);
  };

  it('are one chat: what is said, whispers, names, rooms and history', async () => {
    const alice = await Client.named('alice', a.port);
    const bob = await Client.named('bob', b.port);
    await until(alice, 'SYSTEM: bob joined');
    alice.send('hello');
    await until(bob, 'alice: hello');
    bob.send('/w alice hi', '/users');
    await until(alice, 'WHISPER bob: hi');
    await until(bob, 'USERS: alice,bob');

    const other = await Client.connect(b.port);
    other.send('ALICE', 'carol', '/join dev', 'a word');
    expect(await until(other, 'carol: a word')).toContain('ERR username_taken');
    alice.send('/join dev', '/history', '/rooms');
    expect((await until(alice, 'HISTORY: 1 of 1 line')).at(-2)).toMatch(/^PAST \d+s carol: a word$/);
    await until(alice, 'ROOMS: dev(2),lobby(1)');
  });

  it('lose nothing when the leader of JetStream is killed', async () => {
    const alice = await Client.named('alice', a.port);
    const bob = await Client.named('bob', b.port);
    await until(alice, 'SYSTEM: bob joined');
    const said = Array.from({ length: 300 }, (_, index) => `word ${index}`);
    for (const [index, line] of said.entries()) {
      if (index === 100) await nats.killLeader();
      alice.send(line);
    }
    const seen = await until(bob, 'alice: word 299');
    expect(seen.filter((line) => line.startsWith('alice: '))).toEqual(said.map((line) => `alice: ${line}`));
  });

  it('start beside servers of NATS that do not agree yet, and are there when those do', async () => {
    nats.pause(true);
    const started = ['c', 'd'].map((name) =>
      Program.server([...ON_FREE_PORTS, '--log-format=json', `--nats=${nats.urls}`, `--node=${name}`]),
    );
    await pause(6000); // the first request of both fails after 5 s, and nothing is to be seen of that
    nats.pause(false);
    for (const program of started)
      await program.until(() => program.stdout.includes('"event":"listening"'), 'that it listens', 30_000);
  });

  it('have it in their metrics that no server of NATS is there, and that all is well again', async () => {
    const alice = await Client.named('alice', a.port);
    const seen = (series: string, isMeant: (value: number) => boolean): Promise<boolean> =>
      a.eventually(async () => isMeant(await a.metric(series)), series, 30_000);
    await seen('chat_shared_log_status{status="present"}', (value) => value === 1);
    await seen('chat_shared_log_in_flight_events', (value) => value === 0);
    const before = [await a.metric('chat_shared_log_cuts_total'), await a.metric('chat_nats_disconnected')];
    expect(before).toEqual([0, 0]);

    for (const index of nats.ports.keys()) nats.signal(index, 'SIGKILL');
    alice.send('it waits');
    await seen('chat_shared_log_status{status="cut"}', (value) => value === 1);
    await seen('chat_nats_disconnected', (value) => value === 1);
    await seen('chat_shared_log_in_flight_events', (value) => value === 1);
    await seen('chat_shared_log_lag_seconds', (value) => value > 3);
    expect(await a.metric('chat_shared_log_status{status="present"}')).toBe(0);

    for (const index of nats.ports.keys()) nats.restart(index);
    await until(alice, 'alice: it waits');
    await seen('chat_shared_log_status{status="present"}', (value) => value === 1);
    await seen('chat_shared_log_in_flight_events', (value) => value === 0);
    expect(await a.metric('chat_shared_log_lag_seconds')).toBe(0);
    expect(await a.metric('chat_shared_log_cuts_total')).toBeGreaterThan(0);
    expect(await a.metric('chat_nats_reconnects_total')).toBeGreaterThan(0);
    expect([await a.metric('chat_nats_disconnected'), await a.metric('chat_shared_log_fenced_total')]).toEqual([0, 0]);
  });

  it('notify the others when a node is killed, and have its name again when it is back', async () => {
    const alice = await Client.named('alice', a.port);
    const bob = await Client.named('bob', b.port);
    await until(alice, 'SYSTEM: bob joined');
    b.kill('SIGKILL');
    await bob.rest();
    await hears(alice, 'SYSTEM: bob left');
    b = await node('b');
    await Client.named('bob', b.port);
    await until(alice, 'SYSTEM: bob joined');
  });

  it('end the clients of a node that stood still, which is back then', async () => {
    const alice = await Client.named('alice', a.port);
    const bob = await Client.named('bob', b.port);
    await until(alice, 'SYSTEM: bob joined');
    b.kill('SIGSTOP');
    await hears(alice, 'SYSTEM: bob left');
    b.kill('SIGCONT');
    expect(await bob.rest()).toContain('SYSTEM: this server lost the others; connect again');
    await b.eventually(async () => {
      const { status } = await fetch(`http://127.0.0.1:${b.metricsPort}/readyz`);
      return status === 200;
    }, 'that it is ready again');
    expect([await a.metric('chat_shared_log_fenced_total'), await b.metric('chat_shared_log_fenced_total')]).toEqual([
      0, 1,
    ]);
    const back = await Client.named('bob', b.port);
    back.send('again');
    await until(alice, 'bob: again');
  });
});
