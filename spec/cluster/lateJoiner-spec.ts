import { jetstreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import { EVENTS_PER_SNAPSHOT } from '../../src/streams/journal/snapshotDuty';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { Client } from '../helpers/client';
import { Program } from '../helpers/program';
import { ON_FREE_PORTS } from '../../testkit/serverProgram';
import { LogWriter } from './logWriter';
import { NatsServers } from '../../testkit/natsServers';

const USERS = 10_000;

/** How often a node is started at most until it is ready in time: its neighbours on this machine may be busy. */
const TRIES = 3;

/**
 * How long it may take until it is ready, in ms: 2 s, and where a start without NATS takes longer than the 570 ms that it takes on a
 * machine with two cores, as many times as much.
 */
const mostMs = (alone: number): number => 2000 * Math.max(1, alone / 570);

/** The connections of the second that has joined are numbered from here on. */
const FIRST_ID = 2 * 2 ** 32 + 1;

const named = (index: number): ChatEvent => ({
  ...{ type: 'nameAsked', client: FIRST_ID + index, address: '10.0.0.1', port: 1000 + index },
  text: `user${index}`,
});
const said = (index: number, text: string): ChatEvent => ({
  ...{ type: 'lineReceived', client: FIRST_ID + (index % USERS) },
  text,
});

/** As many lines as it takes until the next snapshot is due. */
const filling = (text: string): readonly ChatEvent[] =>
  Array.from({ length: EVENTS_PER_SNAPSHOT }, (_, index) => said(index, `${text} ${index}`));

describe('a node that joins late', () => {
  let nats: NatsServers;
  let a: Program;
  let writer: LogWriter;

  const started = (name: string): Program =>
    Program.server([
      ...[...ON_FREE_PORTS, '--log-format=json', '--history-on-join=0'],
      ...[`--nats=${nats.urls}`, `--node=${name}`],
    ]);
  const ready = async (name: string): Promise<Program> => {
    const program = started(name);
    await program.listens();
    return program;
  };
  const timed = async (start: () => Promise<Program>): Promise<readonly [program: Program, ms: number]> => {
    const begun = performance.now();
    const program = await start();
    return [program, performance.now() - begun];
  };
  /** A node that has joined, after so many ms, and how many ms a server takes at the same time that has nothing to join. */
  const measured = async (): Promise<readonly [joined: Program, ms: number, alone: number]> => {
    const [server, alone] = await timed(() => Program.listening());
    await server.stop();
    return [...(await timed(() => ready('b'))), alone];
  };
  const snapshotLines = (program: Program): readonly string[] =>
    program.log.filter(({ event }) => event === 'snapshot').map(({ message }) => String(message));
  const says = (program: Program, what: RegExp, times = 1): Promise<unknown> =>
    program.until(() => snapshotLines(program).filter((line) => what.test(line)).length >= times, String(what), 60_000);

  beforeEach(async () => {
    nats = await NatsServers.start();
    a = await ready('a');
    writer = await LogWriter.join(nats.urls);
    const users = Array.from({ length: USERS }, (_, index) => named(index));
    const rooms = [said(0, '/join dev'), said(0, '/topic rain'), said(0, 'a word')];
    await writer.append([...users, ...rooms, ...filling('first')]);
    await says(a, /^a snapshot of the log is made/);
  });
  afterEach(async () => {
    await writer.end();
    await Program.endAll();
    await nats.stop();
  });

  it('begins with a snapshot: 10,000 users in less than 2 s, with history, topics, numbers and epoch', async () => {
    let [b, ms, alone] = await measured();
    for (let i = 1; i < TRIES && ms > mostMs(alone); i += 1) {
      await b.stop();
      [b, ms, alone] = await measured();
    }
    const cpu = await b.metric('process_cpu_seconds_total');
    process.stderr.write(
      `ready with ${USERS} users after ${Math.round(ms)} ms, of which ${Math.round(alone)} ms without NATS, ${cpu.toFixed(2)} s of processor time\n`,
    );
    expect(ms).toBeLessThan(mostMs(alone));
    expect(cpu).toBeLessThan(1);
    expect(snapshotLines(b)).toEqual([expect.stringMatching(/^the log is read from the snapshot of message \d+$/)]);
    expect(cpu).toBeLessThan(2); // what does not depend on what else the machine does

    const seen = [];
    for (const [program, name] of [
      [a, 'reader1'],
      [b, 'reader2'],
    ] as const)
      seen.push(await answersOf(program, name));
    expect(seen[0]).toContain('TOPIC: rain');
    expect(seen[0]?.filter((line) => line.startsWith('PAST'))).toHaveLength(211);
    expect(seen[1]).toEqual(seen[0]);
  });

  it('reads no message that is in the snapshot before the last one: those are purged, and the next is made of the last', async () => {
    const manager = await jetstreamManager(writer.connection);
    const first = async (): Promise<number> => (await manager.streams.info('chat')).state.first_seq;
    expect(await first()).toBe(1);
    await writer.append(filling('second'));
    await says(a, /^a snapshot of the log is made/, 2);
    expect(await first()).toBeGreaterThan(EVENTS_PER_SNAPSHOT / 512);
    const bucket = await new Objm(writer.connection).open('chat-snapshots');
    expect((await bucket.list()).map(({ name }) => name).sort()).toEqual(['first', 'second']);

    // The newest is damaged: the one before it has all that was not purged behind it.
    const [newest] = (await bucket.list()).sort((x, y) => placeOf(y) - placeOf(x));
    await bucket.putBlob({ name: newest!.name, metadata: newest!.metadata ?? {} }, Buffer.from('nothing'));
    const b = await ready('b');
    expect(snapshotLines(b)).toEqual([
      expect.stringMatching(/^the (first|second) snapshot, of message \d+, is passed over: it is damaged$/),
      expect.stringMatching(/^the log is read from the snapshot of message \d+$/),
    ]);
    expect(await answersOf(b, 'reader1')).toEqual(await answersOf(a, 'reader1'));

    // Nothing is good, and the beginning is gone: no start, with a sentence that says what to do.
    for (const { name } of await bucket.list()) await bucket.delete(name);
    const c = started('c');
    expect(await c.exit).toEqual({ code: 1, signal: null });
    expect(c.stderr).toMatch(
      /^rxchat: the stream chat .* begins with message \d+, and there is no snapshot of it; restore /m,
    );
  });

  it('knows when the newest was made, whoever has made it, and puts it back if the object store is deleted', async () => {
    const b = await ready('b');
    const madeAt = (node: Program): Promise<number> => node.metric('chat_journal_snapshot_timestamp_seconds');
    const first = await madeAt(b);
    expect(first).toBeGreaterThan(0);
    await writer.append(filling('second'));
    await says(a, /^a snapshot of the log is made/, 2);
    await b.eventually(async () => (await madeAt(b)) > first, 'the time of the newest snapshot', 60_000);
    await a.eventually(async () => (await madeAt(a)) === (await madeAt(b)), 'the same time', 60_000);

    const manager = await jetstreamManager(writer.connection);
    await manager.streams.delete('OBJ_chat-snapshots');
    await writer.append(filling('third'));
    await says(a, /^a snapshot of the log is made/, 3);
    const log = [...snapshotLines(a), ...snapshotLines(b)];
    expect(log.filter((line) => line.includes('were gone'))).toHaveLength(1);
    const c = await ready('c');
    expect(snapshotLines(c)).toEqual([expect.stringMatching(/^the log is read from the snapshot of message \d+$/)]);
    expect(await answersOf(c, 'reader1')).toEqual(await answersOf(a, 'reader1'));
  });

  it('finds what was there before one was begun if its maker is killed, and the next is of the node that is there for the longest time then', async () => {
    const b = await ready('b');
    const client = await Client.named('reader', b.port);
    await writer.append(filling('second'));
    await says(a, /^a snapshot of the log up to message \d+ is being made/, 2);
    a.kill('SIGKILL');
    await a.exit;
    expect(snapshotLines(a).filter((line) => line.startsWith('a snapshot of the log is made'))).toHaveLength(1);
    const c = await ready('c');
    expect(await answersOf(c, 'reader1')).toEqual(await answersOf(b, 'reader1'));
    await writer.end();
    await client.until(
      () => /SYSTEM: user.* left\n/.test(client.bytes.toString()),
      () => 'that the clients of the others leave',
      30_000,
    );
    const other = await LogWriter.join(nats.urls, 'other');
    await other.append(filling('third'));
    await says(b, /^a snapshot of the log is made/);
    await other.end();
  });
});

const placeOf = ({ metadata }: { readonly metadata?: Record<string, string> }): number => Number(metadata?.['place']);

/** What a client of a node is answered, as far as it does not depend on the moment and the name. */
async function answersOf(program: Program, name: string): Promise<string[]> {
  const client = await Client.connect(program.port);
  client.send(name, '/join dev', '/topic', '/history', '/leave', '/history 500', '/rooms', '/users', '/exit');
  const lines = await client.linesUntil((line) => line === 'Bye');
  return lines.map((line) => line.replaceAll(name, 'NAME').replace(/^PAST \w+ /, 'PAST '));
}
