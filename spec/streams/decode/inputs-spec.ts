import { identity, map, type MonoTypeOperatorFunction, of, Subject, tap, throwError } from 'rxjs';
import { ConnectionEndedError, ENDINGS } from '../../../src/streams/model/ending';
import type { Write } from '../../../src/streams/model/write';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { RateLimit } from '../../../src/buffers/tokenBucket';
import { performWrites } from '../../../src/run/performWrites';
import { type InputContext, inputs, type InputTaps } from '../../../src/streams/decode/inputs';
import type { ForeignProtocol } from '../../../src/streams/model/foreignProtocol';
import { cutsOf } from '../../helpers/cuts';
import { FakeConnection } from '../../helpers/fakeConnection';
import { marbles } from '../../helpers/marbles';

const CONNECTED: ChatEvent = { type: 'connected', client: 7, address: '192.0.2.1', port: 40_007 };
const disconnected = (ending: (typeof ENDINGS)[number]): ChatEvent => ({ type: 'disconnected', client: 7, ending });
/** An event of a line, which is the first one of its connection if nothing else is said. */
const received = (text: string, line = 1): ChatEvent => ({ type: 'lineReceived', client: 7, text, line });
const refused = (fault: Extract<ChatEvent, { type: 'lineRefused' }>['fault'], line = 1): ChatEvent => ({
  type: 'lineRefused',
  client: 7,
  fault,
  line,
});

const NO_RATE = { burst: 1, rate: 0, now: () => 0 };
const nothingFails: InputTaps = {
  received: identity,
  excess: () => {},
  failed: (error) => {
    throw error;
  },
};

/** What goes back to the client is carried out at once. */
const context = (taps = nothingFails, rate: RateLimit = NO_RATE): InputContext<FakeConnection> => ({
  rate,
  taps,
  reply: performWrites(() => undefined),
});

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('inputs', () => {
  it(
    'takes nothing for telnet or for another protocol if lines come within frames',
    marbles(({ cold, expectObservable }) => {
      const chunks$ = cold('------a----|', { a: Buffer.from('GET / HTTP/1.1\nSSH-2.0-x\n') });
      const connection = Object.assign(new FakeConnection({ id: 7, chunks$ }), { hasFrames: true as const });
      expectObservable(inputs(connection, context())).toBe('c-----(xy)-(d|)', {
        c: CONNECTED,
        x: received('GET / HTTP/1.1'),
        y: received('SSH-2.0-x', 2),
        d: disconnected('end'),
      });
    }),
  );

  it(
    'is pictured in its comment',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const reset = new ConnectionEndedError('reset');
      const chunks$ = cold('----a----b--#', { a: bytes('alice\nhel'), b: bytes('lo\n') }, reset);
      const subs = '        ^-----------!';
      const expected = '    c---x----y--(d|)';

      const connection = new FakeConnection({ id: 7, chunks$ });
      expectObservable(inputs(connection, context())).toBe(expected, {
        c: CONNECTED,
        x: received('alice'),
        y: received('hello', 2),
        d: disconnected('reset'),
      });
      expectSubscriptions(chunks$.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes a last line without a newline when the client ends its side',
    marbles(({ cold, expectObservable }) => {
      const chunks$ = cold('--a--|', { a: bytes('/exit') });
      const expected = '    c----(xd|)';

      const connection = new FakeConnection({ id: 7, chunks$ });
      expectObservable(inputs(connection, context())).toBe(expected, {
        c: CONNECTED,
        x: received('/exit'),
        d: disconnected('end'),
      });
    }),
  );

  it(
    'is the connection alone while the client says nothing',
    marbles(({ cold, expectObservable }) => {
      const connection = new FakeConnection({ id: 7, chunks$: cold('-') });
      expectObservable(inputs(connection, context())).toBe('c', { c: CONNECTED });
    }),
  );

  it(
    'releases the connection when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks$ = cold('--a--a--a', { a: bytes('x\n') });
      const unsub = '       ------!';
      const expected = '    c-x--y';

      const connection = new FakeConnection({ id: 7, chunks$ });
      expectObservable(inputs(connection, context()), unsub).toBe(expected, {
        c: CONNECTED,
        x: received('x'),
        y: received('x', 2),
      });
      expectSubscriptions(chunks$.subscriptions).toBe('^-----!');
    }),
  );

  it.each(ENDINGS)('names the ending of a connection that is over: %s', (ending) => {
    const events = eventsOf(
      throwError(() => new ConnectionEndedError(ending)),
      { ...nothingFails, failed: () => {} },
    );
    expect(events).toEqual([CONNECTED, disconnected(ending)]);
  });

  it('says what was wrong with a line, and goes on', () => {
    const pieces = [bytes('\xc3\x28\n'), bytes('x'.repeat(5000)), bytes(`\n${'y'.repeat(513)}\nalice\n`)];
    expect(eventsOf(of(...pieces))).toEqual([
      CONNECTED,
      refused('invalid_utf8'),
      refused('line_too_long', 2),
      refused('message_too_long', 3),
      received('alice', 4),
      disconnected('end'),
    ]);
  });

  it('answers telnet negotiation', () => {
    const connection = new FakeConnection({ id: 7, chunks$: of(bytes('\xff\xfd\x01alice\n')) });
    const events: ChatEvent[] = [];
    inputs(connection, context()).subscribe((event) => events.push(event));
    expect(events).toEqual([CONNECTED, received('alice'), disconnected('end')]);
    expect(connection.writes.map((answer) => Array.from(answer))).toEqual([[255, 252, 1]]);
  });

  it('shows what comes in to the one who watches, before anything is made of it', () => {
    const seen: Uint8Array[] = [];
    const pieces = [bytes('ali'), bytes('ce\nhi\n')];
    eventsOf(of(...pieces), { ...nothingFails, received: tap((piece) => seen.push(piece)) });
    expect(seen).toEqual(pieces);
  });
});

describe('the number of a line', () => {
  it('counts lines as they were sent, those that are refused and those in excess too, but no empty one and no signal', () => {
    const sent = bytes('a\n\n\xff\xff\n\x03b\r\nc\nd\ne\n');
    for (const chunks of [[sent], ...cutsOf(sent)]) {
      let now = 0;
      const late = bytes('f\n');
      const chunks$ = new Subject<Uint8Array>();
      const connection = new FakeConnection({ id: 7, chunks$ });
      const events: ChatEvent[] = [];
      inputs(connection, context(nothingFails, { burst: 4, rate: 1, now: () => now })).subscribe((event) =>
        events.push(event),
      );
      for (const chunk of chunks) chunks$.next(chunk);
      now = 60_000;
      chunks$.next(late);
      expect(events.slice(1)).toEqual([
        received('a'),
        refused('invalid_utf8', 2),
        { type: 'signalReceived', client: 7, signal: 'interrupt' },
        received('b', 3),
        refused('rate_limited', 4),
        received('f', 7),
      ]);
    }
  });
});

describe('inputs of a client whose lines wait', () => {
  it(
    'are all its lines at the rate that is allowed, and nothing is read from it meanwhile',
    marbles(({ cold, now, expectObservable, flush }) => {
      const chunks$ = cold('a|', { a: bytes('1\n2\n3\n') });
      const connection = new FakeConnection({ id: 7, chunks$ });
      const writes: Write<FakeConnection>[] = [];
      const events$ = inputs(connection, {
        ...context(nothingFails, { burst: 1, rate: 100, now }),
        opened: (_, bucket) => (bucket.pace = 'wait'),
        reply: (write) => void writes.push(write),
      });
      expectObservable(events$).toBe('(ca) 6ms b 9ms (de|)', {
        c: CONNECTED,
        a: received('1', 1),
        b: received('2', 2),
        d: received('3', 3),
        e: { type: 'disconnected', client: 7, ending: 'end' },
      });
      flush();
      expect(writes).toEqual([true, false].map((isHeld) => ({ type: 'holdReading', connection, isHeld })));
    }),
  );
});

describe('inputs of a client that sends too fast', () => {
  it(
    'refuses the lines in excess at once: the first of a burst is an event, the others are counted',
    marbles(({ cold, now, expectObservable, flush }) => {
      const chunks$ = cold('a 9ms b 999ms c--|', {
        a: bytes('1\n2\n3\n4\n'),
        b: bytes('5\n'),
        c: bytes('6\n'),
      });
      const expected = '    (c12r) 1004ms 6--(d|)';
      let excess = 0;

      const connection = new FakeConnection({ id: 7, chunks$ });
      const rate = { burst: 2, rate: 1, now };
      const taps = { ...nothingFails, excess: () => (excess += 1) };
      expectObservable(inputs(connection, context(taps, rate))).toBe(expected, {
        c: CONNECTED,
        1: received('1'),
        2: received('2', 2),
        r: refused('rate_limited', 3),
        6: received('6', 6),
        d: disconnected('end'),
      });
      flush();
      expect(excess).toBe(2); // 4 and 5
      expect(connection.rested).toBe(3000); // the time in which the rate allows three lines
    }),
  );

  const junk: [name: string, junk: Buffer][] = [
    ['empty lines', Buffer.alloc(16_384, '\n')],
    ['returns', Buffer.alloc(16_384, '\r\n')],
    ['commands of telnet', Buffer.alloc(16_384, '\xff\xf1', 'latin1')],
    ['options that were refused before', Buffer.alloc(16_384, '\xff\xfd\x01', 'latin1')],
    ['subnegotiations', Buffer.alloc(16_384, '\xff\xfa\x1f\xff\xf0', 'latin1')],
    ['what is erased', Buffer.alloc(16_384, 'a\x7f')],
    ['lines that are erased', Buffer.alloc(18_432, 'wrong\x15')],
    ['keys', Buffer.alloc(16_384, '\x1b[A\n')],
    ['a line without an end', Buffer.alloc(20_480, 'x')],
  ];
  it.each(junk)('takes a token for each 4,096 bytes of %s, however they are cut', (_, sent) => {
    for (const size of [1000, 4096, 65_536]) {
      const pieces = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) =>
        sent.subarray(index * size, (index + 1) * size),
      );
      let excess = 0;
      const connection = new FakeConnection({ id: 7, chunks$: of(...pieces) });
      const events: ChatEvent[] = [];
      const taps = { ...nothingFails, excess: () => (excess += 1) };
      const limited = context(taps, { burst: 2, rate: 1, now: () => 0 });
      inputs(connection, limited).subscribe((event) => events.push(event));
      expect(events.filter((event) => event.type === 'lineRefused').map(({ fault }) => fault)).toContain(
        'rate_limited',
      );
      expect(connection.rested).toBeGreaterThanOrEqual(2000);
      expect(excess).toBe(0); // no line was lost
    }
  });

  const steps = junk.filter(([name]) => name !== 'a line without an end' && name !== 'lines that are erased');
  it.each(steps)('takes a token for each 32 controls in %s, however they are cut', (_, sent) => {
    for (const size of [10, 1000, 65_536]) {
      let tokens = 0;
      const pieces = Array.from({ length: Math.ceil(sent.length / size) }, (__, index) =>
        sent.subarray(index * size, (index + 1) * size),
      );
      const connection = new FakeConnection({ id: 7, chunks$: of(...pieces) });
      const now = (): number => (tokens += 1) * 0; // asked for the time for each token
      inputs(connection, context(nothingFails, { burst: 1e6, rate: 1, now })).subscribe();
      const controls = sent.filter((byte) => byte < 0x20 || byte === 0x7f || byte === 0xff).length;
      expect(tokens).toBeGreaterThanOrEqual(Math.floor(controls / 32));
    }
  });

  it('takes no more than a token for a line of any length, and none for some telnet and empty lines', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${String(index)}${'é'.repeat(500)}`);
    const sent = lines.map((line) => Buffer.concat([bytes('\r\n\xff\xf1'), Buffer.from(`${line}\r\n`)]));
    for (const chunks of [sent, [Buffer.concat(sent)], Array.from(Buffer.concat(sent), (byte) => Buffer.of(byte))]) {
      const events: ChatEvent[] = [];
      const connection = new FakeConnection({ id: 7, chunks$: of(...chunks) });
      inputs(connection, context(nothingFails, { burst: 20, rate: 1, now: () => 0 })).subscribe((event) =>
        events.push(event),
      );
      expect(events.slice(1, -1)).toEqual(lines.map((line, index) => received(line, index + 1)));
    }
  });

  it('counts a signal as a line', () => {
    const connection = new FakeConnection({ id: 7, chunks$: of(bytes('a\n\x03\x05\x03\n')) });
    const events: ChatEvent[] = [];
    inputs(connection, context(nothingFails, { burst: 2, rate: 1, now: () => 0 })).subscribe((event) =>
      events.push(event),
    );
    expect(events.slice(1, -1)).toEqual([
      received('a'),
      { type: 'signalReceived', client: 7, signal: 'interrupt' },
      { type: 'lineRefused', client: 7, fault: 'rate_limited' }, // it was no line
    ]);
  });

  it('counts lines that are refused for another reason as well', () => {
    const connection = new FakeConnection({ id: 7, chunks$: of(bytes('\xff\xff\nalice\n')) });
    const events: ChatEvent[] = [];
    inputs(connection, context(nothingFails, { burst: 1, rate: 1, now: () => 0 })).subscribe((event) =>
      events.push(event),
    );
    expect(events.slice(1, -1)).toEqual([refused('invalid_utf8'), refused('rate_limited', 2)]);
  });
});

describe('inputs of a client of another protocol', () => {
  const foreign = (protocol: ForeignProtocol): ChatEvent => ({
    type: 'foreignProtocolDetected',
    client: 7,
    protocol,
  });

  it(
    'say no more than that: nothing else that the client sends is looked at, up to the end of its connection',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const chunks$ = hot('-a--b--|', { a: bytes('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), b: bytes('/exit\n') });
      const subs = ['      ^!', '-^-----!'];
      const expected = '   cm-----(d|)';

      const connection = new FakeConnection({ id: 7, chunks$ });
      expectObservable(inputs(connection, context())).toBe(expected, {
        c: CONNECTED,
        m: foreign('http'),
        d: disconnected('end'),
      });
      expectSubscriptions(chunks$.subscriptions).toBe(subs);
    }),
  );

  it.each([
    ['tls', '\x16\x03\x01\x02\x00\x01'],
    ['http', 'POST / HTTP/1.0\r\n'],
    ['ssh', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['proxy', 'PROXY TCP4 192.0.2.1 192.0.2.2 4711 5000\r\ncarol\r\n'],
    ['proxy', '\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00dave\r\n'],
  ] as const)(
    'knows %s by its first bytes, however they are cut, also behind telnet commands',
    (protocol, greeting) => {
      for (const before of ['', '\xff\xfb\x1f', '\xff\xfa\x18\0VT100\n\xff\xf0']) {
        for (const pieces of cutsOf(bytes(`${before}${greeting}`))) {
          expect(eventsOf(of(...pieces))).toEqual([CONNECTED, foreign(protocol), disconnected('end')]);
        }
      }
    },
  );

  it('is for the first line alone: later on it is something to say', () => {
    const events = eventsOf(of(bytes('alice\n'), bytes('SSH-2.0-OpenSSH_9.9\n'), bytes('GET / HTTP/1.1\n')));
    expect(events.slice(1, -1)).toEqual([
      received('alice'),
      received('SSH-2.0-OpenSSH_9.9', 2),
      received('GET / HTTP/1.1', 3),
    ]);
  });
});

describe('inputs in the presence of a defect', () => {
  const defect = new Error('a defect of the server');

  it(
    'ends that client alone, and reports it once',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const chunks$ = cold('--a--a--a', { a: bytes('x\n') });
      const subs = '        ^----!';
      const expected = '    c-x--(d|)';
      const reported: unknown[] = [];
      const breaking: MonoTypeOperatorFunction<Uint8Array> = map((piece, index) => {
        if (index === 1) throw defect;
        return piece;
      });

      const connection = new FakeConnection({ id: 7, chunks$ });
      const taps: InputTaps = {
        ...nothingFails,
        received: breaking,
        failed: (error, client) => reported.push({ error, client }),
      };
      expectObservable(inputs(connection, context(taps))).toBe(expected, {
        c: CONNECTED,
        x: received('x'),
        d: disconnected('internal_error'),
      });
      expectSubscriptions(chunks$.subscriptions).toBe(subs);
      flush();
      expect(reported).toStrictEqual([{ error: defect, client: 7 }]);
    }),
  );

  it('is no defect where the connection has an error of its own', () => {
    const failed = jest.fn();
    eventsOf(
      throwError(() => new ConnectionEndedError('reset')),
      { ...nothingFails, failed },
    );
    expect(failed).not.toHaveBeenCalled();
  });

  it('lets go of the connection', () => {
    const connection = new FakeConnection({ id: 7, chunks$: new Subject() });
    const running = inputs(connection, context()).subscribe();
    expect(connection.readers).toBe(1);
    connection.close('slow_consumer');
    expect(connection.readers).toBe(0);
    expect(running.closed).toBe(true);
  });
});

/** All events of a client whose pieces come at once. */
function eventsOf(chunks$: FakeConnection['chunks$'], taps = nothingFails): ChatEvent[] {
  const events: ChatEvent[] = [];
  const connection = new FakeConnection({ id: 7, chunks$ });
  inputs(connection, context(taps)).subscribe((event) => events.push(event));
  return events;
}
