import fc from 'fast-check';
import { visible, escapeHidden } from '../../../src/streams/decode/visible';

describe('visible', () => {
  it.each(['hello', 'Zoë, 小明 and 𠮷', '👩‍👩‍👧 family', 'שלום עולם', '\\x1b', ''])('leaves %j as it is', (text) => {
    expect(visible(text)).toBe(text);
  });

  it.each([
    ['a tab', 'a\tb', 'a b'],
    ['an escape sequence', '\x1b[31mred', '\\x1b[31mred'],
    ['a bell', '\x07', '\\x07'],
    ['NUL', '\0', '\\x00'],
    ['a carriage return, which would go back over the line', 'bob: hi\ralice: hi', 'bob: hi\\x0dalice: hi'],
    ['a newline', 'a\nb', 'a\\x0ab'],
    ['a form feed', '\f', '\\x0c'],
    ['DEL', '\x7f', '\\x7f'],
    ['the first and the last of C1', '\x80\x9f', '\\x80\\x9f'],
    ['the CSI of C1', '\x9b31m', '\\x9b31m'],
    ['a right-to-left override', 'a\u202eb', 'a\\u202eb'],
    ['the Arabic letter mark', '\u061c', '\\u061c'],
    ['directional marks', '\u200e\u200f', '\\u200e\\u200f'],
    ['directional isolates', '\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
    ['the line and the paragraph separator', '\u2028\u2029', '\\u2028\\u2029'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('hides what it is said to, of all characters, and leaves what emoji and scripts are made of', () => {
    const hidden = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .filter((code) => visible(String.fromCodePoint(code)) !== String.fromCodePoint(code));
    const range = (from: number, to = from): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
    expect(hidden).toStrictEqual([
      ...[range(0, 0x1f), range(0x7f, 0x9f), range(0x61c), range(0x200e, 0x200f)].flat(),
      ...[range(0x2028, 0x202e), range(0x2066, 0x2069)].flat(),
    ]);
  });

  it('says the same every time, for it keeps nothing between two calls', () => {
    expect([visible('a\x07'), visible('a\x07'), visible('\x07a')]).toEqual(['a\\x07', 'a\\x07', '\\x07a']);
  });

  it('leaves nothing hidden in any text, and nothing more to do for a second time', () => {
    const hidden = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).filter((character) =>
      /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(character),
    );
    const text = fc
      .array(fc.oneof(fc.constantFrom(...hidden), fc.string({ unit: 'binary' })))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (raw) => {
        const shown = visible(raw);
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });
});

describe('escapeHidden', () => {
  it('writes each hidden character as it is told, and nothing else', () => {
    const seen: string[] = [];
    const marked = escapeHidden('a\t\u202eb\x7f👩‍👧', (character) => {
      seen.push(character);
      return '?';
    });
    expect(marked).toBe('a??b?👩‍👧');
    expect(seen).toStrictEqual(['\t', '\u202e', '\x7f']);
  });
});
