import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Subscription } from 'rxjs';
import { type Exchange, HttpListener } from '../../../src/streams/accept/httpListener';
import { get } from '../../helpers/get';
import { within } from '../../helpers/within';

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
