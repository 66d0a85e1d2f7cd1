import assert from 'node:assert/strict';
import fc from 'fast-check';
import { from, identity, NEVER, of, Subject } from 'rxjs';
import { performWrites } from '../../src/run/performWrites';
import { type Line, splitLines } from '../../src/operators/splitLines';
import { stripTelnet } from '../../src/operators/stripTelnet';
import { ENDINGS } from '../../src/streams/model/ending';
import { chat } from '../../src/streams/chat';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { LineFault } from '../../src/streams/model/refusal';
import { visible } from '../../src/streams/decode/visible';
import { localJournal } from '../../src/streams/journal/localJournal';
import { text as textDialect } from '../../src/streams/dialects/text';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY } from '../../src/streams/reduce/registry';
import { Activity, observed } from '../../src/streams/route/observed';
import { route } from '../../src/streams/route/route';
import { Outboxes } from '../../src/streams/write/outboxes';
import { isUnsafe, showsSlashFirst } from '../helpers/modelText';
import { encoded, line, record } from './arbitraries';
import { FakeConnection } from './fakeConnection';
import { registryHolds } from './registryHolds';
import { FOREIGN_PROTOCOLS } from '../../src/streams/model/foreignProtocol';

/** A property of inputs that nobody foresaw. */
export interface Robustness {
  readonly name: string;
  readonly property: fc.IRawProperty<unknown>;
  /** How many inputs are tried each time. */
  readonly runs: number;
}

/** Bytes that mean something somewhere: line ends, telnet, halves of characters, controls in UTF-8, commands. */
const telling = fc.constantFrom<readonly number[]>(
  ...[
    [10],
    [13, 10],
    [13],
    [0],
    [255],
    [255, 255],
    [255, 253, 1],
    [255, 251, 3],
    [255, 250, 24],
    [255, 240],
    [255, 244],
    [255, 246],
    [255, 247],
    [255, 248],
    [255, 253, 6],
    [255, 236],
    [3],
    [4],
    [5],
    [8],
    [0x15],
  ],
  ...[
    [0xf0, 0x9f, 0x98],
    [0x80],
    [0xc2, 0x9b],
    [0xe2, 0x80, 0xae],
    [0xe2, 0x80, 0xa8],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
  ],
  ...[[0x16, 0x03], [0x1b, 0x5b], [0x1b, 0x5b, 0x41], [0x7f], [9], [0x2f], [0x2f, 0x77, 0x20], [0xef, 0xbb, 0xbf]],
);
const part: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: telling.map((bytes) => Uint8Array.from(bytes)) },
  { weight: 3, arbitrary: line.map(encoded) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 12 }) },
);
/** What a client may send that has nothing good in mind. */
export const bytes = fc.array(part, { maxLength: 12 }).map((parts) => Buffer.concat(parts));
export const cuts = fc.array(fc.nat(1000), { maxLength: 5 });

/** The same bytes in pieces. */
export function piecesOf(whole: Uint8Array, marks: readonly number[]): Uint8Array[] {
  const places = marks.map((mark) => Math.floor((mark * whole.length) / 1000)).sort((a, b) => a - b);
  return [0, ...places].map((place, index) => whole.subarray(place, places[index] ?? whole.length));
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  line,
  fc
    .array(
      fc.constantFrom(
        '/',
        '/w',
        ' ',
        '\t',
        '\u00a0',
        'a',
        '\u202e',
        '\x7f',
        '\x9b',
        'é',
        '😀',
        '*',
        '/join',
        '／',
        '\ufeff',
        '\u200b',
        '\u0301',
        '\u200d',
        '\ufe0f',
      ),
      {
        maxLength: 8,
      },
    )
    .map((all) => all.join('')),
);

function splits(pieces: readonly Uint8Array[], most: number): Line[] {
  const lines: Line[] = [];
  from(pieces)
    .pipe(splitLines(most))
    .subscribe((next) => lines.push(next));
  return lines;
}

const splitting = fc.property(bytes, cuts, fc.integer({ min: 1, max: 40 }), (whole, marks, most) => {
  const lines = splits(piecesOf(whole, marks), most);
  assert.deepEqual(lines, splits([whole], most), 'it is the same wherever it is cut');
  for (const next of lines) {
    if (!('text' in next)) continue;
    assert.ok(next.text.length > 0 && !/[\n\r\b\x7f\x15\x03\x05]/.test(next.text), 'nothing is left to do in it');
    assert.ok(Buffer.byteLength(next.text) <= most, 'no line is too long');
  }
  const ends = whole.filter((byte) => byte === 10 || byte === 13 || byte === 21 || byte === 3 || byte === 4).length;
  const said = lines.filter((next) => !('signal' in next)).length;
  assert.ok(said <= ends + 1, 'no more lines than there are line ends, and lines that are given up');
  const signals = whole.filter((byte) => byte === 3 || byte === 4 || byte === 5).length;
  assert.ok(lines.length - said <= signals, 'no more signals than there are characters for them');
});

/** Whether no answer comes twice but that to DO TIMING-MARK, which is a question. */
function isOnceEach(answers: readonly string[]): boolean {
  const others = answers.filter((answer) => answer !== 'fffc06');
  return new Set(others).size === others.length;
}

const stripping = fc.property(bytes, cuts, (whole, marks) => {
  const strip = (pieces: readonly Uint8Array[]): { kept: Buffer; answers: string[] } => {
    const kept: Uint8Array[] = [];
    const answers: string[] = [];
    const reply = (sent: Uint8Array): void =>
      void answers.push(...(Buffer.from(sent).toString('hex').match(/.{6}/g) ?? [])); // many are sent together
    from(pieces)
      .pipe(stripTelnet(reply))
      .subscribe((piece) => kept.push(piece));
    return { kept: Buffer.concat(kept), answers };
  };
  const { kept, answers } = strip(piecesOf(whole, marks));
  assert.deepEqual({ kept, answers }, strip([whole]), 'it is the same wherever it is cut');
  assert.ok(isOnceEach(answers), 'each option is refused once');
  for (const answer of answers) assert.match(answer, /^ff(fc|fe)..$/);
  if (!whole.includes(255)) assert.ok(kept.equals(whole), 'nothing is lost where there is nothing to negotiate');
  assert.ok(kept.length <= whole.length);
});

const showing = fc.property(text, (raw) => {
  const safe = visible(raw);
  assert.ok(!isUnsafe(safe), 'nothing hidden is left');
  assert.equal(visible(safe), safe, 'once is enough');
  if (!isUnsafe(raw)) assert.equal(safe, raw, 'what is safe stays as it is');
});

const understanding = fc.property(text, (raw) => {
  const request = textDialect.read(raw, true);
  if (!raw.startsWith('/') && !showsSlashFirst(raw)) assert.deepEqual(request, { type: 'say', text: raw });
  else if (raw.startsWith('//')) assert.deepEqual(request, { type: 'say', text: raw.slice(1) });
  else assert.equal(request.type, 'command', 'a command is never shown to others');
  if (request.type === 'command') assert.ok(!/\s/.test(request.word) && request.rest === request.rest.trim());
});

const client = fc.nat(4);
const fault = fc.constantFrom<LineFault>('invalid_utf8', 'line_too_long', 'message_too_long', 'rate_limited');
const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: record({ type: fc.constant('connected' as const), client, address: fc.ipV4(), port: fc.nat(65_535) }),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(client, text)
      .map(([id, raw]): ChatEvent => ({ type: 'lineReceived', client: id, text: visible(raw) })),
  },
  { weight: 1, arbitrary: record({ type: fc.constant('lineRefused' as const), client, fault }) },
  {
    weight: 1,
    arbitrary: record({
      type: fc.constant('signalReceived' as const),
      client,
      signal: fc.constantFrom('interrupt', 'are_you_there'),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      type: fc.constant('foreignProtocolDetected' as const),
      client,
      protocol: fc.constantFrom(...FOREIGN_PROTOCOLS),
    }),
  },
  {
    weight: 2,
    arbitrary: record({ type: fc.constant('disconnected' as const), client, ending: fc.constantFrom(...ENDINGS) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ChatEvent>({ type: 'ticked' }, { type: 'overloaded', lag: 9 }, { type: 'recovered' }),
  },
);

const RATE = { connectionBurst: 3, connectionRate: 100 };
const LIMITS = {
  connections: 4,
  connectionsPerAddress: 3,
  ...RATE,
  limitLoopback: true,
  registrationTimeout: 5,
  idleTimeout: 7,
};

const reducing = fc.property(fc.array(event, { maxLength: 20 }), (events) => {
  const open = new Set<number>();
  const deliveriesOf = observed(route, new Activity());
  let registry = EMPTY_REGISTRY;
  events.forEach((happened, index) => {
    // A connection begins once; all else may come at any time, from clients that are gone or never were too.
    if (happened.type === 'connected' && open.has(happened.client)) return;
    if (happened.type === 'connected') open.add(happened.client);
    if (happened.type === 'disconnected') open.delete(happened.client);
    const recorded = { seq: index + 1, at: index, event: happened };
    const [next, outcome] = reduce(registry, recorded, LIMITS);
    registry = next;
    for (const delivery of deliveriesOf({ registry, recorded, outcome }))
      if ('message' in delivery)
        for (const line of textDialect.show(delivery.message)) assert.ok(!isUnsafe(line), `not safe to show: ${line}`);
  });
  registryHolds(registry);
});

const talker = record({ bytes, cuts, named: fc.boolean(), leaves: fc.constantFrom('end', 'reset', 'stays') });

const chatting = fc.property(fc.array(talker, { minLength: 1, maxLength: 3 }), (clients) => {
  const defects: unknown[] = [];
  const failed = (error: unknown): void => void defects.push(error);
  const connections$ = new Subject<FakeConnection>();
  const turn$ = new Subject<void>();
  chat({
    connections$,
    ticks$: of({ stoodStill: 0 }),
    loads$: of(...[0, 11, 11, 4].map((lag) => ({ lag, utilization: 1 }))),
    shutdown$: NEVER,
    journal: localJournal<ChatEvent>(() => 0, '7f3a'),
    limits: {
      ...LIMITS,
      lineBurst: 20,
      lineRate: 1,
      lineReceivers: 1000,
      historyLines: 3,
      historyBytes: 10_000,
      historyOnJoin: 2,
      lines: 3,
      bytes: 200,
      overflow: 'dropOldest',
      slowClientTimeout: 1,
      busyLag: 10,
      busyWait: 0,
    },
    turns: { turn$, now: () => 0, longest: 0 },
    outboxes: new Outboxes<FakeConnection>(),
    taps: {
      received: identity,
      recorded: identity,
      transitions: identity,
      turns: identity,
      excess: () => undefined,
      delivered: () => undefined,
      encoded: () => {},
      slow: () => {},
      failed,
    },
  }).subscribe({ next: performWrites(failed), error: failed });
  const connections = clients.map((_, index) => new FakeConnection(index + 1, '10.0.0.1'));
  clients.forEach(({ named }, index) => {
    connections$.next(connections[index]!);
    if (named) connections[index]!.sends(Buffer.from(`name${index}\n`));
  });
  const pieces = clients.map(({ bytes, cuts }) => piecesOf(bytes, cuts));
  for (let round = 0; round < 6; round += 1) {
    connections.forEach((connection, index) => {
      const piece = pieces[index]![round];
      if (piece && piece.length > 0) connection.sends(piece);
      if (round === 2 && index === 0) connection.takes(false);
    });
    if (round % 2 === 1) turn$.next();
  }
  clients.forEach(({ leaves }, index) => {
    if (leaves === 'end') connections[index]!.ends();
    if (leaves === 'reset') connections[index]!.breaks('reset');
  });
  turn$.next();
  if (!connections[0]!.isBroken) connections[0]!.takes(true);
  assert.deepEqual(defects, []);
  for (const { lines } of connections)
    for (const got of lines) assert.ok(got !== '' && !isUnsafe(got), `not safe to show: ${JSON.stringify(got)}`);
  for (const { answers } of connections) assert.ok(isOnceEach(answers));
});

/** What must hold whatever anybody sends. */
export const ROBUSTNESS: readonly Robustness[] = [
  { name: 'splitLines makes the same lines of bytes cut anywhere', property: splitting, runs: 25_000 },
  { name: 'stripTelnet takes the same out of bytes cut anywhere', property: stripping, runs: 25_000 },
  { name: 'visible leaves nothing hidden', property: showing, runs: 25_000 },
  {
    name: 'a line is read whatever it is, and never a command as something to say',
    property: understanding,
    runs: 20_000,
  },
  { name: 'the reducer and the routing take any events, and the registry holds', property: reducing, runs: 5000 },
  {
    name: 'chat() takes any bytes from any clients, and writes only what is safe to show',
    property: chatting,
    runs: 5000,
  },
];
