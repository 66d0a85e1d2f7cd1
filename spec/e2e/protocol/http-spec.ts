import { gzipSync } from 'node:zlib';
import { answerOf, type Site } from '../../../src/streams/accept/site';
import type { Client } from '../../helpers/client';
import { headerOf } from '../../helpers/proxyHeaders';
import { TestServer } from '../../helpers/testServer';

const started = (changes: Parameters<typeof TestServer.start>[0] = {}): Promise<TestServer> =>
  TestServer.start({ greetingDelay: 10_000, ...changes });

/** The answer to bytes, up to the end of the connection: status, headers and body. */
async function answer(
  client: Client,
  bytes: string,
): Promise<{ status: string; headers: Map<string, string>; body: string }> {
  client.write(bytes);
  const [head = '', body = ''] = (await client.rest()).split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => line.split(': ', 2) as [string, string]);
  return {
    status: status.replace('HTTP/1.1 ', ''),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body,
  };
}

describe('a request that is not served is answered in HTTP, with a sentence:', () => {
  it.each([
    ['an unknown path', 'GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n', '404 Not Found', 'the chat is at /'],
    [
      'a form that a page of another site posts',
      'POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nmallory\n',
      '405 Method Not Allowed',
      'only GET',
    ],
    [
      'no WebSocket where they connect',
      'GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n',
      '426 Upgrade Required',
      'this is where WebSockets connect',
    ],
    [
      'another upgrade',
      'GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n',
      '404 Not Found',
      'the chat is at /',
    ],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', '405 Method Not Allowed', 'only GET'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request', 'that is no request'],
    [
      'a name that leads here',
      'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      '421 Misdirected Request',
      '--web-origins http://evil.example',
    ],
    [
      'a name that is none',
      'GET / HTTP/1.1\r\nHost: \x9b31m!\r\n\r\n',
      '421 Misdirected Request',
      'is called ??31m!; its',
    ],
    ['what only begins as a request', 'GET / HTTP/1.1\r\nno header\r\n\r\n', '400 Bad Request', 'that is no request'],
    [
      'a head that is too long',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
      'at most 8192 bytes',
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400 Bad Request', 'that is no request'],
  ])('%s', async (_, bytes, status, says) => {
    const server = await started();
    const found = await answer(await server.connect(), bytes);
    expect(found.status).toBe(status);
    expect(found.body).toContain(says);
    expect(found.body.endsWith('\n')).toBe(true);
    expect(found.headers.get('content-length')).toBe(String(Buffer.byteLength(found.body)));
    expect(found.headers.get('connection')).toBe('close');
    expect(found.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await server.metric('chat_connections_total')).toBe(0);
    expect(await server.metric('chat_messages_total{type="register"}')).toBe(0);
  });

  it('anything, if there is no web', async () => {
    const server = await started({ web: 'off' });
    for (const head of [
      'GET / HTTP/1.1\r\nHost: localhost',
      'GET /chat HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket',
    ]) {
      const found = await answer(await server.connect(), `${head}\r\n\r\n`);
      expect(found).toMatchObject({
        status: '404 Not Found',
        body: expect.stringContaining('connect with nc or telnet') as string,
      });
    }
  });
});

describe('connections of HTTP', () => {
  it('serve several requests, the last of which is answered as such', async () => {
    const server = await started();
    const client = await server.connect();
    client.write('HEAD /chat HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await client.rest()).toContain('HTTP/1.1 405 ');
  });

  it('count against their address until they are over, and are no clients', async () => {
    const server = await started({ connectionsPerAddress: 1, limitLoopback: true });
    const web = await server.connect();
    web.write('GET /chat HTTP/1.1\r\n');
    const alice = await server.connect();
    await alice.gets('Enter username:');
    web.write('Host: localhost\r\n\r\n');
    expect(await web.rest()).toContain('426 Upgrade Required');
    expect(await server.metric('chat_connections_total')).toBe(1);
  });

  it('from a trusted proxy need no PROXY header, and each counts for its own client', async () => {
    const server = await started({ proxyFrom: '127.0.0.1', connectionsPerAddress: 1 });
    const open = [await server.connect(), await server.connect()];
    for (const client of open) client.write('GET /chat HTTP/1.1\r\n');
    for (const client of open) client.write('Host: chat.example.org\r\n\r\n');
    for (const client of open) expect(await client.rest()).toContain('426 Upgrade Required');
    const behind = await server.connect();
    behind.write(headerOf('203.0.113.7', 4711));
    expect((await answer(behind, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')).status).toBe(
      '421 Misdirected Request',
    );
    expect(await server.metric('chat_proxy_headers_total{result="web"}')).toBe(2);
  });

  it('do not keep a server from stopping', async () => {
    const server = await started({ drainTimeout: 50 });
    const client = await server.connect();
    client.write('GET / HTTP/1.1\r\n');
    await server.stop();
    expect(await client.rest()).toBe('');
  });
});

describe('the page', () => {
  const html = Buffer.from('<!doctype html>');
  const site: Site = new Map([
    ['/', { type: 'text/html; charset=utf-8', body: html, gzip: gzipSync(html), etag: 'abc' }],
  ]);
  const asked = (headers = {}, method = 'GET', path = '/'): ReturnType<typeof answerOf> =>
    answerOf(site, { method, path, headers });

  it('comes with a policy under which it runs its own script and nothing else', () => {
    expect(asked()).toEqual({
      status: 200,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': html.length,
        ETag: '"abc"',
        'Cache-Control': 'no-cache',
        Vary: 'Accept-Encoding',
        'Content-Security-Policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Resource-Policy': 'same-origin',
      },
      body: html,
    });
  });

  it.each([
    ['gzip, deflate, br', true],
    ['br, gzip;q=0.5', true],
    ['gzip;q=0, br', false],
    ['identity', false],
  ])('is compressed for %s: %p', (encoding, isGzip) => {
    const { headers, body } = asked({ 'accept-encoding': encoding });
    expect(headers['Content-Encoding']).toBe(isGzip ? 'gzip' : undefined);
    expect(headers['ETag']).toBe(isGzip ? '"abc-gzip"' : '"abc"');
    expect(body).toEqual(isGzip ? gzipSync(html) : html);
  });

  it('is not sent again to whoever has it', () => {
    expect(asked({ 'if-none-match': '"x", W/"abc"' })).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect(asked({ 'if-none-match': '"abc"', 'accept-encoding': 'gzip' }).status).toBe(200);
  });

  it('is read, and nothing else is done with it', () => {
    expect(asked({}, 'POST')).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
    expect(asked({}, 'GET', '/../package.json').status).toBe(404);
  });
});
