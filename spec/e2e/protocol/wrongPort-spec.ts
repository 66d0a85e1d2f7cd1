import { connect as connectTls } from 'node:tls';
import { TestServer } from '../../helpers/testServer';

const HTTP =
  'HTTP/1.1 400 this port is a chat server for plain text lines, not a web server: connect with nc or telnet';
const TLS = 'SYSTEM: this port is a chat server for plain text lines, without TLS: connect with nc or telnet';
const SSH = 'SYSTEM: this port is a chat server for plain text lines, not SSH: connect with nc or telnet';
const PROXY =
  'SYSTEM: this port is a chat server for plain text lines, without the PROXY protocol: configure the proxy to send no PROXY header';

describe('a client of another protocol is told what this port is, and nothing of it is taken for chat:', () => {
  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: localhost:5000\r\nUser-Agent: curl\r\n\r\n', HTTP],
    [
      'HTTP with a form that a page of another site posts',
      'POST / HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\nbuy now\r\n',
      HTTP,
    ],
    [
      'such a form whose first line is longer than a line may be',
      `POST /${'a'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\nbuy now\r\n`,
      HTTP,
    ],
    [
      'such a form whose first line is longer than a text may be',
      `POST /${'a'.repeat(600)} HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\nbuy now\r\n`,
      HTTP,
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', HTTP],
    ['TLS', Buffer.from('16030100050100000100\n', 'latin1'), undefined],
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', SSH],
    ['HTTP behind an empty line', `\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\nmallory\r\n`, HTTP],
    ['PROXY of version 1', 'PROXY TCP4 192.0.2.1 192.0.2.2 4711 5000\r\ncarol\r\nhello\r\n', PROXY],
    ['PROXY of version 2', '\r\n\r\n\0\r\nQUIT\n \0\0\0dave\r\nhello\r\n', PROXY],
  ])('%s', async (_, bytes, answer) => {
    const server = await TestServer.start();
    const alice = await server.named('alice');
    const stranger = await server.connect();
    await stranger.gets('Enter username:'); // it was waited for
    stranger.write(answer === undefined ? Buffer.from(bytes.toString().trim(), 'hex') : bytes);
    await stranger.getsEnd(answer ?? TLS);
    alice.send('anybody?');
    await alice.gets('alice: anybody?');
    await server.until('chat_disconnections_total{reason="wrong_protocol"}', (count) => count === 1);
    expect(server.log.at(-1)).toMatchObject({ event: 'left', reason: 'wrong_protocol' });
  });

  it.each([
    ['TLS', Buffer.from([0x16, 0x03]), TLS],
    ['SSH', Buffer.from('SSH-2.0'), SSH],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r'), HTTP],
    ['PROXY', Buffer.from('\r\n\r\n\0\r'), PROXY],
  ])(
    '%s that comes byte by byte, behind a telnet command, as soon as it cannot be a name',
    async (_, bytes, answer) => {
      const server = await TestServer.start();
      const stranger = await server.connect();
      let sent = 0;
      const send = async (piece: Uint8Array): Promise<void> => {
        stranger.write(piece);
        sent += piece.length;
        await server.until('chat_received_bytes_total', (received) => received >= sent);
      };
      await send(Uint8Array.of(255, 241)); // IAC NOP
      for (const byte of bytes) await send(Uint8Array.of(byte));
      await stranger.getsEnd('Enter username:', answer);
      expect(await server.metric('chat_messages_total{type="register"}')).toBe(0);
    },
  );

  it('a real TLS handshake', async () => {
    const server = await TestServer.start();
    const socket = connectTls({ host: '127.0.0.1', port: server.port });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toMatch(/wrong version number|packet length|unexpected message/i);
    await server.until('chat_refused_total{reason="tls"}', (count) => count === 1);
  });

  it('a large upload, of which nothing is kept', async () => {
    const server = await TestServer.start();
    const stranger = await server.connect();
    await stranger.gets('Enter username:');
    stranger.write('PUT /big HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n');
    stranger.write(Buffer.alloc(4_000_000, 'line\n'));
    await stranger.gets(HTTP);
    await server.until('chat_refused_total{reason="http"}', (count) => count === 1);
    expect(await server.metric('chat_messages_total{type="register"}')).toBe(0);
  });
});
