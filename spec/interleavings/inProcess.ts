import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identity, Subject, tap } from 'rxjs';
import { chat, type ChatLimits, type Tick } from '../../src/streams/chat';
import type { LoopLoad } from '../../src/streams/decode/overloads';
import type { ChatEvent, ShutdownRequested } from '../../src/streams/model/chatEvent';
import { type Rules, rulesOf } from '../../src/streams/model/rules';
import { localJournal } from '../../src/streams/journal/localJournal';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import { Outboxes } from '../../src/streams/write/outboxes';
import { ChatModel, type House, type Told } from '../helpers/model';
import { ReaderModel } from '../helpers/modelReader';
import { name, record, type Typed, typed, Typist } from './arbitraries';
import { performWrites } from '../../src/run/performWrites';
import { FakeConnection } from './fakeConnection';
import { registryHolds, registryMatches } from './registryHolds';

/** What can happen next. `who` is a seat: whoever comes to it when the one before has gone is a new client. */
export type Step =
  | { readonly do: 'connect'; readonly who: number; readonly address: string }
  | { readonly do: 'arrive'; readonly who: number; readonly address: string; readonly name: string }
  | ({ readonly do: 'send'; readonly who: number } & Typed)
  | { readonly do: 'negotiate'; readonly who: number; readonly cut: number }
  | { readonly do: 'stopReading' | 'read' | 'end' | 'reset'; readonly who: number }
  | { readonly do: 'endTurn' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'lag'; readonly ms: number }
  | { readonly do: 'reload'; readonly house: Other }
  | { readonly do: 'shutDown' };

/** Limits that may change while the server runs. */
type Other = Pick<House, 'places' | 'placesPerAddress' | 'patience' | 'silence' | 'hurry'>;

/** How the server is set up in one run. */
export interface Setup {
  readonly overflow: 'dropNewest' | 'dropOldest';
  readonly most: { readonly lines: number; readonly bytes: number };
}

const SEATS = 5;
const HOUSE = { places: 5, placesPerAddress: 3, patience: 100, silence: 170, hurry: 500, rush: 3, pace: 128 };
const WHOLE: Typed = { lines: [], ending: '\n', cuts: [], held: 0 }; // all bytes in one piece
const STUCK = 100; // ms after which a client that reads nothing is cut off

const who = fc.nat(SEATS);
const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '127.0.0.1');
const what = <T extends Step['do']>(...steps: T[]): fc.Arbitrary<T> => fc.constantFrom(...steps);

export const setup: fc.Arbitrary<Setup> = record({
  overflow: fc.constantFrom('dropNewest', 'dropOldest'),
  most: record({ lines: fc.integer({ min: 1, max: 6 }), bytes: fc.constantFrom(30, 60, 10_000) }),
});

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: record({ do: what('arrive'), who, address, name }) },
  { weight: 1, arbitrary: record({ do: what('connect'), who, address }) },
  { weight: 14, arbitrary: fc.tuple(who, typed).map(([seat, rest]): Step => ({ do: 'send', who: seat, ...rest })) },
  { weight: 1, arbitrary: record({ do: what('negotiate'), who, cut: fc.nat(10) }) },
  { weight: 4, arbitrary: record({ do: what('stopReading', 'read', 'end', 'reset'), who }) },
  { weight: 6, arbitrary: record({ do: what('endTurn') }) },
  { weight: 1, arbitrary: record({ do: what('wait'), ms: fc.integer({ min: 1, max: 120 }) }) },
  {
    weight: 1,
    arbitrary: record({
      do: what('reload'),
      house: record<Other>({
        places: fc.integer({ min: 1, max: 6 }),
        placesPerAddress: fc.integer({ min: 1, max: 4 }),
        patience: fc.constantFrom(50, 100, 1000),
        silence: fc.constantFrom(90, 170, 1000),
        hurry: fc.constantFrom(300, 500),
      }),
    }),
  },
  { weight: 1, arbitrary: record({ do: what('lag'), ms: fc.constantFrom(0, 249, 250, 500, 501) }) },
);

/**
 * Steps of one run. What the sender of a whisper receives depends on whether it waits or is dropped, which the model does not
 * know: so either nobody whispers, or nobody stops reading. `spec/streams/write/distribute-spec.ts`,
 * `spec/streams/reduce/receipts-spec.ts` and `spec/e2e/protocol/slow-spec.ts` have both.
 */
export const steps: fc.Arbitrary<Step[]> = fc
  .array(step, { maxLength: 60, size: 'max' })
  .map((all) => (all.some(({ do: deed }) => deed === 'stopReading') ? all.map(withoutWhispers) : all));

const limitsOf = ({ places, placesPerAddress, patience, silence, hurry }: Other) => ({
  connections: places,
  connectionsPerAddress: placesPerAddress,
  registrationTimeout: patience,
  idleTimeout: silence,
  busyLag: hurry,
});

const withoutWhispers = (one: Step): Step =>
  one.do === 'send' ? { ...one, lines: one.lines.map((line) => (line.startsWith('/w ') ? 'hello' : line)) } : one;

/** A client with its fake connection, and what the model says of its reading. */
interface Seat {
  readonly id: number;
  readonly connection: FakeConnection;
  readonly reader: ReaderModel;
  readonly typist: Typist;
  /** Whether the client has ended its side; it may still be reading. */
  hasEnded: boolean;
}

/** The whole of `chat()` without a socket, beside a model of it: each step is done to both, and both must agree. */
export class InProcess {
  private readonly model = new ChatModel(HOUSE);
  private readonly outboxes = new Outboxes<FakeConnection>();
  private readonly shutdown$ = new Subject<ShutdownRequested>();
  private readonly rules$ = new Subject<Rules>();
  private readonly limits: ChatLimits;
  private readonly connections$ = new Subject<FakeConnection>();
  private readonly ticks$ = new Subject<Tick>();
  private readonly loads$ = new Subject<LoopLoad>();
  private readonly turn$ = new Subject<void>();
  private readonly journal = localJournal<ChatEvent>(() => this.now, '7f3a');
  private readonly seats: (Seat | undefined)[] = [];
  private readonly all: Seat[] = [];
  private readonly defects: unknown[] = [];
  private registry: Registry = EMPTY_REGISTRY;
  private now = 0;
  private pending: Told[] = []; // what the model has said in this turn

  constructor(private readonly setup: Setup) {
    this.limits = {
      ...limitsOf(HOUSE),
      connectionBurst: HOUSE.rush,
      connectionRate: 1000 / HOUSE.pace,
      limitLoopback: true,
      lineBurst: 1,
      lineRate: 0,
      lineReceivers: 1000,
      historyLines: 10,
      historyBytes: 10_000,
      historyOnJoin: 0,
      welcome: 'auto',
      ...setup.most,
      overflow: setup.overflow,
      slowClientTimeout: STUCK,
      busyWait: 0,
    };
    const failed = (error: unknown): void => void this.defects.push(error);
    chat({
      connections$: this.connections$,
      ticks$: this.ticks$,
      loads$: this.loads$,
      shutdown$: this.shutdown$,
      journal: this.journal,
      rules$: this.rules$,
      limits: this.limits,
      turns: { turn$: this.turn$, now: () => this.now, longest: 10 },
      outboxes: this.outboxes,
      taps: {
        received: identity,
        recorded: identity,
        transitions: tap(({ registry }) => (this.registry = registry)),
        turns: identity,
        excess: () => undefined,
        delivered: () => undefined,
        encoded: () => {},
        slow: () => {},
        failed,
      },
    }).subscribe({ next: performWrites(failed), error: failed });
  }

  /** Does a step to the chat and to the model, and compares them. A step that cannot be done now is passed over. */
  take(step: Step): void {
    this.carryOut(step);
    this.pending.push(...this.model.told.splice(0));
    if (step.do === 'endTurn') this.flush();
    this.compare();
  }

  /** Brings everything to its end: all read again, everybody says something and is heard, the server stops. */
  finish(): void {
    const everyone = this.seats.flatMap((seat, who) => (seat ? [who] : []));
    for (const who of everyone) this.take({ do: 'read', who });
    this.take({ do: 'endTurn' });
    const last = { ...WHOLE, lines: ['', 'still here', '/users *', '/rooms'] };
    for (const who of everyone) this.take({ do: 'send', who, ...last });
    this.take({ do: 'shutDown' });
    this.take({ do: 'arrive', who: SEATS + 1, address: '10.0.0.3', name: 'late' });
    this.take({ do: 'endTurn' });
    for (const { connection, id } of this.all) assert.ok(connection.isBroken || connection.hasEnded, `${id} goes on`);
    assert.equal(this.outboxes.totals.queued, 0, 'nothing waits at the end');
  }

  private carryOut(step: Step): void {
    switch (step.do) {
      case 'shutDown':
        this.shutdown$.next({ type: 'shutdownRequested' });
        this.model.stops();
        break;
      case 'wait':
        this.wait(step.ms);
        break;
      case 'lag':
        for (let twice = 0; twice < 2; twice += 1) this.loads$.next({ lag: step.ms, utilization: 1 });
        this.model.isLate(step.ms);
        break;
      case 'reload':
        Object.assign(this.limits, limitsOf(step.house));
        this.rules$.next(rulesOf(this.limits));
        this.model.changes(step.house);
        break;
      case 'endTurn':
        this.turn$.next();
        break;
      case 'connect':
      case 'arrive':
        if (isFree(this.seats[step.who])) this.connect(step.who, step.address);
        if (step.do === 'arrive') this.send(this.seats[step.who], { ...WHOLE, lines: [step.name] });
        break;
      case 'send':
        this.send(this.seats[step.who], step);
        break;
      default: {
        const seat = this.seats[step.who];
        if (seat && !isFree(seat)) this.doTo(seat, step);
      }
    }
  }

  private doTo(seat: Seat, step: Extract<Step, { do: 'negotiate' | 'end' | 'reset' | 'read' | 'stopReading' }>): void {
    const { connection, reader, id } = seat;
    switch (step.do) {
      case 'negotiate':
        negotiate(connection, step.cut);
        break;
      case 'read':
        connection.takes(true);
        reader.catchesUp();
        break;
      case 'stopReading':
        connection.takes(false);
        reader.blocked = true;
        break;
      case 'reset':
        connection.breaks('reset');
        this.breaks(seat);
        break;
      case 'end':
        if (seat.hasEnded) return;
        connection.ends();
        seat.hasEnded = true;
        this.model.ends(id);
        break;
    }
  }

  private connect(who: number, address: string): void {
    const id = this.all.length + 1;
    const connection = new FakeConnection(id, address);
    const reader = new ReaderModel(this.setup.most, this.setup.overflow);
    const seat = { id, connection, reader, typist: new Typist(), hasEnded: false };
    this.seats[who] = seat;
    this.all.push(seat);
    this.connections$.next(connection);
    this.model.connects(id, address, this.now);
  }

  private send(seat: Seat | undefined, typed: Typed): void {
    if (!seat || seat.hasEnded || isFree(seat)) return;
    for (const piece of seat.typist.pieces(typed)) {
      seat.connection.sends(piece);
      this.model.sends(seat.id, piece);
    }
  }

  private breaks({ id, reader, hasEnded }: Seat): void {
    if (!hasEnded) this.model.breaks(id);
    reader.breaks();
    this.pending = [...this.pending, ...this.model.told.splice(0)].filter(({ client }) => client !== id);
  }

  /** Time passes; those who have read nothing for too long are cut off, and those without a name are sent away. */
  private wait(ms: number): void {
    this.now += ms;
    this.ticks$.next({ stoodStill: 0 });
    for (const seat of this.all) if (seat.reader.isStuck(this.now, STUCK)) this.breaks(seat);
    this.model.looksAtTheClock(this.now);
  }

  private flush(): void {
    for (const told of this.pending.splice(0)) this.all[told.client - 1]?.reader.gets(told);
  }

  private compare(): void {
    assert.deepEqual(this.defects, [], 'defects');
    registryHolds(this.registry);
    registryMatches(this.registry, this.model);
    for (const { connection, reader, id } of this.all) {
      assert.equal(connection.isBroken, reader.isBroken, `whether client ${id} is cut off`);
      assert.deepEqual(connection.lines, reader.read, `what client ${id} has read`);
      assert.ok(connection.answers.length <= 1, 'an option is refused once');
    }
    const { offered, written, dropped, queued, queuedBytes } = this.outboxes.totals;
    assert.equal(offered, written + dropped + queued, 'offered = written + dropped + queued');
    const sum = (count: (reader: ReaderModel) => number): number =>
      this.all.reduce((total, { reader }) => total + count(reader), 0);
    assert.deepEqual(
      { offered, written, dropped, queued },
      {
        offered: sum((reader) => reader.offered),
        written: sum((reader) => reader.written),
        dropped: sum((reader) => reader.dropped),
        queued: sum((reader) => reader.waiting.length),
      },
      'lines in all outboxes',
    );
    assert.equal(queuedBytes > 0, queued > 0, 'bytes wait where lines do');
  }
}

/** Whether somebody else may come: nobody is there, or the connection is over on both sides. */
function isFree(seat: Seat | undefined): boolean {
  return !seat || seat.reader.isBroken || (seat.hasEnded && seat.reader.isDone);
}

/** A telnet client's `IAC DO ECHO` and a subnegotiation, in two pieces, maybe inside of a line: no line has any of it. */
function negotiate(connection: FakeConnection, cut: number): void {
  const bytes = Buffer.of(255, 253, 1, 255, 250, 24, 1, 10, 255, 240);
  connection.sends(bytes.subarray(0, cut));
  connection.sends(bytes.subarray(cut));
}
