import fc from 'fast-check';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { connects, disconnects, isRefused, sends, SHUTS_DOWN, TICKS } from '../../helpers/history';
import { anyDoings, done } from '../../helpers/doings';
import { MESSAGES_PER_SNAPSHOT } from '../../../src/streams/journal/snapshotDuty';
import { stateOf } from '../../helpers/logStates';
import { LogUnderTest, NodeUnderTest, sharedPart, Time } from '../../helpers/nodesUnderTest';

/** Two nodes that are present, a and b. */
function twoNodes(): { time: Time; log: LogUnderTest; a: NodeUnderTest; b: NodeUnderTest } {
  const time = new Time();
  const log = new LogUnderTest(time);
  const a = new NodeUnderTest(log, 'a');
  const b = new NodeUnderTest(log, 'b');
  time.pass(1000);
  return { time, log, a, b };
}

const typesOf = (log: LogUnderTest): readonly string[] =>
  log.stored.flatMap(({ message }) => {
    const { type, events = [] } = JSON.parse(Buffer.from(message).toString()) as { type: string; events?: ChatEvent[] };
    return type === 'events' ? events.map((event) => event.type) : [];
  });

describe('sharedJournal', () => {
  it('gives two nodes one chat', () => {
    const { time, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'));
    b.does(connects(2), sends(2, 'bob'));
    time.pass(10);
    a.does(sends(1, 'hello'));
    b.does(sends(2, '/w alice hi'), sends(2, '/users'));
    time.pass(10);
    expect(a.lines).toEqual(
      expect.arrayContaining(['lobby: alice: hello', '1: WHISPER bob: hi', 'lobby: SYSTEM: bob joined']),
    );
    expect(b.lines.slice(-4)).toEqual([
      'lobby: alice: hello',
      '1: WHISPER bob: hi', // for a client that it does not have
      '2: WHISPER to alice: hi',
      '2: USERS: alice,bob',
    ]);
    expect(sharedPart(a.registry)).toEqual(sharedPart(b.registry));
  });

  it('gives a name to one of two who ask for it at the same time, the same one on both nodes', () => {
    const { time, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'));
    b.does(connects(2), sends(2, 'ALICE'));
    time.pass(10);
    expect(a.lines).toContain('1: OK');
    expect(b.lines).toContain('2: ERR username_taken');
    expect(a.lines).not.toContain('2: ERR username_taken'); // it is refused where it is
    expect(sharedPart(a.registry)).toEqual(sharedPart(b.registry));
  });

  it('has nothing on the log of clients without a name, of refusals, of deadlines and of questions', () => {
    const { time, log, a } = twoNodes();
    a.does(connects(1), sends(1, 'not a name'), TICKS, { type: 'overloaded', lag: 900 }, disconnects(1), connects(2));
    a.does({ type: 'recovered' }, connects(3), sends(3, 'alice'));
    time.pass(10);
    a.does(sends(3, '/users'), sends(3, '/help'), sends(3, '/nothing'), isRefused(3, 'rate_limited'), sends(3, 'hi'));
    time.pass(10);
    expect(typesOf(log)).toEqual(['nameAsked', 'lineReceived']);
  });

  it('answers a client in the order in which it has asked, whether the others need to know or not', () => {
    const { time, a } = twoNodes();
    a.does(connects(1), sends(1, 'alice'), sends(1, 'one'), sends(1, '/rooms'), sends(1, 'two'));
    time.pass(10);
    expect(a.lines).toEqual([
      '1: Enter username:',
      '1: OK',
      'lobby: SYSTEM: alice joined',
      'lobby: alice: one',
      '1: ROOMS: lobby(1)',
      'lobby: alice: two',
    ]);
  });

  it('gives a late joiner all that the others know', () => {
    const { time, log, a } = twoNodes();
    a.does(connects(1), sends(1, 'alice'), sends(1, '/join dev'), sends(1, '/topic rain'));
    time.pass(10);
    const c = new NodeUnderTest(log, 'c');
    time.pass(1000);
    expect(c.statuses).toEqual(['joining', 'present']);
    expect(sharedPart(c.registry)).toEqual(sharedPart(a.registry));
    expect(c.registry.rooms.has('dev')).toBe(true);
  });

  it('begins a late joiner with a snapshot, without what came before it', async () => {
    const { time, log, a } = twoNodes();
    a.does(connects(1), sends(1, 'alice'), sends(1, '/join dev'), sends(1, '/topic rain'));
    time.pass(1000);
    const from = await stateOf(log.stored);
    log.purge(from.ledger.place);
    a.does(sends(1, 'hello'));
    time.pass(1000);
    const c = new NodeUnderTest(log, 'c', { from });
    time.pass(10);
    expect(c.statuses).toEqual(['joining', 'present']);
    expect(sharedPart(c.registry)).toEqual(sharedPart(a.registry));
    expect(c.lines).toEqual(['dev: alice: hello']);
    a.does(sends(1, 'and now'));
    time.pass(10);
    const numbersOf = (node: NodeUnderTest): number | undefined => node.transitions.at(-1)?.recorded.seq;
    expect(numbersOf(c)).toBe(numbersOf(a));
  });

  it('ends a node that has not read what is purged, before it makes something else of the rest', () => {
    const { time, log, a } = twoNodes();
    a.does(connects(1), sends(1, 'alice'));
    time.pass(10);
    log.purge(2);
    const c = new NodeUnderTest(log, 'c');
    time.pass(1000);
    expect(c.failures[0]).toMatch(/^message 1 of the log is there no longer, and this node has not read it/);
    expect(c.transitions).toEqual([]);
    expect(c.statuses).toEqual(['joining']);
  });

  it('makes one snapshot wherever one is due: the node does that has been present for the longest time', () => {
    const { time, log, a, b } = twoNodes();
    const dues = new Map<string, number[]>([
      ['a', []],
      ['b', []],
    ]);
    a.journal.snapshotDue$.subscribe((place) => dues.get('a')?.push(place));
    b.journal.snapshotDue$.subscribe((place) => dues.get('b')?.push(place));
    const fill = (until: number): void => {
      while (log.end < until) log.take(Buffer.from('nothing'));
      time.pass(10);
    };
    fill(MESSAGES_PER_SNAPSHOT);
    expect(dues.get('a')).toEqual([MESSAGES_PER_SNAPSHOT]);
    a.journal.leave();
    time.pass(1000);
    fill(2 * MESSAGES_PER_SNAPSHOT);
    expect([...dues.values()]).toEqual([[MESSAGES_PER_SNAPSHOT], [2 * MESSAGES_PER_SNAPSHOT]]);
  });

  it('writes again what is lost on the way, and counts once what comes twice', () => {
    const { time, log, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'));
    time.pass(10);
    log.losing = 1;
    a.does(sends(1, 'lost'));
    time.pass(10);
    log.doubling = 3;
    a.does(sends(1, 'next'));
    time.pass(2000);
    expect(b.lines.slice(-2)).toEqual(['lobby: alice: lost', 'lobby: alice: next']);
    expect(a.lines.filter((line) => line.includes('next'))).toHaveLength(1);
  });

  it('is behind while it is cut off, notifies its clients, and delivers what waited', () => {
    const { time, a, b } = twoNodes();
    const behind: boolean[] = [];
    a.journal.behind$.subscribe((isBehind) => behind.push(isBehind));
    a.does(connects(1), sends(1, 'alice'));
    time.pass(10);
    a.way.cut(true);
    a.does(sends(1, 'wait'));
    time.pass(4000);
    expect(a.statuses.at(-1)).toBe('cut');
    expect(a.lines.at(-1)).toBe('1: SYSTEM: connection to the other servers interrupted; what you write waits');
    a.way.cut(false);
    time.pass(2000);
    expect(a.statuses.at(-1)).toBe('present');
    expect(behind).toEqual([false, true, false]);
    expect(b.lines.at(-1)).toBe('lobby: alice: wait');
    expect(sharedPart(a.registry)).toEqual(sharedPart(b.registry));
  });

  it('ends the clients of a node that the others have lost, on both sides, and lets it join anew', () => {
    const { time, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'), connects(3));
    b.does(connects(2), sends(2, 'bob'));
    time.pass(10);
    a.way.cut(true);
    a.does(sends(1, 'never'));
    time.pass(20_000);
    expect(b.lines.at(-1)).toBe('lobby: SYSTEM: alice left');
    a.way.cut(false);
    time.pass(2000);
    expect(a.lines).toEqual(
      expect.arrayContaining([1, 3].map((id) => `${id}: SYSTEM: this server lost the others; connect again`)),
    );
    a.does(disconnects(1), disconnects(3), connects(4), sends(4, 'alice'), sends(4, 'back'));
    time.pass(10);
    expect(b.lines.at(-1)).toBe('lobby: alice: back');
    expect(a.statuses.slice(-2)).toEqual(['joining', 'present']);
    expect(b.lines.join()).not.toContain('never');
    expect(sharedPart(a.registry)).toEqual(sharedPart(b.registry));
  });

  it('keeps nobody who has gone while the node was lost', () => {
    const { time, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'), connects(2), sends(2, 'bob'));
    time.pass(10);
    a.way.cut(true);
    a.does(disconnects(1));
    b.does(connects(11));
    time.pass(14_000);
    a.way.cut(false);
    time.pass(5000);
    expect(a.statuses.at(-1)).toBe('present');
    expect([...a.registry.clients.keys()]).toEqual([2]); // whose connection is about to end
    expect([b.registry.names.size, a.registry.names.size]).toEqual([0, 0]);
  });

  it('loses a node that is gone without a word, after its lease; one that leaves at once', () => {
    const { time, a, b } = twoNodes();
    a.does(connects(1), sends(1, 'alice'));
    time.pass(10);
    a.way.cut(true);
    time.pass(9000);
    expect(b.registry.names.size).toBe(1);
    time.pass(3000);
    expect(b.registry.names.size).toBe(0);

    const other = twoNodes();
    other.a.does(connects(1), sends(1, 'alice'));
    other.time.pass(10);
    other.a.does(sends(1, 'bye'), SHUTS_DOWN);
    other.a.journal.leave();
    other.time.pass(1000);
    expect(other.b.lines.slice(-2)).toEqual(['lobby: alice: bye', 'lobby: SYSTEM: alice left']);
    expect(other.a.statuses.at(-1)).toBe('left');
  });

  it('ends a process whose name another one has taken over, and one of another version', () => {
    const { time, log, a, b } = twoNodes();
    const next = new NodeUnderTest(log, 'a', { nonce: 'next' });
    const older = new NodeUnderTest(log, 'c', { fold: '0' });
    time.pass(1000);
    expect(next.statuses.at(-1)).toBe('present');
    expect(a.failures).toEqual(['another process has joined as a: each --node needs a name of its own']);
    expect(older.failures[0]).toBe(
      'the nodes that share the log would come to differ from this one: they are version 1.0 (fold 1), and this is version 1.0 (fold 0); stop all of them before this one starts',
    );
    expect(b.failures).toEqual([]);
  });

  it('comes to the same on all nodes, whatever their limits, what they do, and what the log does to them', () => {
    fc.assert(
      fc.property(anyDoings, (doings) => {
        const { time, log, nodes, connected } = done(doings);
        expect(nodes.map((node) => node.statuses.at(-1))).toEqual(['present', 'present']);
        const late = new NodeUnderTest(log, 'late');
        time.pass(1000);
        expect(sharedPart(nodes[1].registry)).toEqual(sharedPart(nodes[0].registry));
        expect(sharedPart(late.registry)).toEqual(sharedPart(nodes[0].registry));
        nodes.forEach((node, index) => {
          const here = Array.from(node.registry.clients.values()).filter(({ elsewhere }) => elsewhere === undefined);
          expect(here.filter(({ id }) => !connected[index]?.includes(id))).toEqual([]); // nobody stays who is gone
        });
        for (const node of nodes)
          expect(node.transitions.filter(({ outcome }) => outcome.type === 'defect')).toEqual([]);
      }),
    );
  });
});
