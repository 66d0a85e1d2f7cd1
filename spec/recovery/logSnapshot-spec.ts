import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { emptyLogState, type LogState } from '../../src/recovery/logFold';
import { fromSnapshot, type LogIdentity, toSnapshot } from '../../src/recovery/logSnapshot';
import { dispensable } from '../../src/streams/journal/snapshotDuty';
import { anyDoings, done } from '../helpers/doings';
import { stateOf } from '../helpers/logStates';
import { NodeUnderTest, sharedPart } from '../helpers/nodesUnderTest';

const LOG: LogIdentity = { origin: 'here', epoch: '7f3a', begin: 1, end: 10_000 };

/** What two states must have the same of: all that is not the shape of a collection in memory. */
const comparable = ({ registry, kept, ledger }: LogState): unknown => [sharedPart(registry), kept, ledger];

describe('a snapshot of a shared log', () => {
  it('has at any place all that a node needs, which then derives the same as one that has read all', async () => {
    await fc.assert(
      fc.asyncProperty(anyDoings, fc.double({ min: 0, max: 1, noNaN: true }), async (doings, part) => {
        const { time, log, nodes } = done(doings);
        const place = Math.floor(part * log.end);
        const half = await stateOf(log.stored.slice(0, place));
        const from = fromSnapshot(toSnapshot('here', half), LOG);
        expect(comparable(from)).toEqual(comparable(half));
        expect(comparable(await stateOf(log.stored.slice(place), from))).toEqual(comparable(await stateOf(log.stored)));
        log.purge(dispensable(half.ledger, place));
        const late = new NodeUnderTest(log, 'late', { from });
        time.pass(1000);
        expect(late.statuses.at(-1)).toBe('present');
        expect(sharedPart(late.registry)).toEqual(sharedPart(nodes[0].registry));
        nodes[0].does({ type: 'shutdownRequested' });
        nodes[0].journal.leave();
        time.pass(1000);
        const last = nodes[1].transitions.findLast(({ outcome }) => outcome.type === 'gone');
        const lastOfLate = late.transitions.findLast(({ outcome }) => outcome.type === 'gone');
        expect(last).toBeDefined();
        expect(lastOfLate?.recorded).toEqual(last?.recorded); // the same number, at the same time
      }),
    );
  });

  it('has the same whichever node has which clients, and nothing that a node has for itself', async () => {
    await fc.assert(
      fc.asyncProperty(anyDoings, async (doings) => {
        const { log, nodes } = done(doings);
        const { registry } = await stateOf(log.stored);
        for (const node of nodes) expect(sharedPart(registry)).toEqual(sharedPart(node.registry));
        expect(registry.pendingSince.size + registry.admitted + [...registry.addresses].length).toBe(0);
        expect([...registry.clients.values()].filter(({ elsewhere }) => elsewhere === undefined)).toEqual([]);
      }),
    );
  });

  it('is not taken for one if it is damaged, of another log, or of what the log does not have', () => {
    const state = emptyLogState('7f3a');
    const good = toSnapshot('here', { ...state, ledger: { ...state.ledger, place: 9 } });
    expect(fromSnapshot(good, LOG).ledger.place).toBe(9);
    const damaged = [Buffer.alloc(0), good.subarray(0, -9), Buffer.from('{}'), gzipSync('{'), gzipSync('null')];
    damaged.push(gzipSync('{"origin":"here"}'), gzipSync('{"format":1,"origin":"here","ledger":{"$":"nothing"}}'));
    for (const bytes of damaged) expect(() => fromSnapshot(bytes, LOG)).toThrow('it is damaged');
    expect(() => fromSnapshot(good, { ...LOG, origin: 'there' })).toThrow('it is of another stream');
    expect(() => fromSnapshot(good, { ...LOG, end: 8 })).toThrow('it reaches to message 9, and the stream ends at 8');
  });

  it('is damaged, or as it was, whatever byte of it is another one', () => {
    const good = toSnapshot('here', emptyLogState('7f3a'));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (index, by) => {
        const bytes = Buffer.from(good);
        bytes[index] = (bytes[index] ?? 0) ^ by;
        let read: LogState | undefined;
        try {
          read = fromSnapshot(bytes, LOG);
        } catch (error) {
          expect(error).toMatchObject({ message: 'it is damaged' });
        }
        if (read) expect(comparable(read)).toEqual(comparable(emptyLogState('7f3a'))); // a byte of the head that says nothing
      }),
    );
  });

  it('of another format is refused, and says so, whatever else is in it', () => {
    const other = gzipSync('{"format":2,"ledger":"in another place"}');
    expect(() => fromSnapshot(other, LOG)).toThrow('its format is 2, and this version of rxchat knows 1');
  });

  it('of an older version, which had no such field, has it as in the beginning', () => {
    const old = gzipSync(JSON.stringify({ format: 1, origin: 'here', ledger: { place: 3 }, state: { registry: {} } }));
    const { ledger, kept, registry } = fromSnapshot(old, LOG);
    expect([ledger.place, ledger.seq, kept, registry.epoch]).toEqual([3, 0, [], '7f3a']);
  });
});
