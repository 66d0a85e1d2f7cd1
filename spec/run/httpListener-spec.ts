import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Subscription } from 'rxjs';
import { type Exchange, HttpListener } from '../../src/run/httpListener';
import { get } from '../../testkit/get';
import { within } from '../../testkit/within';

let listener: HttpListener;
let address: AddressInfo;
let answering: Subscription;

beforeEach(async () => {
  listener = new HttpListener();
  answering = listener.exchanges$.subscribe(({ request: { method, url }, response }: Exchange) => {
    response.end(`${String(method)} ${String(url)}`);
  });
  address = await listener.listen('127.0.0.1', 0);
});

afterEach(async () => {
  await within(listener.close(), () => 'the listener has not closed');
  answering.unsubscribe();
});

describe('an HTTP listener', () => {
  it('emits each request with the response that it waits for', async () => {
    expect(await get(address.port, '/metrics')).toMatchObject({ status: 200, body: 'GET /metrics' });
    expect(await get(address.port, '/healthz?deep', 'POST')).toMatchObject({ body: 'POST /healthz?deep' });
  });

  it('does not listen where another one does, and says so', async () => {
    const other = new HttpListener();
    await expect(other.listen('127.0.0.1', address.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await other.close();
  });

  /** All that the server answers to these bytes, up to the end of the connection. */
  const answerTo = (bytes: string): Promise<string> => {
    const socket = connect({ port: address.port, host: '127.0.0.1' });
    socket.write(bytes);
    socket.on('error', () => undefined); // cut while it still sends
    return within(text(socket), () => 'the connection was not closed').finally(() => socket.destroy());
  };

  it('refuses what is no HTTP with a plain 400', async () => {
    const refused = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';
    for (const noHttp of ['hello\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\x16\x03\x01\x02\x00\x01']) {
      expect(await answerTo(noHttp)).toBe(refused);
    }
  });

  it('tells strangers no more than it has to', async () => {
    const answer = await answerTo('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [head = ''] = answer.split('\r\n\r\n');
    const names = head.split('\r\n').map((line) => line.split(':')[0]);
    expect(names).toEqual(['HTTP/1.1 200 OK', 'Connection', 'Date', 'Content-Length']);
  });

  it('answers the first of requests that are sent together, and closes the connection', async () => {
    const asked: (string | undefined)[] = [];
    const listening = listener.exchanges$.subscribe(({ request: { url } }) => asked.push(url));
    const answers = await answerTo(
      ['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''),
    );
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
    expect(answers).toContain('GET /1');
    expect(asked).toEqual(['/1']);
    listening.unsubscribe();
  });

  it('does not wait for the end of a body', async () => {
    expect(await answerTo('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx')).toContain('POST /');
    expect(await answerTo('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n')).toContain(
      'POST /',
    );
  });

  describe('with little time and few sockets', () => {
    beforeEach(async () => {
      await listener.close();
      answering.unsubscribe();
      listener = new HttpListener(2, { headersTimeout: 1000, requestTimeout: 1500, connectionsCheckingInterval: 20 });
      answering = listener.exchanges$.subscribe(({ response }) => response.end('ok'));
      address = await listener.listen('127.0.0.1', 0);
    });

    it.each([
      ['nothing', ''],
      ['half a request', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ])('closes a connection that sends %s', async (_, bytes) => {
      expect(await answerTo(bytes)).toMatch(/^(HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n\r\n)?$/);
    });
  });

  describe('with few sockets', () => {
    const SOCKETS = 4;

    beforeEach(async () => {
      await listener.close();
      answering.unsubscribe();
      listener = new HttpListener(SOCKETS);
      answering = listener.exchanges$.subscribe(({ response }) => response.end('ok'));
      address = await listener.listen('127.0.0.1', 0);
    });

    it.each([
      ['nothing', ''],
      ['half a request', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ])('closes those that have sent %s for longest, and answers who asks', async (_, bytes) => {
      const ended: number[] = [];
      const silent = Array.from({ length: 3 * SOCKETS }, (__, index) =>
        answerTo(bytes)
          .catch(() => '') // the system may say that it was reset
          .then(() => ended.push(index)),
      );
      const evicted = silent.length - (SOCKETS - 1);
      await Promise.all(silent.slice(0, evicted));
      expect(ended.sort((a, b) => a - b)).toEqual(Array.from({ length: evicted }, (__, index) => index));
      for (let probe = 0; probe < 2 * SOCKETS; probe += 1) {
        expect(await get(address.port, '/')).toMatchObject({ status: 200, body: 'ok' });
      }
      await listener.close();
      await Promise.all(silent);
    });

    it('closes no connection whose response is still to come, not even the oldest', async () => {
      answering.unsubscribe();
      const asked = new Promise<Exchange>((resolve) => {
        answering = listener.exchanges$.subscribe(resolve);
      });
      const waiting = get(address.port, '/');
      const { response } = await within(asked, () => 'no request came');
      const silent = Array.from({ length: 3 * SOCKETS }, () => answerTo('').catch(() => ''));
      await Promise.all(silent.slice(0, 2 * SOCKETS));
      response.end('at last');
      expect(await waiting).toMatchObject({ status: 200, body: 'at last' });
    });

    it('refuses a connection if all others wait for their responses', async () => {
      answering.unsubscribe();
      const exchanges: Exchange[] = [];
      const waiting: Promise<unknown>[] = [];
      for (let count = 1; count <= SOCKETS; count += 1) {
        const asked = new Promise<void>((resolve) => {
          answering = listener.exchanges$.subscribe((exchange) => {
            exchanges.push(exchange);
            resolve();
          });
        });
        waiting.push(get(address.port, '/'));
        await within(asked, () => 'no request came');
        answering.unsubscribe();
      }
      await expect(get(address.port, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
      for (const { response } of exchanges) response.end('ok');
      expect(await Promise.all(waiting)).toMatchObject(Array.from({ length: SOCKETS }, () => ({ body: 'ok' })));
    });
  });

  it('refuses headers that are longer than anybody needs', async () => {
    const socket = connect({ port: address.port, host: '127.0.0.1' });
    socket.end(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(9000)}\r\n\r\n`);
    expect(await within(text(socket), () => 'no answer')).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('asks nobody any more who has unsubscribed', async () => {
    answering.unsubscribe();
    const exchanges: Exchange[] = [];
    answering = listener.exchanges$.subscribe((exchange) => {
      exchanges.push(exchange);
      exchange.response.end('from the second');
    });
    expect(await get(address.port, '/')).toMatchObject({ body: 'from the second' });
    expect(exchanges).toHaveLength(1);
  });

  it('closes a connection that is kept alive, and one that still waits for an answer', async () => {
    answering.unsubscribe();
    const asked = new Promise<Exchange>((resolve) => {
      answering = listener.exchanges$.subscribe(resolve);
    });
    const waiting = request({ host: '127.0.0.1', port: address.port, agent: false }).end();
    const cut = once(waiting, 'error') as Promise<[NodeJS.ErrnoException]>;
    await within(asked, () => 'no request came');
    answering.unsubscribe();
    answering = listener.exchanges$.subscribe(({ response }) => response.end('ok'));

    const agent = new Agent({ keepAlive: true });
    const kept = request({ host: '127.0.0.1', port: address.port, agent }).end();
    const [response] = (await once(kept, 'response')) as [IncomingMessage];
    expect(await text(response)).toBe('ok');

    await within(listener.close(), () => 'the listener has not closed');
    expect((await within(cut, () => 'the request still waits'))[0].code).toBe('ECONNRESET');
    agent.destroy();
    await expect(get(address.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('may be closed twice, and before it ever listened', async () => {
    await listener.close();
    await listener.close();
    await new HttpListener().close();
    await expect(get(address.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
