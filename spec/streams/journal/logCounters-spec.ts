import { newLogCounters } from '../../../src/streams/journal/logCounters';
import { connects, sends } from '../../helpers/history';
import { LogUnderTest, NodeUnderTest, Time } from '../../helpers/nodesUnderTest';

/** Two nodes that are present; a has a client with a name. */
function twoNodes(): { time: Time; log: LogUnderTest; a: NodeUnderTest; b: NodeUnderTest } {
  const time = new Time();
  const log = new LogUnderTest(time);
  const [a, b] = [new NodeUnderTest(log, 'a'), new NodeUnderTest(log, 'b')];
  time.pass(1000);
  a.does(connects(1), sends(1, 'alice'));
  time.pass(10);
  return { time, log, a, b };
}

const QUIET = { ...newLogCounters(), status: 'present' };

describe('the counters of a shared journal', () => {
  it('are all 0 before the node is present', () => {
    const a = new NodeUnderTest(new LogUnderTest(new Time()), 'a');
    expect(a.counters).toEqual({ status: 'joining', awaited: 0, awaitedSince: 0, cuts: 0, fences: 0, passedOver: 0 });
  });

  it('have what is awaited, and since when, until it has come back', () => {
    const { time, a, b } = twoNodes();
    expect([a.counters, b.counters]).toEqual([QUIET, QUIET]);
    const now = 1_000_000 + time.now();
    a.does(sends(1, 'one'), sends(1, 'two'), sends(1, '/users')); // the last is for this node alone
    expect(a.counters).toEqual({ ...QUIET, awaited: 2, awaitedSince: now });
    expect(b.counters).toEqual(QUIET);
    time.pass(10);
    expect(a.counters).toEqual(QUIET);
  });

  it('count a cut once, however long it lasts, and what waits gets older meanwhile', () => {
    const { time, a, b } = twoNodes();
    const now = 1_000_000 + time.now();
    a.way.cut(true);
    a.does(sends(1, 'wait'));
    time.pass(6000);
    expect(a.counters).toEqual({ ...QUIET, status: 'cut', awaited: 1, awaitedSince: now, cuts: 1 });
    a.way.cut(false);
    time.pass(2000);
    expect(a.counters).toEqual({ ...QUIET, cuts: 1 });
    expect(b.counters).toEqual(QUIET);
  });

  it('count that the others have given the node up, and nothing of it is awaited then', () => {
    const { time, a, b } = twoNodes();
    a.way.cut(true);
    a.does(sends(1, 'never'));
    time.pass(20_000);
    a.way.cut(false);
    time.pass(2000);
    expect(a.counters).toMatchObject({ status: 'present', awaited: 0, awaitedSince: 0, cuts: 1, fences: 1 });
    expect(b.counters).toEqual(QUIET);
  });

  it('count no fence when a node leaves', () => {
    const { time, a } = twoNodes();
    a.journal.leave();
    time.pass(1000);
    expect(a.counters).toEqual({ ...QUIET, status: 'left' });
  });

  it('count a process whose name another one has taken over as fenced', () => {
    const { time, log, a } = twoNodes();
    new NodeUnderTest(log, 'a', { nonce: 'next' });
    time.pass(1000);
    expect(a.counters.fences).toBe(1);
  });

  it('count each message behind one that was lost, on the node that has written it', () => {
    const { time, log, a, b } = twoNodes();
    log.losing = 1;
    for (const line of ['lost', 'behind', 'behind too']) {
      a.does(sends(1, line));
      time.pass(1);
    }
    time.pass(2000);
    expect(a.counters).toEqual({ ...QUIET, passedOver: 2 });
    expect(b.counters).toEqual(QUIET);
    expect(b.lines.slice(-3)).toEqual(['lobby: alice: lost', 'lobby: alice: behind', 'lobby: alice: behind too']);
  });

  it('count nothing of what comes twice', () => {
    const { time, log, a } = twoNodes();
    log.doubling = 3;
    a.does(sends(1, 'one'));
    time.pass(2000);
    expect(a.counters).toEqual(QUIET);
  });
});
