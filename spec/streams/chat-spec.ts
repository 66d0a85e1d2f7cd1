import { concat, filter, map, NEVER, of } from 'rxjs';
import { ConnectionEndedError } from '../../src/streams/model/ending';
import * as carryingOut from '../../src/streams/reduce/carryOut';
import * as deadlines from '../../src/streams/reduce/deadlines';
import * as routing from '../../src/streams/route/route';
import { ChatUnderTest, quiet, shown } from '../helpers/chatUnderTest';
import { FakeConnection } from '../helpers/fakeConnection';
import { marbles } from '../helpers/marbles';
import { TEXT_AND_TINY } from '../helpers/tinyDialect';

/** What clients send. */
const LINES = {
  a: 'alice',
  b: 'bob',
  c: 'carol',
  h: 'hello',
  k: 'hi alice',
  w: '/w bob psst',
  v: '/w ALICE what?',
  j: '/join dev',
  l: '/leave',
  u: '/users',
  r: '/rooms',
  x: '/exit',
  m: 'one\n/w bob two\nthree',
  1: 'one',
  2: 'two',
  3: 'three',
  4: 'four',
  5: 'five',
};

/** What they get, each time in one write. */
const p = ['Enter username:'];
const joined = (name: string): string => `SYSTEM: ${name} joined`;
const left = (name: string): string => `SYSTEM: ${name} left`;

describe('two clients', () => {
  it(
    'talk',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12------------';
      const sentByAlice = '----a-----h----';
      const gotByAlice = ' -p--o--n--h--k-';
      const sentByBob = '  -------b-----k-';
      const gotByBob = '   --p----o--h--k-';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      const said = { p, h: ['alice: hello'], k: ['bob: hi alice'], n: [joined('bob')] };
      expectObservable(alice.written$).toBe(gotByAlice, { ...said, o: ['OK', joined('alice')] });
      expectObservable(bob.written$).toBe(gotByBob, { ...said, o: ['OK', joined('bob')] });
    }),
  );

  it(
    'receive what is said after so long',
    marbles((virtual) => {
      const { cold, expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { turn$: cold('---(t|)') });
      const clients = { 1: chat.client('--a--------h-----'), 2: chat.client('---b-------------') };
      expectObservable(quiet(chat.run('(12)-------------', clients))).toBe('-');
      flush();
      expect(chat.deliveryTimes).toEqual([3]);
    }),
  );

  it(
    'whisper, and nobody else hears it',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-(123)---------------';
      const sentByAlice = '------a------w-------';
      const gotByAlice = ' -p----o-n-n--w--v----';
      const sentByBob = '  --------b-------v----';
      const gotByBob = '   -p------o-n--w--v----';
      const sentByCarol = '----------c----------';
      const gotByCarol = ' -p--------o----------';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      const carol = chat.client(sentByCarol);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob, 3: carol }))).toBe('-');

      const lines = (connection: typeof alice): typeof alice.written$ =>
        connection.written$.pipe(map((all) => all.filter((line) => !line.endsWith('joined') && line !== 'OK')));
      const common = { p, o: [], n: [] };
      expectObservable(lines(alice)).toBe(gotByAlice, {
        ...common,
        w: ['WHISPER to bob: psst'],
        v: ['WHISPER bob: what?'],
      });
      expectObservable(lines(bob)).toBe(gotByBob, {
        ...common,
        w: ['WHISPER alice: psst'],
        v: ['WHISPER to alice: what?'],
      });
      expectObservable(lines(carol)).toBe(gotByCarol, common);
    }),
  );

  it(
    'hear each other in one room only, and who comes and goes',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12----------------------';
      const sentByAlice = '----a------h---u-r---h---';
      const gotByAlice = ' -p--o-n--g-h---u-r-b-h-g-';
      const sentByBob = '  ------b--j---k-----l---x-';
      const gotByBob = '   --p---o--j---k-----b-h-(y|)';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      const common = { p, h: ['alice: hello'], b: ['SYSTEM: bob joined lobby'] };
      expectObservable(alice.written$).toBe(gotByAlice, {
        ...common,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
        g: [left('bob')],
        u: ['USERS: alice'],
        r: ['ROOMS: dev(1),lobby(1)'],
      });
      expectObservable(bob.written$).toBe(gotByBob, {
        ...common,
        o: ['OK', joined('bob')],
        j: ['SYSTEM: bob joined dev'],
        k: ['bob: hi alice'],
        y: ['Bye'],
      });
    }),
  );

  it(
    'get all that happens in a turn in one write, each in the one order, encoded once',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12----------';
      const sentByAlice = '----a-----m--';
      const gotByAlice = ' -p--o--n--m--';
      const sentByBob = '  -------b--k--';
      const gotByBob = '   --p----o--m--';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      expectObservable(alice.written$).toBe(gotByAlice, {
        p,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
        m: ['alice: one', 'WHISPER to bob: two', 'alice: three', 'bob: hi alice'],
      });
      expectObservable(bob.written$).toBe(gotByBob, {
        p,
        o: ['OK', joined('bob')],
        m: ['alice: one', 'WHISPER alice: two', 'alice: three', 'bob: hi alice'],
      });
      flush();
      expect(chat.encoded).toBe(3); // for each that joined, and for the last turn
    }),
  );
});

describe('a client that does not read', () => {
  const limits = { lines: 2, slowClientTimeout: 20 };
  const SENT = '        ----a-----1-2-3-4-5--';

  it(
    'costs the others nothing, and is told what it has missed when it reads again',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits });
      const connections = '-12--------------------';
      const gotByAlice = ' -p--o--n--1-2-3-4-5----';
      const sentByBob = '  -------b---------------';
      const demandOfBob = '---------f-----------t--';
      const gotByBob = '   --p----o--1----------(23s)';

      const alice = chat.client(SENT);
      const bob = chat.client(sentByBob);
      chat.demand(bob, demandOfBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      const said = {
        1: ['alice: one'],
        2: ['alice: two'],
        3: ['alice: three'],
        4: ['alice: four'],
        5: ['alice: five'],
      };
      expectObservable(alice.written$).toBe(gotByAlice, {
        ...said,
        p,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
      });
      const { 1: one, 2: two, 3: three } = said;
      expectObservable(bob.written$).toBe(gotByBob, {
        p,
        o: ['OK', joined('bob')],
        1: one,
        2: two,
        3: three,
        s: ['SYSTEM: 2 lines skipped, your connection is slow'],
      });
      flush();
      expect(chat.slow).toEqual([2]);
      expect(chat.outboxes.totals).toMatchObject({ dropped: 2, queued: 0, slow: 0 });
    }),
  );

  it(
    'is closed when it has taken nothing for too long; the others hear that it has left',
    marbles((virtual) => {
      const { hot, expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits });
      const connections = '-12--------------------';
      const gotByAlice = ' -p--o--n--1-2-3-4-5 16ms g';
      const sentByBob = '  -------b---------------';
      const demandOfBob = '---------f-------------';
      const gotByBob = '   --p----o--1 24ms #';
      const ticks = '      5ms t 9ms t 18ms t t 9ms t'; // at 5, 15, 34, 35 and 45

      const alice = chat.client(SENT);
      const bob = chat.client(sentByBob);
      chat.demand(bob, demandOfBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }, hot(ticks)))).toBe('-');

      expectObservable(alice.written$.pipe(map((lines) => lines.at(-1)))).toBe(gotByAlice, {
        p: 'Enter username:',
        o: joined('alice'),
        n: joined('bob'),
        1: 'alice: one',
        2: 'alice: two',
        3: 'alice: three',
        4: 'alice: four',
        5: 'alice: five',
        g: left('bob'),
      });
      expectObservable(bob.written$).toBe(
        gotByBob,
        { p, o: ['OK', joined('bob')], 1: ['alice: one'] },
        new ConnectionEndedError('slow_consumer'),
      );
      flush();
      expect(bob.closes).toEqual(['slow_consumer']);
      expect(chat.recorded.map(({ event }) => event)).toContainEqual({
        type: 'disconnected',
        client: 2,
        ending: 'slow_consumer',
      });
      expect(chat.outboxes.totals).toMatchObject({ queued: 0, queuedBytes: 0, slow: 0, dropped: 4 });
    }),
  );
});

describe('a server that stops', () => {
  it(
    'tells everybody after all that was queued for them, and those who come too late',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12----------3---';
      const stop = '       ------------z----';
      const sentByAlice = '----a-----h------';
      const gotByAlice = ' -p--o--n--h-(z|)';
      const sentByBob = '  -------b---------';
      const demandOfBob = '---------f----t--';
      const gotByBob = '   --p----o--h---(z|)';
      const gotByCarol = ' -------------(z|)';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      const carol = chat.client('-');
      chat.demand(bob, demandOfBob);
      chat.shutdown(stop);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob, 3: carol }))).toBe('-');

      const common = { p, h: ['alice: hello'], z: ['SYSTEM: server is shutting down'] };
      expectObservable(alice.written$).toBe(gotByAlice, { ...common, o: ['OK', joined('alice')], n: [joined('bob')] });
      expectObservable(bob.written$).toBe(gotByBob, { ...common, o: ['OK', joined('bob')] });
      expectObservable(carol.written$).toBe(gotByCarol, { z: common.z });
    }),
  );
});

describe('a client that is not let in, or not for long', () => {
  const refused = (line: string): { z: string[] } => ({ z: [line] });

  it(
    'finds the server full, or its address',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits: { connections: 2, connectionsPerAddress: 1 } });
      const connections = '-1-2-3-4';
      const alice = chat.client('-', { address: '192.0.2.1' });
      const sameAddress = chat.client('-', { address: '192.0.2.1' });
      const bob = chat.client('-', { address: '192.0.2.2' });
      const oneTooMany = chat.client('-', { address: '192.0.2.3' });
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: sameAddress, 3: bob, 4: oneTooMany }))).toBe('-');

      expectObservable(alice.written$).toBe('-p', { p });
      expectObservable(sameAddress.written$).toBe('---(z|)', refused('ERR too_many_connections'));
      expectObservable(bob.written$).toBe('-----p', { p });
      expectObservable(oneTooMany.written$).toBe('-------(z|)', refused('ERR server_full'));
    }),
  );

  it(
    'is sent away when it does not name itself in time',
    marbles((virtual) => {
      const { hot, expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits: { registrationTimeout: 10 } });
      const connections = '-12----------';
      const ticks = '      ----t------tt';
      const alice = chat.client('----a--------');
      const silent = chat.client('-', { stays: true });
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: silent }, hot(ticks)))).toBe('-');

      expectObservable(alice.written$).toBe('-p--o', { p, o: ['OK', joined('alice')] });
      expectObservable(silent.written$).toBe('--p---------(z|)', { p, z: ['ERR registration_timeout'] });
    }),
  );

  it(
    'is told what this port is when it speaks another protocol, and nobody hears of it',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const get = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nuser=mallory\r\n');
      const chat = new ChatUnderTest(virtual, { ...LINES, g: get });
      const connections = '-12-------';
      const alice = chat.client('---a------');
      const browser = chat.client('-----g-g--', { stays: true });
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: browser }))).toBe('-');

      expectObservable(alice.written$).toBe('-p-o', { p, o: ['OK', joined('alice')] });
      expectObservable(browser.written$).toBe('--p--(z|)', {
        p,
        z: [
          'HTTP/1.1 400 this port is a chat server for plain text lines, not a web server: connect with nc or telnet',
        ],
      });
    }),
  );

  it(
    'sends too fast: it is told once, and what is in excess is not said',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const flood = Buffer.from('alice\n1\n2\n3\n4\n');
      const chat = new ChatUnderTest(virtual, { ...LINES, f: flood }, { limits: { lineBurst: 3, lineRate: 1 } });
      const alice = chat.client('---f--- 1s h', { stays: true });
      expectObservable(quiet(chat.run('-1', { 1: alice }))).toBe('-');

      expectObservable(alice.written$).toBe('-p-f--- 1s h', {
        p,
        f: ['OK', joined('alice'), 'alice: 1', 'alice: 2', 'ERR rate_limited'],
        h: ['alice: hello'],
      });
    }),
  );
});

describe('a chat whose event loop is late', () => {
  it(
    'lets newcomers wait, turns them away after that, and lets those who wait in when it keeps up; it serves those who are there',
    marbles((virtual) => {
      const { expectObservable, hot } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits: { busyLag: 500, busyWait: 4 } });
      const connections = '-1-----2-----3-----4--';
      const lags = '       ----99---9-----0------';
      const gotByAlice = ' -p-o-----h------------';
      const gotByBob = '   -----------(z|)-------';
      const gotByCarol = ' ---------------p------';
      const gotByDave = '  -------------------p--';
      const alice = chat.client('---a-----h------------');
      const bob = chat.client('  ------------b---------');
      const carol = chat.client('----------------------');
      const dave = chat.client(' ----------------------');
      const lags$ = hot(lags, { 9: 900, 0: 0 });
      const run$ = chat.run(connections, { 1: alice, 2: bob, 3: carol, 4: dave }, NEVER, lags$);
      expectObservable(quiet(run$)).toBe('-');

      expectObservable(alice.written$).toBe(gotByAlice, { p, o: ['OK', joined('alice')], h: ['alice: hello'] });
      expectObservable(bob.written$).toBe(gotByBob, { z: ['ERR server_busy'] });
      expectObservable(carol.written$).toBe(gotByCarol, { p });
      expectObservable(dave.written$).toBe(gotByDave, { p });
    }),
  );

  it(
    'records when that begins and ends, and no measurement',
    marbles((virtual) => {
      const { expectObservable, hot, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits: { busyLag: 500 } });
      const lags$ = hot('0-4-9-9-4-9-2-0-4', { 0: 0, 2: 200, 4: 400, 9: 900 });
      expectObservable(quiet(chat.run('-', {}, NEVER, lags$))).toBe('-');
      flush();
      expect(chat.recorded.map(({ at, event }) => [at, event.type])).toStrictEqual([
        [6, 'overloaded'],
        [12, 'recovered'],
      ]);
    }),
  );
});

describe('a client that leaves', () => {
  it.each([
    ['ends its side', '|', 'end'],
    ['is reset', '#', 'reset'],
  ])('and %s', (_, mark, ending) => {
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12--------';
      const gotByAlice = ' -p-o-n--g--';
      const alice = chat.client('---a-------');
      const bob = chat.client(`-----b--${mark}`);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      expectObservable(alice.written$).toBe(gotByAlice, {
        p,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
        g: [left('bob')],
      });
      flush();
      expect(chat.recorded.at(-1)?.event).toEqual({ type: 'disconnected', client: 2, ending });
    })();
  });

  it(
    'with a last line that has no newline still says it',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, { ...LINES, n: Buffer.from('last words') });
      const alice = chat.client('---a-n-|');
      expectObservable(quiet(chat.run('-1', { 1: alice }))).toBe('-');
      // The one who has ended its side is still in the room while its last line is said, and gone when the turn is over.
      expectObservable(alice.written$).toBe('-p-o---(n|)', { p, o: ['OK', joined('alice')], n: ['alice: last words'] });
    }),
  );
});

describe('a defect', () => {
  const defect = new Error('a defect of the server');

  it(
    'in what is made of one client ends that client alone',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, {
        taps: {
          received: map((piece) => {
            if (Buffer.from(piece).toString() === 'five\n') throw defect;
            return piece;
          }),
        },
      });
      const connections = '-12----------';
      const sentByAlice = '---a------h--';
      const gotByAlice = ' -p-o-n--g-h--';
      const sentByBob = '  -----b--5-1--';
      const gotByBob = '   --p--o--(z|)';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob }))).toBe('-');

      expectObservable(alice.written$).toBe(gotByAlice, {
        p,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
        g: [left('bob')],
        h: ['alice: hello'],
      });
      expectObservable(bob.written$).toBe(gotByBob, { p, o: ['OK', joined('bob')], z: ['ERR internal_error'] });
      flush();
      expect(chat.failures).toEqual([{ error: defect, client: 2 }]);
    }),
  );

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['reducing', carryingOut, 'carryOut'],
    ['routing', routing, 'route'],
  ] as const)('in %s what a client says ends that client alone; its name is free', (_, module, name) =>
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const functions = module as unknown as Record<string, (...args: unknown[]) => unknown>;
      const works = functions[name]!;
      jest.spyOn(functions, name).mockImplementation((...args) => {
        if (JSON.stringify(args).includes('"text":"five"')) throw defect;
        return works(...args);
      });
      const chat = new ChatUnderTest(virtual, LINES);
      const connections = '-12------3-----';
      const sentByAlice = '---a------h----';
      const gotByAlice = ' -p-o-n--g-h-n--';
      const sentByBob = '  -----b--5------';
      const gotByBob = '   --p--o--(z|)---';
      const sentByCarol = '------------b--';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      const carol = chat.client(sentByCarol);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob, 3: carol }))).toBe('-');

      expectObservable(alice.written$).toBe(gotByAlice, {
        p,
        o: ['OK', joined('alice')],
        n: [joined('bob')],
        g: [left('bob')],
        h: ['alice: hello'],
      });
      expectObservable(bob.written$).toBe(gotByBob, { p, o: ['OK', joined('bob')], z: ['ERR internal_error'] });
      flush();
      expect(chat.failures).toEqual([{ error: defect, client: 2 }]);
      const endings = chat.recorded.map(({ event }) => event).filter(({ type }) => type === 'disconnected');
      expect(endings[0]).toEqual({ type: 'disconnected', client: 2, ending: 'internal_error' });
    })(),
  );

  it(
    'in a task of the server itself costs nobody anything',
    marbles((virtual) => {
      const { hot, expectObservable, flush } = virtual;
      jest.spyOn(deadlines, 'tick').mockImplementation(() => {
        throw defect;
      });
      const chat = new ChatUnderTest(virtual, LINES, { limits: { idleTimeout: 1000 } });
      const alice = chat.client('---a------h--');
      expectObservable(quiet(chat.run('-1', { 1: alice }, hot('-----t--t')))).toBe('-');
      expectObservable(alice.written$).toBe('-p-o------h--', { p, o: ['OK', joined('alice')], h: ['alice: hello'] });
      flush();
      expect(chat.failures).toEqual(Array.from({ length: 2 }, () => ({ error: defect, client: undefined })));
    }),
  );

  it(
    'in what all clients share ends the chat, which lets go of all of them',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, {
        taps: {
          transitions: map((transition) => {
            if (transition.outcome.type === 'command') throw defect;
            return transition;
          }),
        },
      });
      const alice = chat.client('---a--h---');
      const bob = chat.client('----------');
      expectObservable(quiet(chat.run('-12', { 1: alice, 2: bob }))).toBe('------#', undefined, defect);
      flush();
      expect([alice.readers, bob.readers]).toEqual([0, 0]);
    }),
  );
});

describe('the chat as a stream', () => {
  it(
    'emits all that is written to connections, and their ends, in the order in which that is done',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, { ...LINES, t: Uint8Array.of(255, 253, 6) });
      const connections = '-12---------------';
      const sentByAlice = '---a------t-h----x';
      const sentByBob = '  -----b------------';
      const expected = '   -pqa-(nb)-t-(hi)-(yed)';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      expectObservable(chat.run(connections, { 1: alice, 2: bob }).pipe(map(shown))).toBe(expected, {
        p: '1: Enter username:',
        q: '2: Enter username:',
        a: '1: OK / SYSTEM: alice joined',
        n: '2: OK / SYSTEM: bob joined',
        b: '1: SYSTEM: bob joined',
        t: '1: IAC WONT 6',
        h: '1: alice: hello',
        i: '2: alice: hello',
        y: '1: Bye',
        e: '1 ends',
        d: '2: SYSTEM: alice left',
      });
    }),
  );

  it(
    'writes to a client what its first event causes, even if a turn of the event loop is over at once',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { turn$: of(0) });
      const alice = chat.client('---a------');
      expectObservable(chat.run('-1', { 1: alice }).pipe(map(shown))).toBe('-p-(aj)', {
        p: '1: Enter username:',
        a: '1: OK',
        j: '1: SYSTEM: alice joined',
      });
    }),
  );

  it(
    'speaks to each client in its own dialect, and encodes what a room is sent once for each',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(
        virtual,
        { ...LINES, t: '/tiny', s: '!w alice psst' },
        { dialects: TEXT_AND_TINY },
      );
      const connections = '-12---3-----------------------';
      const sentByAlice = '---a----------------h---------';
      const sentByBob = '  ---t--b---------------s------';
      const sentByCarol = '-----------c------------------';

      const alice = chat.client(sentByAlice);
      const bob = chat.client(sentByBob);
      const carol = chat.client(sentByCarol);
      expectObservable(quiet(chat.run(connections, { 1: alice, 2: bob, 3: carol }))).toBe('-');
      flush();
      const said = '{"room":"lobby","from":"alice","text":"hello"}';
      expect(alice.lines.slice(-2)).toEqual(['alice: hello', 'WHISPER bob: psst']);
      expect(carol.lines.slice(-1)).toEqual(['alice: hello']);
      expect(bob.lines.slice(0, 3)).toEqual(['Enter username:', 'event: hello', 'event: prompt']);
      expect(bob.lines.slice(-4)).toEqual([
        'event: said',
        `data: ${said}`,
        'event: whispering',
        'data: {"to":"alice","text":"psst"}',
      ]);
      expect(chat.encoded).toBe(1 + 2 + 2 + 2); // alice joins alone, bob, then carol; and what alice says
    }),
  );

  it(
    'writes nothing itself: what is not carried out leaves the connections as they are',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { carriesOut: false });
      const alice = chat.client('---a--x---');
      expectObservable(chat.run('-1', { 1: alice }).pipe(map(shown))).toBe('-p-a--(ye)', {
        p: '1: Enter username:',
        a: '1: OK / SYSTEM: alice joined',
        y: '1: Bye',
        e: '1 ends',
      });
      flush();
      expect([alice.writes, alice.ends, alice.closes]).toEqual([[], 0, []]);
    }),
  );

  it(
    'closes a client that has taken nothing for too long by a write',
    marbles((virtual) => {
      const { hot, expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES, { limits: { slowClientTimeout: 3 } });
      const alice = chat.client('---a-1----');
      chat.demand(alice, '----f-----');
      const ticks$ = hot('------t--t--t');
      const closed$ = chat.run('-1', { 1: alice }, ticks$).pipe(
        map(shown),
        filter((write) => write.includes('closed')),
      );
      expectObservable(closed$).toBe('---------c', { c: '1 closed: slow_consumer' });
    }),
  );

  it(
    'releases everything when it is unsubscribed from',
    marbles((virtual) => {
      const { hot, expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const alice = chat.client('---a--h---');
      const bob = chat.client('----b-----');
      const ticks$ = hot('--t--t--t-');
      expectObservable(quiet(chat.run('-12-----3-', { 1: alice, 2: bob, 3: chat.client('-') }, ticks$)), '^----!').toBe(
        '-',
      );
      flush();
      expect([alice.readers, bob.readers]).toEqual([0, 0]);
      expect(alice.lines).not.toContain('alice: hello');
      expect(chat.recorded.length).toBe(5); // two connect, two name themselves, and one tick
    }),
  );

  it(
    'tells a client before it can speak, though it has sent its first lines with the connection',
    marbles((virtual) => {
      const { expectObservable } = virtual;
      const chat = new ChatUnderTest(virtual, LINES);
      const chunks$ = concat(of(Buffer.from('alice\nhello\n')), NEVER);
      const alice = new FakeConnection({ id: 1, chunks$ });
      expectObservable(quiet(chat.run('--1', { 1: alice }))).toBe('-');
      expectObservable(alice.written$).toBe('--f', {
        f: ['Enter username:', 'OK', joined('alice'), 'alice: hello'],
      });
    }),
  );

  it(
    'records what replays to the same lines',
    marbles((virtual) => {
      const { flush, expectObservable } = virtual;
      const first = new ChatUnderTest(virtual, LINES);
      const alice = first.client('---a--j--h--w--r--x');
      const bob = first.client('----b--k--j--v--u--');
      expectObservable(quiet(first.run('-12', { 1: alice, 2: bob }))).toBe('-');

      const second = new ChatUnderTest(virtual, LINES);
      expectObservable(quiet(second.run('-', {}))).toBe('-');
      virtual.hot('30ms r').subscribe(() => {
        for (const { event } of first.recorded) second.journal.append(event);
      });
      flush();
      expect(first.turns.flat().length).toBeGreaterThan(20);
      // The same places in the order, at other times.
      const told = ({ turns }: ChatUnderTest): unknown[] =>
        turns.flat().map((delivery) => (delivery.type === 'stamp' ? delivery.seq : delivery));
      expect(told(second)).toEqual(told(first));
    }),
  );
});
