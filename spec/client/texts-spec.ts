import fc from 'fast-check';
import { isEmoji, linesOf, partsOf } from '../../src/client/texts';

const link = (text: string, url = text): object => ({ type: 'link', text, url });
const text = (text: string): object => ({ type: 'text', text });
const code = (text: string): object => ({ type: 'code', text });

describe('partsOf', () => {
  it.each([
    ['hello', [text('hello')]],
    ['see https://example.org/a?b=c#d.', [text('see '), link('https://example.org/a?b=c#d'), text('.')]],
    ['(http://example.org/)', [text('('), link('http://example.org/'), text(')')]],
    ['https://example.org/a_(b), or', [link('https://example.org/a_(b)'), text(', or')]],
    ['HTTPS://EXAMPLE.org', [link('HTTPS://EXAMPLE.org', 'https://example.org/')]],
    ['run `npm ci` now', [text('run '), code('npm ci'), text(' now')]],
    ['`https://example.org`', [code('https://example.org')]],
    ['a ` b', [text('a ` b')]],
    ['<b>bold</b> &amp;', [text('<b>bold</b> &amp;')]],
    [
      'javascript:alert(1) data:text/html,x //evil.example',
      [text('javascript:alert(1) data:text/html,x //evil.example')],
    ],
    ['https://bank.example@evil.example/', [text('https://bank.example@evil.example/')]],
    ['https://', [text('https://')]],
    ['http://[', [text('http://[')]],
  ])('of %j', (given, parts) => {
    expect(partsOf(given)).toEqual(parts);
  });

  it('leaves nothing out but the backticks of code, and no link leads elsewhere than to the web', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl(),
      fc.constantFrom('`', ' ', 'javascript:', 'https://', '@', '('),
    );
    fc.assert(
      fc.property(fc.array(pieces), (all) => {
        const given = all.join('');
        const parts = partsOf(given);
        expect(parts.map((part) => (part.type === 'code' ? `\`${part.text}\`` : part.text)).join('')).toBe(given);
        for (const part of parts) if (part.type === 'link') expect(part.url).toMatch(/^https?:\/\/[^/@]+(\/|$)/);
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    const started = performance.now();
    for (const given of ['`'.repeat(5000), 'https://('.repeat(500), `https://a${')'.repeat(5000)}x`, '(('.repeat(2500)])
      partsOf(given);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('isEmoji', () => {
  it.each(['👍', '🎉🎉', '👩‍💻 ❤️', '🇳🇱', '👋🏽'])('%s is', (given) => expect(isEmoji(given)).toBe(true));
  it.each(['hi 👍', '1', '', 'ok', '#'])('%j is not', (given) => expect(isEmoji(given)).toBe(false));
});

describe('linesOf', () => {
  it.each([
    ['hello', ['hello']],
    ['/w bob hi', ['/w bob hi']],
    ['one\r\n\n  \ntwo\n', ['one', 'two']],
    ['/etc/hosts\n/etc/passwd', ['//etc/hosts', '//etc/passwd']],
    [' \n', []],
  ])('%j is %j', (given, lines) => {
    expect(linesOf(given)).toEqual(lines);
  });
});
