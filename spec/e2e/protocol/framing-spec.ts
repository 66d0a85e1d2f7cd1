import type { Client } from '../../helpers/client';
import { TestServer } from '../../helpers/testServer';

/** Each byte alone. */
const byteByByte = (bytes: Buffer): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));

/** Two pieces, cut at a place. */
const cutAt = (bytes: Buffer, place: number): Uint8Array[] => [bytes.subarray(0, place), bytes.subarray(place)];

describe('framing', () => {
  let alice: Client;
  let bob: Client;
  beforeEach(async () => {
    const server = await TestServer.start();
    [alice, bob] = (await server.lobby('alice', 'bob')) as [Client, Client];
  });
  const bothGet = async (...lines: readonly string[]): Promise<void> => {
    await alice.gets(...lines);
    await bob.gets(...lines);
  };

  const line = Buffer.from('grüße 🦜 hi\n');
  const parrot = line.indexOf('🦜');
  it.each([
    ['whole', [line]],
    ['byte by byte', byteByByte(line)],
    ['cut before its newline', cutAt(line, line.length - 1)],
    ['cut inside of an umlaut', cutAt(line, 3)],
    ['cut after the first byte of an emoji', cutAt(line, parrot + 1)],
    ['cut after the second', cutAt(line, parrot + 2)],
    ['cut after the third', cutAt(line, parrot + 3)],
  ])('shows the same line when it arrives %s', async (_, pieces) => {
    await alice.writePieces(pieces);
    await bothGet('alice: grüße 🦜 hi');
  });

  it('takes many lines out of one piece, and the end of a line out of the next', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${String(index)}`);
    await alice.writePieces([Buffer.from(`${lines.join('\n')}\nthe la`), Buffer.from('st\n')]);
    await bothGet(...lines.map((text) => `alice: ${text}`), 'alice: the last');
  });

  it.each([
    ['a newline', '\n'],
    ['a return and a newline', '\r\n'],
    ['a return alone', '\r'],
    ['a return and a NUL, as telnet sends it', '\r\0'],
    ['two returns and a newline', '\r\r\n'],
    ['a newline and a return', '\n\r'],
  ])('takes %s for the end of a line, whole and byte by byte', async (_, end) => {
    alice.write(`one${end}two${end}`);
    await alice.writePieces(byteByByte(Buffer.from(`three${end}four${end}`)));
    await bothGet('alice: one', 'alice: two', 'alice: three', 'alice: four');
  });

  it('takes out what a person has erased, also if it was sent before', async () => {
    alice.write('helx\blo\nx\x7fé\x7f👋\x7fb\nwrong\x15right\n\b\x7f\n');
    await bothGet('alice: hello', 'alice: b', 'alice: right');
    await alice.writePieces([Buffer.from('somethinh'), Buffer.from('\b'), Buffer.from('g\n')]);
    await bothGet('alice: something');
  });

  it('takes out the keys that a terminal sends, and says nothing of a line of nothing else', async () => {
    alice.write('\x1b[A\x1b[B\n\x1bOA\x1b[3~\r\n\x1b[Dhi\x1b[1;5C\n');
    await bothGet('alice: hi');
  });

  it('says how to leave when a person tries Ctrl-C, or Ctrl-D alone, and does not say the line', async () => {
    await alice.writePieces([Buffer.from('never mind\x03')]);
    await alice.gets('SYSTEM: /exit leaves the server');
    await alice.writePieces([Buffer.from('\x04')]);
    await alice.gets('SYSTEM: /exit leaves the server');
    alice.send('a\x04b');
    await bothGet('alice: a\\x04b');
  });

  it('drops a return that arrives in another piece than its newline', async () => {
    await alice.writePieces([Buffer.from('split\r'), Buffer.from('\n')]);
    await bothGet('alice: split');
  });

  it('ignores empty lines', async () => {
    alice.write('\n\r\n\n\n\r\nhere\n\n');
    alice.send('there');
    await bothGet('alice: here', 'alice: there');
  });

  it('refuses a line that is not UTF-8, to its sender alone, and takes those around it', async () => {
    alice.write(Buffer.from('before\n\xc3\x28 latin \xe9\nafter\n', 'latin1'));
    await alice.gets('alice: before', 'ERR invalid_utf8', 'alice: after');
    await bob.gets('alice: before', 'alice: after');
  });

  it.each([
    ['an overlong slash', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a code point above all', [0xf4, 0x90, 0x80, 0x80]],
    ['a character that is cut short', [0xf0, 0x9f, 0xa6]],
  ])('refuses %s', async (_, bytes) => {
    alice.write(Buffer.from([...bytes, 0x0a]));
    alice.send('after');
    await alice.gets('ERR invalid_utf8', 'alice: after');
    await bob.gets('alice: after');
  });

  it('refuses a line of more than 4,096 bytes once, and goes on after it', async () => {
    alice.write(`${'x'.repeat(4097)}\nafter\n`);
    await alice.gets('ERR line_too_long', 'alice: after');
    await bob.gets('alice: after');
  });

  it('takes a line of 4,096 bytes, whose text is then too long', async () => {
    alice.write(`${'x'.repeat(4096)}\r\nafter\n`);
    await alice.gets('ERR message_too_long', 'alice: after');
    await bob.gets('alice: after');
  });

  it('refuses an endless line as soon as it is too long, and once', async () => {
    alice.write('x'.repeat(5000));
    await alice.gets('ERR line_too_long');
    await alice.writePieces(Array.from({ length: 20 }, () => Buffer.alloc(50_000, 'x')));
    alice.write('\nafter\n');
    await alice.gets('alice: after');
    await bob.gets('alice: after');
  });
});

describe('what reaches another terminal', () => {
  it.each([
    ['a tab', 'a\tb', 'a b'],
    ['an escape sequence', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a bell', '\x07', '\\x07'],
    ['a null', 'a\0b', 'a\\x00b'],
    ['a form feed and a vertical tab', '\f\v', '\\x0c\\x0b'],
    ['C1 controls', '\x80\x85\x9b', '\\x80\\x85\\x9b'],
    ['bidirectional overrides', '\u202eabc\u202c', '\\u202eabc\\u202c'],
    ['bidirectional isolates', '\u2066a\u2069\u2067\u2068', '\\u2066a\\u2069\\u2067\\u2068'],
    ['bidirectional marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
    ['line and paragraph separators', 'a\u2028SYSTEM: forged\u2029', 'a\\u2028SYSTEM: forged\\u2029'],
    ['letters of any script and emoji, as they are', 'ἀλήθεια 日本 👩‍👩‍👧', 'ἀλήθεια 日本 👩‍👩‍👧'],
  ])('%s', async (_, typed, shown) => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    alice!.send(typed, `/w bob ${typed}`);
    await alice!.gets(`alice: ${shown}`, `WHISPER to bob: ${shown}`);
    await bob!.gets(`alice: ${shown}`, `WHISPER alice: ${shown}`);
  });
});

describe('the text', () => {
  it('has at most 512 characters; a longer one is refused, to its sender alone, and never cut', async () => {
    const server = await TestServer.start();
    const [alice, bob] = await server.lobby('alice', 'bob');
    const longest = '🦜'.repeat(512);
    alice!.send(longest, `${longest}!`, 'x'.repeat(513), 'after');
    await alice!.gets(`alice: ${longest}`, 'ERR message_too_long', 'ERR message_too_long', 'alice: after');
    await bob!.gets(`alice: ${longest}`, 'alice: after');
  });
});
