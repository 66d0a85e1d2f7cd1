import { map, type Observable, Subject, type Subscription } from 'rxjs';
import type { BufferLimits } from '../../../src/buffers/overflowQueue';
import type { Dialect } from '../../../src/streams/dialects/dialect';
import { dialectsOf } from '../../../src/streams/dialects/dialects';
import type { Connection } from '../../../src/streams/model/connection';
import {
  type Delivery,
  end,
  enterRoom,
  leaveRoom,
  send,
  sendRoom,
  sendWhisper,
  useDialect,
} from '../../../src/streams/model/delivery';
import type { ConnectionId } from '../../../src/streams/model/ids';
import { bytes, end as endWrite, type Write } from '../../../src/streams/model/write';
import { distribute } from '../../../src/streams/write/distribute';
import { FanOut } from '../../../src/streams/write/fanOut';
import type { OutboxContext } from '../../../src/streams/write/outbox';
import { Outboxes } from '../../../src/streams/write/outboxes';
import { aConnection } from '../../helpers/aConnection';
import { bare, note } from '../../helpers/bareDialect';
import { linesOf } from '../../helpers/fakeConnection';
import { sendLine, sendRoomLine } from '../../helpers/fanOutUnderTest';
import { marbles } from '../../helpers/marbles';
import { tiny } from '../../helpers/tinyDialect';

type Context = OutboxContext<Connection>;

const LIMITS: BufferLimits = { lines: 1000, bytes: 100_000, overflow: 'dropNewest' };
const DIALECTS = [bare, tiny] as const;

const newContext = (variation: Partial<Context> = {}): Context => ({
  outboxes: new Outboxes(),
  limits: LIMITS,
  report: () => undefined,
  slow: () => undefined,
  failed: (error) => {
    throw error;
  },
  ...variation,
});

const newFanOut = (dialects: readonly [Dialect, ...Dialect[]] = DIALECTS): FanOut =>
  new FanOut(() => undefined, undefined, dialects);

/** The write that a connection is to receive these lines with. */
const lines = (connection: Connection, ...these: readonly string[]): Write =>
  bytes(connection, Buffer.from(these.map((line) => `${line}\n`).join('')));

/** The clients, what is delivered to them, and what is written of that; each client says by hand whether it takes more. */
class Distribution {
  readonly clients$ = new Subject<Connection>();
  readonly deliveries$ = new Subject<readonly Delivery[]>();
  readonly reports: unknown[] = [];
  readonly slow: ConnectionId[] = [];
  readonly failures: { error: unknown; client: ConnectionId }[] = [];
  readonly outboxes: Outboxes;
  /** What is written to each client: lines, `end`, or the reason for which it is closed. */
  readonly written = new Map<ConnectionId, string[]>();
  /** The number of lines of each write. */
  readonly sizes: number[] = [];
  readonly subscription: Subscription;
  ended: unknown;
  private readonly demands = new Map<ConnectionId, Subject<boolean>>();

  constructor(
    limits: Partial<BufferLimits> = {},
    dialects = DIALECTS as readonly [Dialect, ...Dialect[]],
    maxBytes = Infinity,
  ) {
    this.outboxes = new Outboxes(maxBytes);
    const context = newContext({
      report: (event) => this.reports.push(event),
      outboxes: this.outboxes,
      limits: { ...LIMITS, ...limits },
      slow: (client) => this.slow.push(client),
      failed: (error, client) => this.failures.push({ error, client }),
    });
    const writes$ = this.deliveries$.pipe(distribute(this.clients$, newFanOut(dialects), context));
    this.subscription = writes$.subscribe({
      next: (write) => this.record(write),
      error: (error: unknown) => (this.ended = error),
      complete: () => (this.ended = 'complete'),
    });
  }

  /** Clients connect. */
  connect(...clients: readonly ConnectionId[]): this {
    for (const client of clients) {
      const demand$ = new Subject<boolean>();
      this.demands.set(client, demand$);
      this.written.set(client, []);
      this.clients$.next(aConnection(client, demand$));
    }
    return this;
  }

  deliver(...deliveries: readonly Delivery[]): this {
    this.deliveries$.next(deliveries);
    return this;
  }

  /** Whether the client takes more; its demand, to complete when it is gone. */
  demand(client: ConnectionId): Subject<boolean> {
    return this.demands.get(client)!;
  }

  /** What has been written to a client since this was last asked. */
  take(client: ConnectionId): string[] {
    return this.written.get(client)!.splice(0);
  }

  private record(write: Write): void {
    const story = this.written.get(write.connection.id)!;
    if (write.type === 'bytes') {
      const these = linesOf(write.bytes);
      story.push(...these);
      this.sizes.push(these.length);
    } else story.push(write.type === 'close' ? write.ending : write.type);
  }
}

describe('distribute', () => {
  it(
    'makes writes to each connection of what is delivered to its client',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const connections = { 1: aConnection(1), 2: aConnection(2) };
      const turns = {
        a: [enterRoom(1, 'dev'), enterRoom(2, 'dev'), sendRoomLine('dev', 'hello')],
        b: [sendLine(2, 'psst'), end(2)],
      };
      const writes = {
        x: lines(connections[1], 'hello'),
        y: lines(connections[2], 'hello'),
        z: lines(connections[2], 'psst'),
        E: endWrite(connections[2]),
      };
      const clients$ = hot('   -1-2-----------', connections);
      const deliveries$ = hot('-----a----b----', turns);
      const result = '         -----(xy)-(zE)-';
      expectObservable(deliveries$.pipe(distribute(clients$, newFanOut(), newContext()))).toBe(result, writes);
      expectSubscriptions(clients$.subscriptions).toBe('^');
      expectSubscriptions(deliveries$.subscriptions).toBe('^');
    }),
  );

  it(
    'has the way out of a client open when its first event has a delivery: clients are subscribed to before deliveries',
    marbles(({ hot, expectObservable }) => {
      const connections = { 1: aConnection(1), 2: aConnection(2) };
      const writes = { a: lines(connections[1], 'name?'), b: lines(connections[2], 'name?') };
      const clients$ = hot('-1-2-', connections);
      const result = '      -a-b-';
      const deliveries$ = clients$.pipe(map(({ id }) => [sendLine(id, 'name?')]));
      expectObservable(deliveries$.pipe(distribute(clients$, newFanOut(), newContext()))).toBe(result, writes);
    }),
  );

  const LETTERS = { 1: aConnection(1), a: [sendLine(1, 'a')], e: [end(1)] };
  const WRITES = { A: lines(LETTERS[1], 'a'), E: endWrite(LETTERS[1]) };
  const becomes = (clients: string, deliveries: string, result: string): (() => void) =>
    marbles(({ hot, cold, expectObservable }) => {
      const clients$ = hot(clients, { 1: LETTERS[1] }) as Observable<Connection>;
      const deliveries$ = cold(deliveries, { a: LETTERS.a, e: LETTERS.e }) as Observable<readonly Delivery[]>;
      expectObservable(deliveries$.pipe(distribute(clients$, newFanOut(), newContext()))).toBe(result, WRITES);
    });

  it('never ends if its inputs never do', becomes('-', '-', '-'));
  it('is empty if both are', becomes('|', '|', '|'));
  it('goes on after the last client has come', becomes('1|', '--a-----', '--A-----'));
  it('completes with the last client if both inputs have completed', becomes('1|', '--a--(e|)', '--A--(E|)'));
  it('completes with the deliveries if all clients have gone', becomes('1---|', '--e---|', '--E---|'));
  it('does not complete while a client is there', becomes('1|', '--a--|', '--A---'));
  it('ends with the error of the deliveries', becomes('1---', '--a--#', '--A--#'));
  it('ends with the error of the clients', becomes('1---#', '--a-----', '--A-#'));

  it('ends with a defect of the fan-out, which is the defect of no client', () => {
    const defect = new Error('a defect');
    const failing: Dialect = {
      ...bare,
      show: () => {
        throw defect;
      },
    };
    const distribution = new Distribution({}, [failing]);
    distribution.connect(1).deliver(sendLine(1, 'a'));
    expect(distribution.ended).toBe(defect);
    expect(distribution.failures).toEqual([]);
  });

  it('lets go of all when it is unsubscribed from', () => {
    const distribution = new Distribution();
    distribution.connect(1, 2).deliver(sendLine(1, 'a'));
    distribution.demand(2).next(false);
    distribution.deliver(sendLine(2, 'b'));
    distribution.subscription.unsubscribe();
    const { clients$, deliveries$, outboxes } = distribution;
    expect([clients$.observed, deliveries$.observed]).toEqual([false, false]);
    expect([1, 2].map((client) => distribution.demand(client).observed)).toEqual([false, false]);
    expect(Array.from(outboxes.open)).toEqual([]);
    expect(outboxes.totals).toMatchObject({ offered: 2, written: 1, dropped: 1, queued: 0, slow: 0 });
    expect([1, 2].map((client) => distribution.take(client))).toEqual([['a'], []]);
  });
});

describe('a client that takes nothing', () => {
  it('receives what waited when it takes more, and our side is ended after that', () => {
    const distribution = new Distribution();
    distribution.connect(1).demand(1).next(false);
    distribution.deliver(sendLine(1, 'a')).deliver(sendLine(1, 'b'), end(1, 'exit'));
    expect(distribution.take(1)).toEqual([]);
    expect(distribution.outboxes.totals).toMatchObject({ queued: 3, slow: 1 });
    distribution.demand(1).next(true);
    expect(distribution.take(1)).toEqual(['a', 'b', 'end: exit', 'end']);
    expect(Array.from(distribution.outboxes.open)).toEqual([]);
  });

  it.each([
    ['dropNewest', ['a', 'b', '2 skipped']],
    ['dropOldest', ['2 skipped', 'c', 'd']],
  ] as const)('misses lines, %s, which it and the one that watches learn', (overflow, expected) => {
    const distribution = new Distribution({ lines: 2, overflow });
    distribution.connect(1).demand(1).next(false);
    for (const line of ['a', 'b', 'c', 'd']) distribution.deliver(sendLine(1, line));
    expect(distribution.slow).toEqual([1]);
    distribution.demand(1).next(true);
    expect(distribution.take(1)).toEqual(expected);
    expect(distribution.outboxes.totals).toMatchObject({ offered: 5, written: 3, dropped: 2, queued: 0, slow: 0 });
  });

  it('is neither ended nor closed when it is gone, and what waited for it is counted as dropped', () => {
    const distribution = new Distribution();
    distribution.connect(1).deliver(sendLine(1, 'a')).demand(1).next(false);
    distribution.deliver(sendLine(1, 'b'), sendLine(1, 'c')).deliver(end(1, 'exit'));
    expect(distribution.outboxes.totals).toMatchObject({ offered: 4, written: 1, queued: 3, slow: 1 });
    distribution.demand(1).complete();
    expect(distribution.take(1)).toEqual(['a']);
    expect(distribution.outboxes.totals).toMatchObject({ offered: 4, written: 1, dropped: 3, queued: 0, slow: 0 });
    distribution.deliver(sendLine(1, 'd'));
    expect(distribution.outboxes.totals.offered).toBe(4);
  });

  it('is closed if all clients together have too much to wait for, and the others go on', () => {
    const distribution = new Distribution({}, DIALECTS, 29);
    distribution.connect(1, 2);
    for (const client of [1, 2]) distribution.demand(client).next(false);
    distribution.deliver(sendLine(1, 'x'.repeat(9)), end(1, 'exit'));
    distribution.deliver(sendLine(2, 'y'.repeat(9)));
    expect(distribution.take(1)).toEqual(['slow_consumer']);
    expect(distribution.failures).toEqual([]);
    distribution.demand(2).next(true);
    expect(distribution.take(2)).toEqual(['y'.repeat(9)]);
  });
});

describe('a client in whose way out something goes wrong', () => {
  const defect = new Error('a defect');
  const fail = (): never => {
    throw defect;
  };
  /** Shows everything but how many lines were skipped. */
  const failing: Dialect = { ...bare, show: (message) => (message.type === 'skipped' ? fail() : bare.show(message)) };

  /** Two clients in a room, of whom the first one takes nothing; and what is seen once that client has failed, after some lines. */
  function failed(distribution: Distribution, provoke: () => void, ...before: readonly string[]): void {
    distribution.connect(1, 2).deliver(enterRoom(1, 'dev'), enterRoom(2, 'dev'));
    distribution.demand(1).next(false);
    provoke();
    expect(distribution.take(1)).toEqual([...before, 'internal_error']);
    expect(distribution.failures).toEqual([{ error: defect, client: 1 }]);
    distribution.take(2);
    distribution.deliver(sendRoomLine('dev', 'still here?'), sendLine(1, 'no'));
    expect(distribution.take(1)).toEqual([]);
    expect(distribution.take(2)).toEqual(['still here?']);
    expect(distribution.ended).toBeUndefined();
    expect(Array.from(distribution.outboxes.open, ({ connection }) => connection.id)).toEqual([2]);
    const { offered, written, dropped, queued } = distribution.outboxes.totals;
    expect(offered).toBe(written + dropped + queued);
  }

  it('is closed alone, if its demand fails', () => {
    const distribution = new Distribution();
    failed(distribution, () => distribution.demand(1).error(defect));
  });

  it('is closed alone, if its dialect cannot show what was skipped', () => {
    const distribution = new Distribution({ lines: 1 }, [failing]);
    const provoke = (): void => {
      distribution.deliver(sendRoomLine('dev', 'a'), sendRoomLine('dev', 'b'));
      distribution.demand(1).next(true);
    };
    failed(distribution, provoke, 'a');
  });

  it('is closed alone, if the one that watches fails', () => {
    const distribution = new Distribution({ lines: 1 });
    jest.spyOn(distribution.slow, 'push').mockImplementation(fail);
    failed(distribution, () => distribution.deliver(sendRoomLine('dev', 'a'), sendRoomLine('dev', 'b')));
  });
});

describe('clients of two dialects', () => {
  const inTiny = (...texts: readonly string[]): string[] => texts.flatMap((text) => tiny.show(note(text)));

  /** Two clients in a room, of whom the second uses the tiny dialect; both take nothing. */
  function both(limits: Partial<BufferLimits>): Distribution {
    const distribution = new Distribution(limits);
    distribution.connect(1, 2).deliver(enterRoom(1, 'dev'), useDialect(2, 'tiny'), enterRoom(2, 'dev'));
    for (const client of [1, 2]) distribution.demand(client).next(false);
    return distribution;
  }

  const countersOf = (distribution: Distribution): unknown[] =>
    Array.from(distribution.outboxes.open, ({ counters: { offered, written, dropped, queued } }) => ({
      offered,
      written,
      dropped,
      queued,
    }));

  it('are counted in the lines of their own, and each has the notice in its own', () => {
    const distribution = both({ lines: 3 });
    distribution.deliver(sendRoomLine('dev', 'a'), sendRoomLine('dev', 'b')).deliver(sendRoomLine('dev', 'c'));
    expect(countersOf(distribution)).toEqual([
      { offered: 3, written: 0, dropped: 0, queued: 3 },
      { offered: 6, written: 0, dropped: 3, queued: 3 },
    ]);
    expect(distribution.slow).toEqual([2]);
    for (const client of [1, 2]) distribution.demand(client).next(true);
    expect(distribution.take(1)).toEqual(['a', 'b', 'c']);
    expect(distribution.take(2)).toEqual([...inTiny('a', 'b').slice(0, 3), 'event: skipped', 'data: {"lines":3}']);
    expect(countersOf(distribution)).toEqual([
      { offered: 3, written: 3, dropped: 0, queued: 0 },
      { offered: 8, written: 5, dropped: 3, queued: 0 },
    ]);
  });

  it.each(['dropNewest', 'dropOldest'] as const)('have the numbers of what is missing, with %s', (overflow) => {
    const dialects = dialectsOf({ version: '1', epoch: '7f3a' });
    const distribution = new Distribution({ lines: 2, overflow }, dialects);
    const said = (seq: number): Delivery[] => [
      { type: 'stamp', seq, at: 0 },
      sendRoom('dev', { type: 'said', room: 'dev', from: 'alice', text: 'hi' }),
    ];
    const join = [1, 2, 3].map((client) => enterRoom(client, 'dev'));
    distribution.connect(1, 2, 3).deliver(useDialect(2, 'text', { ids: 'on' }), useDialect(3, 'json'), ...join);
    for (const client of [1, 2, 3]) distribution.demand(client).next(false);
    for (let seq = 10; seq <= 18; seq += 2) distribution.deliver(...said(seq));
    distribution.deliver(send(2, { type: 'notice', text: 'without a number' }));
    for (const client of [1, 2, 3]) distribution.demand(client).next(true);
    const notices = [1, 2, 3].map((client) => distribution.take(client).filter((line) => line.includes('skipped')));
    const isNewest = overflow === 'dropNewest';
    expect(notices).toEqual([
      ['SYSTEM: 3 lines skipped, your connection is slow'],
      [`SYSTEM: 4 lines skipped, ${isNewest ? '#14-#18' : '#10-#16'}, your connection is slow`],
      [`{"type":"skipped","lines":3,"after":"7f3a.${isNewest ? 13 : 9}"}`],
    ]);
  });

  describe('that are whispered to', () => {
    const whisper = (text: string): Delivery => sendWhisper(7, 1, 'bob', { type: 'whispered', from: 'alice', text });
    const dropped = { type: 'whisperDropped', client: 7, to: 'bob' };
    const delayed = (lines: number): unknown => ({ type: 'whisperDelayed', client: 7, to: 'bob', lines });
    const slow = (limits: Partial<BufferLimits> = {}): Distribution => {
      const distribution = new Distribution(limits, [bare]);
      distribution.connect(1).deliver(enterRoom(1, 'dev'));
      distribution.demand(1).next(false);
      return distribution;
    };

    it('are no matter as long as nothing waits', () => {
      const distribution = slow();
      distribution.demand(1).next(true);
      distribution.deliver(sendRoomLine('dev', 'a'), whisper('b'));
      expect(distribution.reports).toEqual([]);
    });

    it('are reported as slow, with how many lines wait, those of the room included', () => {
      const distribution = slow();
      distribution.deliver(sendRoomLine('dev', 'a'), sendRoomLine('dev', 'b'));
      distribution.deliver(sendRoomLine('dev', 'c'), whisper('d'));
      expect(distribution.reports).toEqual([delayed(3)]);
    });

    it('are reported when they begin to miss lines, and when they have caught up', () => {
      const distribution = slow({ lines: 2 });
      distribution.deliver(sendRoomLine('dev', 'a'), whisper('b'), sendRoomLine('dev', 'c'));
      expect(distribution.reports).toEqual([{ type: 'overflowed', client: 1 }]); // the whisper was kept
      distribution.demand(1).next(true);
      expect(distribution.reports.slice(1)).toEqual([{ type: 'caughtUp', client: 1 }]);
    });

    it('are not taken for deaf when it is the oldest lines that they miss', () => {
      const distribution = slow({ lines: 1, overflow: 'dropOldest' });
      distribution.deliver(whisper('a')).deliver(sendRoomLine('dev', 'b'));
      distribution.demand(1).next(true);
      expect(distribution.reports).toEqual([dropped]);
    });

    it.each<[string, Partial<BufferLimits>, (distribution: Distribution) => void]>([
      ['it does not fit', { lines: 1 }, (all) => all.deliver(sendRoomLine('dev', 'a'), whisper('b'))],
      ['the client is gone', {}, (all) => all.deliver(whisper('a')).demand(1).complete()],
    ])('are reported when a whisper is dropped because %s', (_, limits, happens) => {
      const distribution = slow(limits);
      happens(distribution);
      expect(distribution.reports).toContainEqual(dropped);
    });
  });

  it('have the notice in the dialect that they use by then', () => {
    const distribution = both({ lines: 1 });
    distribution.deliver(sendRoomLine('dev', 'a'), sendRoomLine('dev', 'b'), useDialect(1, 'tiny'));
    distribution.demand(1).next(true);
    expect(distribution.take(1)).toEqual(['a', 'event: skipped', 'data: {"lines":1}']);
  });

  it('receive each write as whole lines, of one chunk a turn', () => {
    const distribution = both({});
    for (const client of [1, 2]) distribution.demand(client).next(true);
    distribution.deliver(sendRoomLine('dev', 'a'), send(2, { type: 'prompt' }), sendRoomLine('dev', 'b'), leaveRoom(1));
    expect(distribution.sizes).toEqual([5, 2]); // the one that is sent something of its own, and the one that leaves
    expect(distribution.take(2)).toEqual([...inTiny('a'), 'event: prompt', ...inTiny('b')]);
  });
});
