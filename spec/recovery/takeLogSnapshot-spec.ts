import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { concat, defer, ignoreElements, of } from 'rxjs';
import { fromSnapshot } from '../../src/recovery/logSnapshot';
import { newestLogState } from '../../src/recovery/newestLogState';
import { type BoundedLog, takeLogSnapshot } from '../../src/recovery/takeLogSnapshot';
import { connects, sends } from '../helpers/history';
import { LIMITS, stateOf } from '../helpers/logStates';
import { SnapshotsInMemory } from '../helpers/snapshotsInMemory';
import { LogUnderTest, NodeUnderTest, sharedPart, Time } from '../helpers/nodesUnderTest';

/** A log on which a node has done this and that, with what makes snapshots of it. */
function logWithNode(): {
  time: Time;
  node: NodeUnderTest;
  log: LogUnderTest;
  /** The log as it is when it is opened. */
  open: () => Promise<BoundedLog>;
  store: SnapshotsInMemory;
} {
  const time = new Time();
  const log = new LogUnderTest(time);
  const node = new NodeUnderTest(log, 'a');
  time.pass(1000);
  node.does(connects(1), sends(1, 'alice'), sends(1, '/topic rain'));
  time.pass(3000);
  const store = new SnapshotsInMemory();
  const open = async (): Promise<BoundedLog> => {
    const begin = log.stored[0]?.place ?? log.end + 1;
    const identity = { origin: 'here', epoch: '7f3a', begin, end: log.end };
    return {
      ...identity,
      snapshots: store,
      past: await newestLogState(store, identity),
      offer: () => undefined,
      entries: (after) => of(...log.stored.filter(({ place }) => place > after)),
      purge(upTo) {
        log.purge(upTo);
        return Promise.resolve();
      },
    };
  };
  return { time, node, log, open, store };
}

/** Where a maker can be killed: what it has done until then stays. */
const SEAMS = ['reading', 'before writing', 'after writing', 'before purging', 'after purging'] as const;
type Seam = (typeof SEAMS)[number];

const KILLED = new Error('killed');

/** A log at a seam of which its maker is killed. */
function killedAt(at: Seam | undefined, log: BoundedLog): BoundedLog {
  const { snapshots } = log;
  const pass = (seam: Seam): Promise<void> => (seam === at ? Promise.reject(KILLED) : Promise.resolve());
  return {
    ...log,
    entries: (after) => concat(defer(() => pass('reading')).pipe(ignoreElements()), log.entries(after)),
    snapshots: {
      list: () => snapshots.list(),
      read: (slot) => snapshots.read(slot),
      async write(...args) {
        await pass('before writing');
        await snapshots.write(...args);
        await pass('after writing');
      },
    },
    async purge(upTo) {
      await pass('before purging');
      await log.purge(upTo);
      await pass('after purging');
    },
  };
}

describe('takeLogSnapshot', () => {
  it('makes one of all up to a place, and the next from it and what comes after it', async () => {
    const { time, node, log, open } = logWithNode();
    const first = log.end;
    expect(await takeLogSnapshot(await open(), first, LIMITS)).toMatchObject({ place: first, purged: 0 });
    node.does(sends(1, 'hello'));
    time.pass(3000);
    const taken = await takeLogSnapshot(await open(), log.end, LIMITS);
    expect(taken).toMatchObject({ place: log.end, purged: first });
    expect(log.stored[0]?.place).toBe(first + 1); // so the older of the two is good too, with what follows it
    const { state } = (await open()).past;
    expect(state.ledger.place).toBe(log.end);
    expect(sharedPart(state.registry)).toEqual(sharedPart(node.registry));
    expect(state.kept.map(([room, { lines }]) => [room, lines.map(({ text }) => text)])).toEqual([
      ['lobby', ['hello']],
    ]);
  });

  it('keeps two, and bounds the log, however long it goes on', async () => {
    const { time, node, log, open, store } = logWithNode();
    for (let i = 0; i < 6; i += 1) {
      node.does(sends(1, `word ${i}`));
      time.pass(5000);
      await takeLogSnapshot(await open(), log.end, LIMITS);
      expect(log.stored.length).toBeLessThan(30);
    }
    expect(store.slots.size).toBe(2);
    expect(log.end).toBeGreaterThan(30);
  });

  it('purges nothing that a node which is present has not read', async () => {
    const { time, node, log, open } = logWithNode();
    const slow = new NodeUnderTest(log, 'slow');
    time.pass(1500);
    slow.way.cut(true);
    const readBySlow = slow.transitions.length;
    node.does(sends(1, 'one'));
    time.pass(2000);
    await takeLogSnapshot(await open(), log.end, LIMITS);
    node.does(sends(1, 'two'));
    time.pass(2000);
    const { purged } = await takeLogSnapshot(await open(), log.end, LIMITS);
    slow.way.cut(false);
    time.pass(2000);
    expect(purged).toBeGreaterThan(0);
    expect(slow.failures).toEqual([]);
    expect(slow.transitions.length).toBeGreaterThan(readBySlow);
    expect(sharedPart(slow.registry)).toEqual(sharedPart(node.registry));
  });

  it('replaces none that was made meanwhile, however long it takes, and purges nothing then', async () => {
    const { time, node, log, open, store } = logWithNode();
    await takeLogSnapshot(await open(), log.end, LIMITS);
    time.pass(3000);
    const slow = await open();
    node.does(sends(1, 'a word'));
    time.pass(3000);
    const { place } = await takeLogSnapshot(await open(), log.end, LIMITS);
    const before = [log.stored, await store.list()];
    await expect(takeLogSnapshot(slow, slow.end, LIMITS)).rejects.toThrow(
      'the second snapshot was replaced by another node meanwhile, and is left as it is',
    );
    expect([log.stored, await store.list()]).toEqual(before);
    expect((await open()).past.base).toMatchObject({ place });
  });

  it('leaves snapshots and a log that go together, wherever its maker is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...SEAMS), { maxLength: 12 }), async (kills) => {
        const { time, node, log, open, store } = logWithNode();
        for (const [round, seam] of [...kills, undefined].entries()) {
          node.does(sends(1, `/topic ${round}`));
          time.pass(3000);
          const taken = takeLogSnapshot(killedAt(seam, await open()), log.end, LIMITS);
          if (seam) await taken.catch((error: unknown) => expect(error).toBe(KILLED));
          else expect(await taken).toMatchObject({ place: log.end });
          const { state } = (await open()).past;
          const now = await stateOf(log.stored, state);
          expect(sharedPart(now.registry)).toEqual(sharedPart(node.registry));
          const older = (await store.list()).findLast(({ place }) => place > 0);
          expect(log.stored[0]?.place).toBeLessThanOrEqual((older?.place ?? 0) + 1);
        }
      }),
    );
  });

  it('does nothing where there is one already', async () => {
    const { log, open, store } = logWithNode();
    await takeLogSnapshot(await open(), log.end, LIMITS);
    expect(await takeLogSnapshot(await open(), log.end, LIMITS)).toMatchObject({ place: log.end, bytes: 0 });
    expect(store.slots.size).toBe(1);
  });

  it('passes over a newest one that is damaged, says so, and replaces that one', async () => {
    const { time, log, open, store } = logWithNode();
    const first = log.end;
    await takeLogSnapshot(await open(), first, LIMITS);
    time.pass(5000);
    const second = log.end;
    await takeLogSnapshot(await open(), second, LIMITS);
    const newest = store.slots.get('second');
    if (newest) newest.bytes = newest.bytes.slice(0, 20);
    const past = (await open()).past;
    expect(past.base).toMatchObject({ slot: 'first', place: first });
    expect(past.state.ledger.place).toBe(first);
    expect(past.notes).toEqual([`the second snapshot, of message ${second}, is passed over: it is damaged`]);
    time.pass(5000);
    await takeLogSnapshot(await open(), log.end, LIMITS);
    expect(fromSnapshot(await store.read('second'), await open()).ledger.place).toBe(log.end);
    expect(fromSnapshot(await store.read('first'), await open()).ledger.place).toBe(first);
  });

  it('begins with none if one of them is of another version, which knows more than the other one has', async () => {
    const { log, open, store } = logWithNode();
    await takeLogSnapshot(await open(), log.end, LIMITS);
    store.put('second', { origin: 'here', place: log.end + 1 }, gzipSync('{"format":2}'));
    await expect(open()).rejects.toThrow(
      `the second snapshot, of message ${log.end + 1}, is not read: its format is 2, and this version of rxchat knows 1; use the version that has written it`,
    );
  });

  it('begins with the beginning if none is good, and makes none of a log that has lost that', async () => {
    const { log, open, store } = logWithNode();
    store.put('first', { origin: 'here', place: 2 }, Buffer.from('nothing'));
    const past = (await open()).past;
    expect(past.base).toBeUndefined();
    expect(past.state.ledger.place).toBe(0);
    expect(past.notes).toEqual(['the first snapshot, of message 2, is passed over: it is damaged']);
    log.purge(1);
    await expect(open()).rejects.toThrow(
      'it begins with message 2, and the first snapshot, of message 2, is passed over: it is damaged; restore the object store',
    );
  });
});
