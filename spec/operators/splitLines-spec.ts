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
  return Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .map((line) => raw(line.replace(/\r$/, '')))
    .filter((line) => line.length > 0)
    .map((line) => {
      if (line.length > most) return TOO_LONG;
      const decoded = line.toString('utf8');
      return Buffer.from(decoded).equals(line) ? text(decoded) : INVALID;
    });
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
      ['one return of two', raw('a\r\r\nb\n'), [text('a\r'), text('b')]],
      ['returns that end nothing', raw('a\rb\n\rc\n'), [text('a\rb'), text('\rc')]],
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
      ['as long as allowed, with two returns', raw('1234567\r\r\nok'), [TOO_LONG, text('ok')]],
      ['as long as allowed, with a return inside', raw('123456\r7\nok'), [TOO_LONG, text('ok')]],
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
      const likely = fc.constantFrom('\n', '\r\n', '\r', 'a', 'é', '€', '👋', 'hello').map((part) => Buffer.from(part));
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
      'but not before it is known whether a return ends it',
      marbles(({ cold, expectObservable }) => {
        const source$ = cold('                            --a-b-c-d-b-e-|', {
          a: raw('x'.repeat(MOST)),
          b: raw('\r'),
          c: raw('\n'),
          d: raw('y'.repeat(MOST)),
          e: raw('?'),
        });
        expectObservable(source$.pipe(splitLines(MOST))).toBe('------x-----f-|', {
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

  it('takes no more lines of a chunk after an unsubscription in the middle of it', () => {
    const source$ = new Subject<Uint8Array>();
    const lines: Line[] = [];
    source$.pipe(splitLines(MOST), take(2)).subscribe((line) => lines.push(line));
    source$.next(raw('a\nb\nc\nd'));
    expect(lines).toStrictEqual([text('a'), text('b')]);
    expect(source$.observed).toBe(false);
  });
});
