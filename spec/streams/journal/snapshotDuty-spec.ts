import fc from 'fast-check';
import { EMPTY_LEDGER, type Ledger, type NodeState } from '../../../src/streams/journal/ledger';
import {
  dispensable,
  EVENTS_PER_SNAPSHOT,
  MESSAGES_PER_SNAPSHOT,
  snapshotDuty,
} from '../../../src/streams/journal/snapshotDuty';

const node = (incarnation: number, given: Partial<NodeState> = {}): NodeState => ({
  ...{ epoch: incarnation, incarnation, next: 1, heardAt: 0, read: 0, isPresent: true },
  ...given,
});

const ledger = (place: number, seq: number, nodes: Readonly<Record<string, NodeState>> = { a: node(1) }): Ledger => ({
  ...EMPTY_LEDGER,
  ...{ place, seq, nodes: new Map(Object.entries(nodes)) },
});

describe('snapshotDuty', () => {
  it('is there after so many messages, and after so many events', () => {
    expect(snapshotDuty(ledger(MESSAGES_PER_SNAPSHOT - 2, 0), ledger(MESSAGES_PER_SNAPSHOT - 1, 0))).toBeUndefined();
    expect(snapshotDuty(ledger(MESSAGES_PER_SNAPSHOT - 1, 0), ledger(MESSAGES_PER_SNAPSHOT, 0))).toBe('a');
    expect(snapshotDuty(ledger(MESSAGES_PER_SNAPSHOT, 0), ledger(MESSAGES_PER_SNAPSHOT + 1, 0))).toBeUndefined();
    expect(snapshotDuty(ledger(1, EVENTS_PER_SNAPSHOT - 5), ledger(2, EVENTS_PER_SNAPSHOT + 5))).toBe('a');
  });

  it('is of the node that is present for the longest time, and of none if there is none', () => {
    const nodes = { c: node(2), a: node(3), b: node(1, { isPresent: false }) };
    const place = MESSAGES_PER_SNAPSHOT;
    expect(snapshotDuty(ledger(place - 1, 0, nodes), ledger(place, 0, nodes))).toBe('c');
    expect(snapshotDuty(ledger(place - 1, 0, {}), ledger(place, 0, {}))).toBeUndefined();
  });
});

describe('dispensable', () => {
  it('is what a snapshot has, and every node that is present has read', () => {
    expect(dispensable(ledger(9, 9, {}), 7)).toBe(7);
    expect(dispensable(ledger(9, 9, { a: node(1, { read: 8 }), b: node(2, { read: 5 }) }), 7)).toBe(5);
    expect(dispensable(ledger(9, 9, { a: node(1, { read: 8 }), b: node(2, { read: 5, isPresent: false }) }), 7)).toBe(
      7,
    );
    expect(dispensable(ledger(9, 9, { a: node(1, { read: 8 }), b: node(2) }), 7)).toBe(0); // it has not said yet
  });

  it('is never more than any of them has', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.array(fc.record({ read: fc.nat(100), isPresent: fc.boolean() })), (place, states) => {
        const nodes = Object.fromEntries(states.map((state, index) => [`n${index}`, node(index + 1, state)]));
        const upTo = dispensable(ledger(200, 0, nodes), place);
        expect(upTo).toBeLessThanOrEqual(place);
        for (const { read, isPresent } of states) if (isPresent) expect(upTo).toBeLessThanOrEqual(read);
      }),
    );
  });
});
