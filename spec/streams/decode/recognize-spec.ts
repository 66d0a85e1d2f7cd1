import { checkFirstChunk, firstLine, ForeignProtocolError } from '../../../src/streams/decode/recognize';
import { FOREIGN_PROTOCOLS } from '../../../src/streams/model/foreignProtocol';

/** The protocol that a check recognises, or nothing where it lets it pass. */
function recognised(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ForeignProtocolError) return error.protocol;
    throw error;
  }
}

describe('firstLine', () => {
  it.each([
    'GET / HTTP/1.1',
    'POST /login?a=b HTTP/1.0',
    'OPTIONS * HTTP/1.1',
    'CONNECT host:443 HTTP/1.1',
    'PRI * HTTP/2.0',
  ])('knows %s for HTTP', (line) => {
    expect(recognised(() => firstLine(line))).toBe('http');
  });

  it.each(['SSH-2.0-OpenSSH_9.9', 'SSH-1.99-x'])('knows %s for SSH', (line) => {
    expect(recognised(() => firstLine(line))).toBe('ssh');
  });

  it.each([
    'alice',
    'GET',
    'GET / ',
    'get / HTTP/1.1',
    'GET / HTTPS',
    'I like HTTP/1.1',
    'SSH',
    'SSH-key',
    'ssh-2.0',
    '/users',
  ])('passes %j on', (line) => {
    expect(firstLine(line)).toBe(line);
  });
});

describe('checkFirstChunk', () => {
  it('knows the start of a TLS handshake, of any version', () => {
    expect(recognised(() => checkFirstChunk(Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00)))).toBe('tls');
    expect(recognised(() => checkFirstChunk(Uint8Array.of(0x16, 0x03, 0x03)))).toBe('tls');
  });

  const path = `/${'a'.repeat(5000)}`;
  it.each([
    ['without its end', `POST ${path}`],
    ['that is too long, with all that follows', `POST ${path} HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\n`],
    ['of which only the first packet is there', 'GET /'.padEnd(513, 'a')],
    ['that is longer than a text may be', `POST ${path.slice(0, 600)} HTTP/1.1\r\n`],
    ['to a proxy', `GET http://a${path}`],
  ])('knows a first line of HTTP %s', (_, text) => {
    expect(recognised(() => checkFirstChunk(Buffer.from(text)))).toBe('http');
  });

  it.each([
    ['a line that is complete', 'GET /\n'],
    ['a long line', 'x'.repeat(5000)],
    ['words in capitals', 'HELLO YOU'],
    ['a method alone', 'GET'],
    ['a part of a line that is sent in small pieces', 'GET / HT'],
    ['a longer part of one', 'GET /'.padEnd(512, 'a')],
  ])('passes %s on', (_, text) => {
    expect(recognised(() => checkFirstChunk(Buffer.from(text)))).toBeUndefined();
  });

  it('looks at the piece alone, and not at what stands before it in memory', () => {
    const memory = Buffer.from('POST /'.padEnd(2000, 'a'));
    expect(recognised(() => checkFirstChunk(memory.subarray(1)))).toBe('http'); // of a method that nobody knows
    expect(recognised(() => checkFirstChunk(memory.subarray(4)))).toBeUndefined();
    expect(recognised(() => checkFirstChunk(Buffer.from(`\n${memory.toString()}`).subarray(1)))).toBe('http');
  });

  it.each([
    ['text', Buffer.from('alice\n')],
    ['a single byte', Uint8Array.of(0x16)],
    ['another control character', Uint8Array.of(0x16, 0x04)],
    ['telnet negotiation', Uint8Array.of(255, 253, 3)],
    ['nothing', new Uint8Array()],
  ])('passes %s on', (_, piece) => {
    expect(recognised(() => checkFirstChunk(piece))).toBeUndefined();
  });
});

describe('ForeignProtocolError', () => {
  it.each(FOREIGN_PROTOCOLS)('says that the client speaks %s', (protocol) => {
    const error = new ForeignProtocolError(protocol);
    expect(error.name).toBe('ForeignProtocolError');
    expect(error.message).toBe(`the client speaks ${protocol}`);
  });
});
