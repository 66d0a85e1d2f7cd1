import { escapeHidden } from '../../../src/streams/decode/hidden';

describe('escapeHidden', () => {
  it('writes each hidden character as it is told, and nothing else', () => {
    const seen: string[] = [];
    const marked = escapeHidden('a\t\u202eb\x7f👩‍👧\u{e0041}', (character) => {
      seen.push(character);
      return '?';
    });
    expect(marked).toBe('a??b?👩‍👧?');
    expect(seen).toStrictEqual(['\t', '\u202e', '\x7f', '\u{e0041}']);
  });

  it('gives back the same string where nothing is hidden', () => {
    expect(escapeHidden('Zoë', () => '?')).toBe('Zoë');
  });
});
