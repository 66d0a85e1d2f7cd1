import fc from 'fast-check';
import { visible } from '../../../src/streams/decode/visible';
import { shown } from '../../helpers/modelText';

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

  it.each([
    ['a zero-width space', 'a\u200bb', 'a\\u200bb'],
    ['joiners that join nothing', 'al\u200cice\u200d', 'al\\u200cice\\u200d'],
    ['a joiner behind a form that is joined already', '\ufb50\u200d\ufefb\u200d', '\ufb50\\u200d\ufefb\\u200d'],
    ['a joiner behind a Latin letter with an accent', 'o\u0303\u200d', 'o\u0303\\u200d'],
    ['tags', 'ok\u{e0072}\u{e006d}', 'ok\\u{e0072}\\u{e006d}'],
    [
      'a flag that says something else',
      '🏴\u{e0067}\u{e0062}\u{e0078}\u{e007f}',
      '🏴\\u{e0067}\\u{e0062}\\u{e0078}\\u{e007f}',
    ],
    ['a selector behind a letter', 'a\ufe0f', 'a\\ufe0f'],
    ['fillers', '\u3164\u115f', '\\u3164\\u115f'],
    ['annotations', 'a\ufff9b\ufffac\ufffb', 'a\\ufff9b\\ufffac\\ufffb'],
    ['noncharacters', '\ufffe\u{10ffff}', '\\ufffe\\u{10ffff}'],
    ['no more than four marks on a letter', `z${'\u0351\u0316\u0308'.repeat(9)}!`, 'z\u0351\u0316\u0308\u0351!'],
    ['of a letter with two marks, two more', `\u1ec5${'\u0301'.repeat(9)}`, '\u1ec5\u0301\u0301'],
    ['16 blanks of more', `a${' '.repeat(70)}SYSTEM: no`, `a${' '.repeat(16)}SYSTEM: no`],
    ['16 blanks of several kinds', `a${'\u3000\u2800'.repeat(40)}b`, `a${'\u3000\u2800'.repeat(8)}b`],
  ])('shows %s', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it.each([
    ...['👩‍👩‍👧', '🏳️‍🌈', '1️⃣', '👩🏽‍🚀', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', '❤️ ☎︎', '葛\u{e0100}'],
    ...[
      'می\u200cخواهم',
      'ශ\u0dca\u200dරී',
      'क\u094d\u200cष',
      'র\u200d\u09cdযাব',
      'שָׁלוֹם',
      'နှလုံးလျှော့',
      '١\u0600',
      ' '.repeat(16),
    ],
  ])('leaves %j as it is: joiners, selectors and marks are in their context', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('does to each character by itself what the charts of Unicode say, and leaves all others', () => {
    for (let code = 0; code < 0x110000; code += 1) {
      if (code === 0xd800) code = 0xe000;
      if (code === 0x20000) code = 0xdfff0; // Chinese characters, and planes without any
      const text = `a${String.fromCodePoint(code)}b`;
      if (visible(text) !== shown(text))
        expect({ code, visible: visible(text) }).toEqual({ code, visible: shown(text) });
    }
  });

  it('knows of each letter and mark whether a joiner behind it joins', () => {
    const differs: string[] = [];
    for (let code = 0x80; code < 0x20000; code += 1) {
      if (code === 0x3400) code = 0xa000; // Chinese characters; the syllables of Korean and the halves of pairs below
      if (code === 0xac00) code = 0xe000;
      const text = `${String.fromCodePoint(code)}\u200d`;
      if (visible(text) !== shown(text)) differs.push(code.toString(16));
    }
    expect(differs).toEqual([]);
  });

  it('does to any text what is said of it, and has nothing more to do for a second time', () => {
    const telling = Array.from(
      '\t\x1b\u200b\u200c\u200d\ufe0f\ufe0e\u20e3\u0301\u0316\u034f\u1ec5یا\u06d9\u064b\u0dca\u0d9a\u2800\u3000 1👩👧🏽葛\u{e0100}\u{1f3f4}\u{e0067}\u{e007f}',
    );
    const unit = fc.oneof(fc.constantFrom(...telling), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    const text = fc
      .array(fc.tuple(unit, fc.constantFrom(1, 1, 1, 2, 5, 20)))
      .map((all) => all.map(([character, times]) => character.repeat(times)).join(''));
    fc.assert(
      fc.property(text, (raw) => {
        expect(visible(raw)).toBe(shown(raw));
        expect(visible(visible(raw))).toBe(visible(raw));
      }),
      { numRuns: 3000 },
    );
  });

  it('says the same every time, for it keeps nothing between two calls', () => {
    expect([visible('a\x07'), visible('a\x07'), visible('\x07a')]).toEqual(['a\\x07', 'a\\x07', '\\x07a']);
  });
});
