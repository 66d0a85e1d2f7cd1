import { quoted } from '../../src/config/quoted';

describe('quoted', () => {
  it.each([
    ['loud', '"loud"'],
    ['', '""'],
    ['a\x1b[31m\r\nb', '"a\\x1b[31m\\x0d\\x0ab"'],
    ['\ufeffa\u202eb\u200bc\u2028d\u{e0041}', '"\\u{feff}a\\u{202e}b\\u{200b}c\\u{2028}d\\u{e0041}"'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['x'.repeat(81), `"${'x'.repeat(80)}..."`],
    ['\u{1f600}'.repeat(80), `"${'\u{1f600}'.repeat(80)}"`],
    ['\u{1f600}'.repeat(1000), `"${'\u{1f600}'.repeat(80)}..."`],
  ])('writes %j as %s', (value, expected) => {
    expect(quoted(value)).toBe(expected);
  });
});
