import { Subject } from 'rxjs';
import type { ClientConnection } from '../../../src/streams/accept/clientConnection';
import { TcpConnection } from '../../../src/streams/accept/tcpConnection';
import { transports } from '../../../src/streams/accept/transports';
import { WebTransport } from '../../../src/streams/accept/webTransport';
import { endingOf } from '../../../src/streams/model/ending';
import { clientFrame } from '../../helpers/clientFrame';
import { FakeSocket, settled } from '../../helpers/fakeSocket';

const HANDSHAKE =
  'GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const PING = Buffer.from('\x89\0', 'latin1').toString();

const LIMITS = { greetingDelay: 200, connectionsPerAddress: 256, limitLoopback: false, plain: 'allow' as const };

/** A WebSocket on a fake socket, and how it ends. */
async function opened(web: WebTransport): Promise<{
  socket: FakeSocket;
  connection: TcpConnection;
  client: ClientConnection;
  ends: string[];
}> {
  const socket = new FakeSocket();
  const accepted$ = new Subject<TcpConnection>();
  const clients: ClientConnection[] = [];
  accepted$.pipe(transports({ http: web.transport }, LIMITS)).subscribe((client) => clients.push(client));
  const connection = new TcpConnection(1, socket.socket);
  accepted$.next(connection);
  socket.receive(HANDSHAKE);
  await settled();
  const client = clients[0]!;
  const ends: string[] = [];
  client.chunks$.subscribe({ error: (error: unknown) => ends.push(endingOf(error)) });
  socket.taken.splice(0);
  return { socket, connection, client, ends };
}

const newTransport = (): WebTransport =>
  new WebTransport({ site: new Map(), origins: [], hostname: 'box', isProxy: () => false });

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await settled();
  await settled();
}

describe('a WebSocket from which nothing comes', () => {
  it('is sent a ping, and is gone if nothing has come until the next one', async () => {
    const web = newTransport();
    const watching = web.watch().subscribe();
    const { socket, ends } = await opened(web);
    await pass(30_000);
    expect(socket.taken).toEqual([PING]);
    socket.push(clientFrame('pong', ''));
    await pass(30_000);
    expect(socket.taken).toEqual([PING, PING]);
    expect(ends).toEqual([]);
    await pass(30_000);
    expect(ends).toEqual(['timeout']);
    watching.unsubscribe();
  });

  it('is not judged while it is full, or not read from', async () => {
    const web = newTransport();
    const watching = web.watch().subscribe();
    const { socket, connection, client, ends } = await opened(web);
    socket.block();
    client.write(Buffer.from(`${'x'.repeat(20_000)}\n`));
    await pass(90_000);
    socket.unblock();
    await settled();
    connection.suspendReading(true);
    await pass(90_000);
    expect(ends).toEqual([]);
    expect(socket.taken.filter((bytes) => bytes === PING)).toEqual([]);
    socket.destroy();
    watching.unsubscribe();
  });
});

describe('a connection of HTTP', () => {
  it('has ten seconds for its request, and is told so', async () => {
    const web = newTransport();
    const socket = new FakeSocket();
    const accepted$ = new Subject<TcpConnection>();
    accepted$.pipe(transports({ http: web.transport }, LIMITS)).subscribe();
    accepted$.next(new TcpConnection(1, socket.socket));
    socket.receive('GET / HTTP/1.1\r\n');
    await settled();
    await pass(9900);
    expect(socket.taken).toEqual([]);
    await pass(100);
    expect(socket.taken.join('')).toMatch(/^HTTP\/1\.1 408 [^]*\r\n\r\na request takes at most 10 seconds here\n$/);
    await pass(1000);
    expect(socket.destroyed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('makes room for another one when there are too many', async () => {
    const web = newTransport();
    const accepted$ = new Subject<TcpConnection>();
    accepted$.pipe(transports({ http: web.transport }, { ...LIMITS, connectionsPerAddress: 1000 })).subscribe();
    const sockets = Array.from({ length: 513 }, () => new FakeSocket());
    for (const [id, socket] of sockets.entries()) {
      accepted$.next(new TcpConnection(id, socket.socket));
      socket.receive('GET / HTTP/1.1\r\n');
      await settled();
    }
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([sockets[0]]);
    for (const socket of sockets) socket.destroy();
    await settled();
  });
});
