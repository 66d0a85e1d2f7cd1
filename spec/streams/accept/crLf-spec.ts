import fc from 'fast-check';
import { withCrLf } from '../../../src/streams/accept/crLf';

const framed = (text: string): string => Buffer.from(withCrLf(Buffer.from(text))).toString();

describe('withCrLf', () => {
  it('ends each line by CR LF, and leaves everything else as it is', () => {
    expect(framed('OK\nalice: gr\u00fc\u00dfe\n')).toBe('OK\r\nalice: gr\u00fc\u00dfe\r\n');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ''));
        expect(framed(lines.map((line) => `${line}\n`).join(''))).toBe(lines.map((line) => `${line}\r\n`).join(''));
      }),
    );
  });

  it('gives all members of a room the same bytes, and does not change what others share', () => {
    const shared = Buffer.from('bob: hi\n');
    expect(withCrLf(shared)).toBe(withCrLf(shared));
    expect(shared.toString()).toBe('bob: hi\n');
  });
});
