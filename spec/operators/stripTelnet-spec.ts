import * as fc from 'fast-check';
import { from, of, Subject } from 'rxjs';
import { stripTelnet } from '../../src/operators/stripTelnet';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { cutsOf, inPieces } from '../helpers/cuts';
import { marbles } from '../helpers/marbles';

const [IAC, DONT, DO, WONT, WILL, SB, SE, NOP] = [255, 254, 253, 252, 251, 250, 240, 241];
const [EL, EC, AYT, AO, IP, BRK, DM] = [248, 247, 246, 245, 244, 243, 242];
const [EOR, ABORT, SUSP, EOF] = [239, 238, 237, 236];
const [ETX, ENQ, NAK, DEL] = [3, 5, 21, 127];
const ECHO = 1;
const TIMING_MARK = 6;
const NAWS = 31;

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

/** What goes on, and what is answered. */
interface Stripped {
  readonly text: number[];
  readonly answers: number[][];
}

function stripped(chunks: readonly Uint8Array[]): Stripped {
  const text: number[] = [];
  const answers: number[][] = [];
  from(chunks)
    .pipe(stripTelnet((sent) => answers.push(...inThrees(sent))))
    .subscribe((chunk) => text.push(...chunk));
  return { text, answers };
}

/** The answers that are sent together. */
function inThrees(sent: Uint8Array): number[][] {
  return Array.from({ length: sent.length / 3 }, (_, index) => Array.from(sent.subarray(3 * index, 3 * index + 3)));
}

describe('stripTelnet', () => {
  it(
    'takes negotiation out and refuses it',
    marbles(({ cold, expectObservable, flush }) => {
      const answers: Uint8Array[] = [];
      const result$ = cold('          --a------b----c--|', {
        a: bytes('hi', IAC),
        b: bytes(DO, ECHO),
        c: bytes('!'),
      }).pipe(stripTelnet((answer) => answers.push(answer)));
      expectObservable(result$).toBe('--x-----------c--|', { x: Uint8Array.from(Buffer.from('hi')), c: bytes('!') });
      flush();
      expect(answers).toEqual([Uint8Array.of(IAC, WONT, ECHO)]);
    }),
  );

  behavesAsOperator({
    operator: () => stripTelnet(() => undefined),
    values: { a: bytes('a'), b: bytes('b'), c: bytes('c') },
    results: { a: bytes('a'), b: bytes('b'), c: bytes('c') },
    throwing: {
      reply: { operator: (fail) => stripTelnet(fail), values: { a: bytes(IAC, DO, ECHO), b: bytes('b') } },
    },
  });

  // Each pair is what a client sends, and what is left of it and answered.
  const samples: [string, Uint8Array, Stripped][] = [
    ['text', bytes('hi\n'), { text: [...bytes('hi\n')], answers: [] }],
    ['DO', bytes('h', IAC, DO, ECHO, 'i'), { text: [...bytes('hi')], answers: [[IAC, WONT, ECHO]] }],
    ['WILL', bytes('h', IAC, WILL, NAWS, 'i'), { text: [...bytes('hi')], answers: [[IAC, DONT, NAWS]] }],
    ['DONT', bytes('h', IAC, DONT, ECHO, 'i'), { text: [...bytes('hi')], answers: [] }],
    ['WONT', bytes('h', IAC, WONT, ECHO, 'i'), { text: [...bytes('hi')], answers: [] }],
    ['a command without an option', bytes('h', IAC, NOP, 'i'), { text: [...bytes('hi')], answers: [] }],
    ['an option numbered 255', bytes('h', IAC, DO, 255, 'i'), { text: [...bytes('hi')], answers: [[IAC, WONT, 255]] }],
    ['IAC IAC', bytes('h', IAC, IAC, 'i'), { text: [...bytes('h', IAC, 'i')], answers: [] }],
    ['an IAC whose command was urgent', bytes('a', IAC, '\nb'), { text: [...bytes('a\nb')], answers: [] }],
    [
      'what telnet sends for Ctrl-C twice, of which the DM is urgent',
      bytes(IAC, IP, IAC, DO, TIMING_MARK, IAC, IAC, IP, IAC, DO, TIMING_MARK, IAC, 'hi\r\n'),
      {
        text: [...bytes(ETX, ETX, 'hi\r\n')],
        answers: [
          [IAC, WONT, TIMING_MARK],
          [IAC, WONT, TIMING_MARK],
        ],
      },
    ],
    [
      'the mark of the end of urgent data where it is not urgent',
      bytes(IAC, IP, IAC, DM, 'hi'),
      { text: [...bytes(ETX, 'hi')], answers: [] },
    ],
    ['EC and EL', bytes('ab', IAC, EC, 'c', IAC, EL, 'd'), { text: [...bytes('ab', DEL, 'c', NAK, 'd')], answers: [] }],
    ['AYT', bytes('a', IAC, AYT, 'b'), { text: [...bytes('a', ENQ, 'b')], answers: [] }],
    [
      'all by which a person asks for an end',
      bytes('a', IAC, BRK, 'b', IAC, ABORT, 'c', IAC, EOF, 'd'),
      { text: [...bytes('a', ETX, 'b', ETX, 'c', ETX, 'd')], answers: [] },
    ],
    [
      'SUSP, EOR and AO',
      bytes('a', IAC, SUSP, 'b', IAC, EOR, 'c', IAC, AO, 'd'),
      { text: [...bytes('abcd')], answers: [] },
    ],
    [
      'DO TIMING-MARK each time',
      bytes(IAC, DO, TIMING_MARK, 'a', IAC, DO, TIMING_MARK, IAC, WILL, TIMING_MARK, IAC, WILL, TIMING_MARK),
      {
        text: [...bytes('a')],
        answers: [
          [IAC, WONT, TIMING_MARK],
          [IAC, WONT, TIMING_MARK],
          [IAC, DONT, TIMING_MARK],
        ],
      },
    ],
    ['IAC IAC at the end', bytes('a', IAC, IAC), { text: [...bytes('a', IAC)], answers: [] }],
    ['IAC IAC before a command', bytes(IAC, IAC, IAC, DO, ECHO), { text: [IAC], answers: [[IAC, WONT, ECHO]] }],
    [
      'a subnegotiation',
      bytes('h', IAC, SB, NAWS, 0, 80, 0, 24, IAC, SE, 'i'),
      { text: [...bytes('hi')], answers: [] },
    ],
    [
      'a subnegotiation that holds IAC IAC and a newline',
      bytes('h', IAC, SB, NAWS, IAC, IAC, SE, '\n', IAC, SE, 'i'),
      { text: [...bytes('hi')], answers: [] },
    ],
    [
      'a subnegotiation that ends at another command, and that command',
      bytes(
        'h',
        IAC,
        SB,
        NAWS,
        IAC,
        DO,
        ECHO,
        'x',
        IAC,
        SE,
        'i',
        IAC,
        SB,
        NAWS,
        1,
        IAC,
        EC,
        'j',
        IAC,
        SB,
        1,
        IAC,
        SB,
        2,
      ),
      { text: [...bytes('hxi', DEL, 'j')], answers: [[IAC, WONT, ECHO]] },
    ],
    [
      'what telnet says first',
      bytes(IAC, DO, 3, IAC, WILL, 24, IAC, WILL, NAWS, IAC, WILL, 32, IAC, DO, 5, 'alice\r\n'),
      {
        text: [...bytes('alice\r\n')],
        answers: [
          [IAC, WONT, 3],
          [IAC, DONT, 24],
          [IAC, DONT, NAWS],
          [IAC, DONT, 32],
          [IAC, WONT, 5],
        ],
      },
    ],
  ];
  it.each(samples)('takes out %s, wherever it is cut', (_, sent, expected) => {
    for (const chunks of cutsOf(sent)) expect(stripped(chunks)).toStrictEqual(expected);
  });

  it('sends many answers in one piece: a chunk may be one question thousands of times', () => {
    const pieces: Uint8Array[] = [];
    of(Buffer.alloc(30_000, '\xff\xfd\x06', 'latin1'))
      .pipe(stripTelnet((sent) => pieces.push(sent)))
      .subscribe();
    expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(30_000);
    expect(pieces.length).toBeLessThanOrEqual(30);
  });

  it('refuses each option once, each way', () => {
    const insisting = bytes(IAC, DO, ECHO, IAC, DO, ECHO, IAC, WILL, ECHO, IAC, WILL, ECHO, IAC, DO, ECHO);
    expect(stripped([insisting, insisting]).answers).toEqual([
      [IAC, WONT, ECHO],
      [IAC, DONT, ECHO],
    ]);
  });

  it('ends a subnegotiation without an end at 4,096 bytes, wherever it is cut', () => {
    const sent = bytes(IAC, SB, 'x'.repeat(4096), 'hi', IAC, DO, ECHO);
    for (const cuts of [[], [1], [2], [3], [100], [4097], [4098], [4099], Array.from(sent.keys())]) {
      expect(stripped(inPieces(sent, cuts))).toStrictEqual({ text: [...bytes('hi')], answers: [[IAC, WONT, ECHO]] });
    }
    const again = bytes(IAC, SB, 'x'.repeat(4000), IAC, SE, IAC, SB, 'x'.repeat(4000), IAC, IAC, IAC, SE, 'hi');
    expect(stripped([again]).text).toEqual([...bytes('hi')]);
  });

  it('answers no more than the 512 options there are, whatever a client sends but DO TIMING-MARK', () => {
    const all = Array.from({ length: 256 }, (_, option) =>
      bytes(IAC, DO, option, IAC, WILL, option, IAC, WONT, option),
    );
    const { answers } = stripped([...all, ...all]);
    expect(answers).toHaveLength(513); // TIMING-MARK was asked for twice
    expect(new Set(answers.map(String)).size).toBe(512);
  });

  it('passes a chunk without negotiation on as it is, not copied', () => {
    const chunk = bytes('hello');
    const seen: Uint8Array[] = [];
    from([chunk])
      .pipe(stripTelnet(() => undefined))
      .subscribe((one) => seen.push(one));
    expect(seen[0]).toBe(chunk);
  });

  it('does not change the chunk that it takes negotiation out of', () => {
    const chunk = bytes('h', IAC, DO, ECHO, 'i');
    stripped([chunk]);
    expect(chunk).toEqual(bytes('h', IAC, DO, ECHO, 'i'));
  });

  it('emits nothing for a chunk of which nothing is left', () => {
    let emitted = 0;
    from([bytes(IAC, DO, ECHO), bytes(IAC), bytes(SB), bytes(1, 2), bytes(IAC, SE)])
      .pipe(stripTelnet(() => undefined))
      .subscribe(() => (emitted += 1));
    expect(emitted).toBe(0);
  });

  it('answers before it passes on what came after', () => {
    const order: string[] = [];
    const source$ = new Subject<Uint8Array>();
    source$
      .pipe(stripTelnet(() => order.push('answer')))
      .subscribe((chunk) => order.push(Buffer.from(chunk).toString()));
    source$.next(bytes(IAC, DO, ECHO, 'hi'));
    expect(order).toEqual(['answer', 'hi']);
  });

  it('gives the same for the same bytes, cut in any way', () => {
    const telnet = [IAC, IAC, DO, DONT, WILL, WONT, SB, SE, NOP, EC, AYT, IP, EOF, ECHO, TIMING_MARK];
    const likely = fc.constantFrom(...telnet, 0x61, 0x0a);
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 40 }), fc.array(fc.nat(40)), (sent, cuts) => {
        const whole = Uint8Array.from(sent);
        expect(stripped(inPieces(whole, cuts))).toStrictEqual(stripped([whole]));
      }),
    );
  });

  describe('says once that the client has negotiated as a terminal does', () => {
    const SGA = 3;
    const TTYPE = 24;
    const saysSo = (...chunks: readonly Uint8Array[]): number => {
      let times = 0;
      const options = stripTelnet(
        () => undefined,
        () => (times += 1),
      );
      from(chunks).pipe(options).subscribe();
      return times;
    };

    it.each([
      ['ECHO is asked for', 1, bytes(IAC, DO, ECHO, IAC, WILL, ECHO, IAC, DO, NAWS)],
      ['SUPPRESS-GO-AHEAD is offered', 1, bytes(IAC, WILL, SGA)],
      ['there are two different options', 1, bytes(IAC, WILL, NAWS, 'hi', IAC, WILL, TTYPE)],
      ['there is one question, however often it comes', 0, bytes(IAC, DO, TIMING_MARK, IAC, DO, TIMING_MARK)],
      ['there is one option', 0, bytes(IAC, WILL, NAWS, IAC, SB, NAWS, 0, 80, 0, 24, IAC, SE)],
      ['options are only refused', 0, bytes(IAC, DONT, ECHO, IAC, WONT, SGA)],
    ])('if %s: %i', (_, times, chunk) => {
      expect(saysSo(chunk)).toBe(times);
      expect(saysSo(...Array.from(chunk, (byte) => Uint8Array.of(byte)))).toBe(times);
    });
  });
});
