import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { from, Subject, take } from 'rxjs';
import { type Line, splitLines } from '../../src/operators/splitLines';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { cutsOf, inPieces } from '../helpers/cuts';
import { marbles } from '../helpers/marbles';

const MOST = 4096;
const TOO_LONG: Line = { fault: 'line_too_long' };
const INVALID: Line = { fault: 'invalid_utf8' };
const INTERRUPT: Line = { signal: 'interrupt' };
const ARE_YOU_THERE: Line = { signal: 'are_you_there' };
const text = (line: string): Line => ({ text: line });

/** A byte for each character up to U+00FF, so that a string can hold bytes that are no UTF-8. */
const raw = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');

function linesOf(chunks: readonly Uint8Array[], most = MOST): Line[] {
  const lines: Line[] = [];
  from(chunks)
    .pipe(splitLines(most))
    .subscribe((line) => lines.push(line));
  return lines;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many bytes of objects and buffers somebody in this process still holds. */
function memoryInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What the lines are, said as plainly as possible; it needs all bytes at once. */
function naively(bytes: Uint8Array, most: number): Line[] {
  const lines: Line[] = [];
  let line = '';
  let isTooLong = false;
  const begin = (): void => {
    line = '';
    isTooLong = false;
  };
  for (const byte of `${Buffer.from(bytes).toString('latin1').replaceAll('\r\0', '\r')}\n`) {
    if (byte === '\n' || byte === '\r') {
      if (!isTooLong) lines.push(...named(raw(line)));
      begin();
    } else if (byte === '\b' || byte === '\x7f') line = line.replace(/[^][\x80-\xbf]*$/, '');
    else if (byte === '\x15') begin();
    else if (byte === '\x03' || (byte === '\x04' && line === '' && !isTooLong)) {
      lines.push(INTERRUPT);
      begin();
    } else if (byte === '\x05') lines.push(ARE_YOU_THERE);
    else if (!isTooLong) line += byte;
    if (line.length > most) {
      lines.push(TOO_LONG);
      line = '';
      isTooLong = true;
    }
  }
  return lines;
}

function named(line: Buffer): Line[] {
  const decoded = line.toString('utf8');
  if (!Buffer.from(decoded).equals(line)) return [INVALID];
  const typed = decoded.replace(/\x1b\[[\d;]*[A-D~]/g, ''); // the keys that these specs press
  return typed === '' ? [] : [text(typed)];
}

describe('splitLines', () => {
  it(
    'puts lines together from chunks, and takes chunks apart into lines',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks = { a: Buffer.from('hel'), b: Buffer.from('lo\nyou\r\nbye'), c: Buffer.from('!') };
      const source$ = cold('          --a------b--c---|', chunks);
      const result$ = source$.pipe(splitLines(4096));
      expectObservable(result$).toBe('---------(xy)---(z|)', { x: text('hello'), y: text('you'), z: text('bye!') });
      expectSubscriptions(source$.subscriptions).toBe('^---------------!');
    }),
  );

  behavesAsOperator({
    operator: () => splitLines(16),
    values: { a: raw('a\n'), b: raw('b\n'), c: raw('c\n') },
    results: { a: text('a'), b: text('b'), c: text('c') },
    throwing: {}, // it takes no callback
  });

  it(
    'loses the unfinished line where its source errors',
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('--a--#', { a: raw('whole\nunfinished') });
      expectObservable(source$.pipe(splitLines(MOST))).toBe('--x--#', { x: text('whole') });
    }),
  );

  describe('gives the same lines for the same bytes: whole, cut in two at every place, and byte by byte', () => {
    const samples: [name: string, bytes: Buffer, lines: Line[]][] = [
      ['one line', raw('hello\n'), [text('hello')]],
      ['a line without a newline', raw('hello'), [text('hello')]],
      ['a last line without a newline', raw('one\ntwo'), [text('one'), text('two')]],
      ['a last line that ends in a return', raw('one\ntwo\r'), [text('one'), text('two')]],
      ['many lines', raw('a\nbc\ndef\n'), [text('a'), text('bc'), text('def')]],
      ['empty lines', raw('\n\r\n\na\n\n\r\n'), [text('a')]],
      ['nothing but a return', raw('\r'), []],
      ['returns before newlines', raw('a\r\nb\r\n'), [text('a'), text('b')]],
      ['two returns before a newline', raw('a\r\r\nb\n'), [text('a'), text('b')]],
      ['a return after the newline', raw('a\n\rb\n\r'), [text('a'), text('b')]],
      ['returns alone', raw('a\rb\r\rc\r'), [text('a'), text('b'), text('c')]],
      ['returns with a zero byte', raw('a\r\0b\r\0\r\0c\r\r\0'), [text('a'), text('b'), text('c')]],
      ['a zero byte that belongs to no return', raw('a\n\0b\r\0\0c\n'), [text('a'), text('\0b'), text('\0c')]],
      ['backspaces', raw('helx\blo\n\b\bab\b\b\bc\n'), [text('hello'), text('c')]],
      ['deletes', raw('helx\x7flo\nx\x7f\n\x7f\nok\n'), [text('hello'), text('ok')]],
      ['a character of many bytes that is erased', Buffer.from('aé\x7f€\b👋\x7fb\n'), [text('ab')]],
      ['an invalid byte that is erased', raw('a\xff\x7fb\n\xe9\x80\x80\bc\n'), [text('ab'), text('c')]],
      ['an erased line', raw('wrong\x15right\n\x15a\n'), [text('right'), text('a')]],
      ['an interrupt', raw('a\nwrong\x03right\n\x03'), [text('a'), INTERRUPT, text('right'), INTERRUPT]],
      ['an end alone', raw('\x04\na\n\x04b\n'), [INTERRUPT, text('a'), INTERRUPT, text('b')]],
      ['an end that is not alone', raw('a\x04\n'), [text('a\x04')]],
      ['the question for a sign of life', raw('hel\x05lo\n\x05'), [ARE_YOU_THERE, text('hello'), ARE_YOU_THERE]],
      [
        'keys without a character',
        raw('a\x1b[Ab\x1b[1;5Dc\x1b[3~d\x1bOPe\x1bOAf\x1b[Hg\x1b[15~h\x1b[[Ai\x1b[200~j\x1b[201~\n\x1b[A\n'),
        [text('abcdefghij')],
      ],
      [
        'sequences that come from no key',
        raw('\x1b[31mred\x1b[0m\x1b]0;x\x07\x1b\n'),
        [text('\x1b[31mred\x1b[0m\x1b]0;x\x07\x1b')],
      ],
      ['a zero byte', raw('a\0b\n'), [text('a\0b')]],
      ['characters of 1 to 4 bytes', Buffer.from('aé€👋\n👋🏽\n'), [text('aé€👋'), text('👋🏽')]],
      ['a byte order mark', Buffer.from('\ufeffhi\n'), [text('\ufeffhi')]],
      ['a byte that is no UTF-8', raw('a\xffb\nok\n'), [INVALID, text('ok')]],
      ['a character that is cut short by a newline', raw('\xf0\x9f\x91\nok\n'), [INVALID, text('ok')]],
      ['a character that is cut short by the end', raw('ok\n\xf0\x9f\x91'), [text('ok'), INVALID]],
      ['an overlong form of a newline', raw('a\xc0\x8ab\n'), [INVALID]],
      ['a surrogate', raw('\xed\xa0\x80\n'), [INVALID]],
      ['valid lines around an invalid one', raw('a\n\xff\r\n\nb\r\nc'), [text('a'), INVALID, text('b'), text('c')]],
    ];
    it.each(samples)('%s', (_, bytes, lines) => {
      for (const chunks of cutsOf(bytes)) expect(linesOf(chunks)).toStrictEqual(lines);
    });

    const short: [name: string, bytes: Buffer, lines: Line[]][] = [
      ['as long as allowed', raw('1234567\nok'), [text('1234567'), text('ok')]],
      ['as long as allowed, with a return', raw('1234567\r\nok'), [text('1234567'), text('ok')]],
      ['a byte too long', raw('12345678\nok'), [TOO_LONG, text('ok')]],
      ['a byte too long, with a return', raw('12345678\r\nok'), [TOO_LONG, text('ok')]],
      ['as long as allowed, with two returns', raw('1234567\r\r\nok'), [text('1234567'), text('ok')]],
      ['as long as allowed after an erasure', raw('1234567\x7f7\nok'), [text('1234567'), text('ok')]],
      ['too long for a while', raw('12345678\x7f\nok'), [TOO_LONG, text('ok')]],
      ['too long, and erased', raw('12345678\x15ok\n'), [TOO_LONG, text('ok')]],
      ['too long, and given up', raw('12345678\x03ok\n'), [TOO_LONG, INTERRUPT, text('ok')]],
      ['much too long', raw(`${'x'.repeat(40)}\nok\n`), [TOO_LONG, text('ok')]],
      ['too long twice', raw(`${'x'.repeat(9)}\n${'y'.repeat(30)}\nok\n`), [TOO_LONG, TOO_LONG, text('ok')]],
      ['too long and never ended', raw(`ok\n${'x'.repeat(40)}`), [text('ok'), TOO_LONG]],
      ['too long and no UTF-8', raw(`${'\xff'.repeat(8)}\n\xff\n`), [TOO_LONG, INVALID]],
      ['as long as allowed and no UTF-8', raw(`${'\xff'.repeat(7)}\r\n`), [INVALID]],
      ['too long in bytes, though not in characters', Buffer.from('👋👋\nok'), [TOO_LONG, text('ok')]],
      ['as long as allowed in bytes', Buffer.from('👋€\nok'), [text('👋€'), text('ok')]],
    ];
    it.each(short)('at most 7 bytes: a line that is %s', (_, bytes, lines) => {
      for (const chunks of cutsOf(bytes)) expect(linesOf(chunks, 7)).toStrictEqual(lines);
    });

    it('4,096 bytes are a line and 4,097 are not, with and without a return', () => {
      const longest = 'x'.repeat(MOST);
      const around = [MOST - 2, MOST - 1, MOST, MOST + 1, MOST + 2, MOST + 3];
      for (const ending of ['\n', '\r\n']) {
        const allowed = raw(`${longest}${ending}ok\n`);
        const refused = raw(`${longest}y${ending}ok\n`);
        for (const cuts of [[], ...around.map((place) => [place]), around, Array.from(allowed.keys())]) {
          expect(linesOf(inPieces(allowed, cuts))).toStrictEqual([text(longest), text('ok')]);
          expect(linesOf(inPieces(refused, cuts))).toStrictEqual([TOO_LONG, text('ok')]);
        }
      }
    });

    it('any bytes, cut anywhere: what a naive reference says of all of them at once', () => {
      const ends = ['\n', '\r\n', '\r', '\r\0', '\n\r'];
      const controls = ['\b', '\x7f', '\x15', '\x03', '\x04', '\x05', '\0', '\x1b[A', '\x1b[3~', '\x1b[31m'];
      const likely = fc
        .constantFrom(...ends, ...ends, ...controls, 'a', 'é', '€', '👋', 'hello')
        .map((part) => Buffer.from(part));
      const part = fc.oneof(
        { weight: 8, arbitrary: likely },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }) },
        { weight: 1, arbitrary: fc.nat(40).map((length) => Buffer.alloc(length, 'x')) },
      );
      fc.assert(
        fc.property(
          fc.array(part, { maxLength: 30 }),
          fc.array(fc.nat(200)),
          fc.integer({ min: 1, max: 20 }),
          (parts, cuts, most) => {
            const bytes = Buffer.concat(parts);
            const expected = naively(bytes, most);
            expect(linesOf([bytes], most)).toStrictEqual(expected);
            expect(linesOf(inPieces(bytes, cuts), most)).toStrictEqual(expected);
            expect(
              linesOf(
                Array.from(bytes, (byte) => Buffer.of(byte)),
                most,
              ),
            ).toStrictEqual(expected);
          },
        ),
        { numRuns: 500 },
      );
    });
  });

  describe('refuses a line that is too long as soon as that is known', () => {
    it(
      'at its first byte too many, once',
      marbles(({ cold, expectObservable }) => {
        const source$ = cold('                            --a-b-c-d-e--|', {
          a: raw('x'.repeat(MOST)),
          b: raw('y'),
          c: raw('z'.repeat(MOST)),
          d: raw('z\no'),
          e: raw('k\n'),
        });
        expectObservable(source$.pipe(splitLines(MOST))).toBe('----f-----x--|', { f: TOO_LONG, x: text('ok') });
      }),
    );

    it(
      'and takes a line that is as long as allowed at the return that ends it',
      marbles(({ cold, expectObservable }) => {
        const source$ = cold('                            --a-b-c-d-e-|', {
          a: raw('x'.repeat(MOST)),
          b: raw('\r'),
          c: raw('\n'),
          d: raw('y'.repeat(MOST)),
          e: raw('?'),
        });
        expectObservable(source$.pipe(splitLines(MOST))).toBe('----x-----f-|', {
          x: text('x'.repeat(MOST)),
          f: TOO_LONG,
        });
      }),
    );
  });

  describe('holds no more than it must', () => {
    it('holds a copy of an unfinished line, so that the chunk may be used again', () => {
      const source$ = new Subject<Uint8Array>();
      const lines: Line[] = [];
      source$.pipe(splitLines(MOST)).subscribe((line) => lines.push(line));
      const chunk = raw('first\nunfin');
      source$.next(chunk);
      chunk.fill('?');
      source$.next(raw('ished\n'));
      expect(lines).toStrictEqual([text('first'), text('unfinished')]);
    });

    it.each([
      { what: 'its bytes alone of an unfinished line, and not the chunk that it came in', length: 100, chunk: 65_536 },
      { what: 'no more than its bytes of a line that comes byte by byte', length: MOST, chunk: 1 },
      { what: 'nothing of a line that is too long', length: MOST * 64, chunk: MOST },
    ])('holds $what', ({ length, chunk: chunkLength }) => {
      const clients = Array.from({ length: 50 }, () => new Subject<Uint8Array>());
      for (const client$ of clients) client$.pipe(splitLines(MOST)).subscribe();
      const before = memoryInUse();
      for (const client$ of clients) {
        for (let sent = 0; sent < length; sent += chunkLength) {
          const chunk = Buffer.allocUnsafeSlow(chunkLength).fill('\n');
          client$.next(chunk.fill('x', Math.max(0, chunkLength - length)));
        }
      }
      // Not to the byte, since a test runner allocates too; to hold on to the chunks would cost three to forty times as much.
      expect(memoryInUse() - before).toBeLessThan(1_000_000);
      for (const client$ of clients) expect(client$.observed).toBe(true);
    });
  });

  it('takes large chunks as it takes small ones, whatever is in them', () => {
    const odd = ['\xff', '\r', '\b', '\x03', '\x05', '\x1b[A', '\0', 'a\x04'];
    for (const one of odd) {
      for (const end of ['\n', '\r\n']) {
        const bytes = raw(`${`line${end}`.repeat(200)}${one}b${end}${`${end}more${end}`.repeat(200)}`);
        expect(linesOf([bytes])).toStrictEqual(naively(bytes, MOST));
      }
    }
  });

  it('decodes the valid lines around invalid ones together, so that those do not make others expensive', () => {
    const sent = raw(`${'\n'.repeat(8000)}\xff${'\n'.repeat(7000)}`);
    const decoding = jest.spyOn(Buffer.prototype, 'toString');
    try {
      expect(linesOf([sent])).toStrictEqual([INVALID]);
      expect(decoding.mock.calls.length).toBeLessThan(40);
    } finally {
      decoding.mockRestore();
    }
  });

  it('takes no more lines of a chunk after an unsubscription in the middle of it', () => {
    const source$ = new Subject<Uint8Array>();
    const lines: Line[] = [];
    source$.pipe(splitLines(MOST), take(2)).subscribe((line) => lines.push(line));
    source$.next(raw('a\nb\nc\nd'));
    expect(lines).toStrictEqual([text('a'), text('b')]);
    expect(source$.observed).toBe(false);
  });
});
