import { join } from 'node:path';
import { NEVER, type Observable } from 'rxjs';
import * as journals from '../../src/run/dataJournal';
import type * as threads from '../../src/run/snapshotInThread';
import { fileOperations } from '../../src/streams/journal/fileOperations';
import { build } from '../helpers/build';
import type { Client } from '../helpers/client';
import { emptyFolder, filesOf } from '../helpers/journalFolder';
import { replayByName, replayOf } from '../helpers/replayOf';
import { TestServer } from '../helpers/testServer';

const NAMES = ['alice', 'bob', 'carol', 'dave'];
const ROUNDS = 16;
const LINES = 12;

const segmentsOf = (data: string): string[] => filesOf(data).filter((name) => name.endsWith('.ndjson'));

/** From here on segments are full with 16 KiB, and snapshots are made by this. */
function withSmallSegments(snapshot: (folder: string) => Observable<number>): void {
  const { dataJournal } = journals;
  const surroundings = { files: fileOperations, segmentBytes: 16 * 1024, snapshot };
  jest
    .spyOn(journals, 'dataJournal')
    .mockImplementation((data, durability) => dataJournal(data, durability, surroundings));
}

/** What a client says in a round: to its room, to the next one, and what it asks for. */
const linesOf = (index: number, round: number): string[] => [
  ...Array.from({ length: LINES }, (_, line) => `${round}/${line} ${'x'.repeat(200)}`),
  `/w ${NAMES[(index + 1) % NAMES.length]!} psst ${round}`,
  ...(round % 5 === index ? ['/join dev', '/history 5'] : ['/users *']),
  ...(round % 7 === index ? ['/leave'] : []),
];

/** Four people talk at once on a server that writes its journal to a folder; returns what each received. */
async function talk(data: string, durability: 'written' | 'synced'): Promise<Map<string, string>> {
  const server = await TestServer.start({ data, durability, lineRate: 0 });
  const clients = await Promise.all(NAMES.map(() => server.connect()));
  for (const [index, client] of clients.entries()) client.send(NAMES[index]!);
  await server.until('chat_named_clients', (named) => named === NAMES.length);
  let sent = await server.metric('chat_received_bytes_total');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, client] of clients.entries()) {
      const lines = linesOf(index, round);
      client.send(...lines);
      sent += lines.reduce((sum, line) => sum + line.length + 1, 0);
    }
    await server.until('chat_received_bytes_total', (bytes) => bytes >= sent);
  }
  await server.stop();
  const rest = await Promise.all(clients.map((client: Client) => client.rest()));
  return new Map(NAMES.map((name, index) => [name, rest[index]!]));
}

describe.each(['written', 'synced'] as const)('a journal that goes over to other segments under load (%s)', (kind) => {
  afterEach(() => jest.restoreAllMocks());

  it('is replayed byte by byte, over all of them', async () => {
    withSmallSegments(() => NEVER);
    const data = emptyFolder();
    const received = await talk(data, kind);
    expect(segmentsOf(data).length).toBeGreaterThan(5);
    expect(replayOf(data).sort()).toStrictEqual([...received.values()].sort());
  });

  it('and removes those that it has in snapshots: from the oldest one on the replay is what each received', async () => {
    const thread = join(build(), 'run', 'snapshotInThread.js'); // beside the program of the thread
    withSmallSegments(jest.requireActual<typeof threads>(thread).snapshotInThread);
    const data = emptyFolder();
    const received = await talk(data, kind);
    expect(segmentsOf(data)[0]).not.toMatch(/^0+1\./); // the first one has gone
    const replay = replayByName(data);
    expect([...replay.keys()].sort()).toEqual(NAMES);
    for (const [name, text] of replay) {
      expect(text.length).toBeGreaterThan('SYSTEM: server is shutting down\n'.length);
      expect(received.get(name)?.slice(-text.length)).toBe(text);
    }
  });
});
