import { from, map, type OperatorFunction, pipe, toArray } from 'rxjs';
import { splitLines } from '../../../src/operators/splitLines';
import { stripTelnet } from '../../../src/operators/stripTelnet';
import { MAX_LINE_BYTES, MAX_TEXT_CHARACTERS, safeLine, type SafeLine } from '../../../src/streams/decode/lines';
import { marbles } from '../../helpers/marbles';

const IAC = 255;
const DO = 253;
const WONT = 252;
const ECHO = 1;

/** The way from pieces to lines, as `inputs` puts it together. */
const lines = (reply: (answer: Uint8Array) => void): OperatorFunction<Uint8Array, SafeLine> =>
  pipe(stripTelnet(reply), splitLines(MAX_LINE_BYTES), map(safeLine));

/** What becomes of pieces that come one after the other, and what is replied. */
function linesOf(...pieces: readonly (string | Uint8Array)[]): { safe: SafeLine[]; replies: number[][] } {
  let safe: SafeLine[] = [];
  const replies: number[][] = [];
  from(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
    .pipe(
      lines((answer) => replies.push(Array.from(answer))),
      toArray(),
    )
    .subscribe((all) => (safe = all));
  return { safe, replies };
}

describe('lines, made safe', () => {
  it(
    'makes lines of pieces',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks$ = cold('--a----b---|', { a: Buffer.from('hi\x07'), b: Buffer.from(`\n${'x'.repeat(600)}\n`) });
      const subs = '        ^----------!';
      const expected = '    -------(xy)|';

      expectObservable(chunks$.pipe(lines(() => {}))).toBe(expected, {
        x: { text: 'hi\\x07' },
        y: { fault: 'message_too_long' },
      });
      expectSubscriptions(chunks$.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes on the error that a connection ends with, and the unfinished line is lost',
    marbles(({ cold, expectObservable }) => {
      const chunks$ = cold('--a----#', { a: Buffer.from('one\ntw') });
      expectObservable(chunks$.pipe(lines(() => {}))).toBe('--x----#', { x: { text: 'one' } });
    }),
  );

  it('finds lines in pieces cut anywhere, inside of a character too', () => {
    const bytes = Buffer.from('hello 👋\r\nsecond\n\nlast');
    const expected = [{ text: 'hello 👋' }, { text: 'second' }, { text: 'last' }];
    expect(linesOf(bytes).safe).toEqual(expected);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect(linesOf(bytes.subarray(0, cut), bytes.subarray(cut)).safe).toEqual(expected);
    }
  });

  it('refuses a line that is not UTF-8, and goes on', () => {
    expect(linesOf('a\n', Uint8Array.of(0xc3, 0x28, 0x0a), 'b\n').safe).toEqual([
      { text: 'a' },
      { fault: 'invalid_utf8' },
      { text: 'b' },
    ]);
  });

  it('refuses a line of too many bytes once, and goes on after it', () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES);
    expect(linesOf(`${longest}x`, longest, longest, '\nb\n').safe).toEqual([{ fault: 'line_too_long' }, { text: 'b' }]);
  });

  it.each([
    ['one byte each', 'x'],
    ['two bytes each', 'ж'],
    ['four bytes and two units each', '👋'],
  ])('takes 512 characters and refuses 513, of %s', (_, character) => {
    const text = character.repeat(MAX_TEXT_CHARACTERS);
    expect(linesOf(`${text}\n`).safe).toEqual([{ text }]);
    expect(linesOf(`${text}${character}\n`).safe).toEqual([{ fault: 'message_too_long' }]);
  });

  it('counts the characters that were sent, not those that show a hidden one', () => {
    const text = '\x07'.repeat(MAX_TEXT_CHARACTERS);
    expect(linesOf(`${text}\n`).safe).toEqual([{ text: '\\x07'.repeat(MAX_TEXT_CHARACTERS) }]);
  });

  it('takes telnet negotiation out, and refuses each option once', () => {
    const ask = Uint8Array.of(IAC, DO, ECHO);
    expect(linesOf(ask, 'he', ask, 'llo\n')).toEqual({ safe: [{ text: 'hello' }], replies: [[IAC, WONT, ECHO]] });
  });

  it('takes off one byte order mark, as it comes before the text of a file', () => {
    expect(linesOf('\ufeffalice\n\ufeff/w bob hi\na\ufeff\n').safe).toEqual([
      { text: 'alice' },
      { text: '/w bob hi' },
      { text: 'a\\ufeff' },
    ]);
  });

  it.each(['   ', '\t', '\u00a0\u3000', '\u200b', '\u2800', '\u3164', '\u00ad\u2060\u{e0041}', '\ufeff\ufeff'])(
    'makes an empty line of %j, of which nothing can be seen',
    (text) => {
      expect(linesOf(`${text}\n`).safe).toEqual([{ text: '' }]);
    },
  );

  it.each([
    ['\f\v', '\\x0c\\x0b'],
    ['\u200e', '\\u200e'],
    [' a', ' a'],
    ['\u0301', '\u0301'],
  ])('does not take %j for blank', (text, seen) => {
    expect(linesOf(`${text}\n`).safe).toEqual([{ text: seen }]);
  });
});
