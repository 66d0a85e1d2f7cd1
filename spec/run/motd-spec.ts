import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readMotd } from '../../src/run/motd';

const file = join(mkdtempSync(join(process.env['RXCHAT_SPEC_SCRATCH'] ?? tmpdir(), 'motd-')), 'motd');
const motdOf = (content: string | Uint8Array): readonly string[] => {
  writeFileSync(file, content);
  return readMotd(file);
};

describe('what newcomers are sent by the operators', () => {
  it('is the lines of the file', () => {
    expect(motdOf('Welcome to rxchat.\n\nBe kind.\n')).toStrictEqual(['Welcome to rxchat.', '', 'Be kind.']);
  });

  it.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['blank lines', '\n \r\n\n'],
    ['a byte order mark', '\ufeff'],
  ])('is nothing for %s', (_, content) => {
    expect(content === undefined ? readMotd('') : motdOf(content)).toStrictEqual([]);
  });

  it('may be written on any system', () => {
    expect(motdOf('\ufeffone\r\ntwo\rthree\nfour')).toStrictEqual(['one', 'two', 'three', 'four']);
  });

  it('reaches no terminal raw', () => {
    expect(motdOf('\x1b[31mred\ta\u202eb\n')).toStrictEqual(['\\x1b[31mred a\\u202eb']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 39 }), (text) => {
        for (const line of motdOf(text)) expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('has at most 40 lines and 4 KiB', () => {
    expect(motdOf('a\n'.repeat(40))).toHaveLength(40);
    expect(motdOf('x'.repeat(4096))).toHaveLength(1);
    expect(() => motdOf('a\n'.repeat(41))).toThrow(
      `--motd: ${file} has 41 lines; at most 40 are sent to each newcomer`,
    );
    expect(() => motdOf('x'.repeat(4097))).toThrow(
      `--motd: ${file} has 4097 bytes; at most 4096 are sent to each newcomer`,
    );
  });

  it('is refused if it cannot be read', () => {
    expect(() => readMotd('/no/such/file')).toThrow(/^--motd: \/no\/such\/file cannot be read: ENOENT/);
    expect(() => readMotd('/')).toThrow('--motd: / is not a file of text');
    expect(() => readMotd('/dev/zero')).toThrow('--motd: /dev/zero is not a file of text');
    expect(() => motdOf(Uint8Array.of(0x63, 0xe9))).toThrow(`--motd: ${file} is not UTF-8`);
  });
});
