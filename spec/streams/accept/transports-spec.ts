import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { EMPTY, NEVER, type Observable, of, Subject } from 'rxjs';
import type { ClientConnection } from '../../../src/streams/accept/clientConnection';
import { ReadTurns } from '../../../src/streams/accept/readTurns';
import { TcpConnection } from '../../../src/streams/accept/tcpConnection';
import { type Transport, type Transports, transports } from '../../../src/streams/accept/transports';
import { endingOf } from '../../../src/streams/model/ending';
import { get } from '../../../testkit/get';
import { within } from '../../../testkit/within';
import { FakeSocket, settled } from '../../helpers/fakeSocket';

const LIMITS = {
  greetingDelay: 200,
  connectionsPerAddress: 256,
  limitLoopback: false,
  plain: 'allow' as 'allow' | 'loopback' | 'refuse',
};

/** Connections on fake sockets in front of `transports`, and all that clients send behind it. */
function accepting(
  served: Transports = {},
  limits: Partial<typeof LIMITS> = {},
  turns = new ReadTurns(),
): { accept: (address?: string) => FakeSocket; story: string[]; end: () => void } {
  const accepted$ = new Subject<TcpConnection>();
  const story: string[] = [];
  let id = 0;
  const hear = ({ id, chunks$ }: ClientConnection): void => {
    story.push(`${id} is a client`);
    chunks$.subscribe({
      next: (bytes) => story.push(`${id}: ${Buffer.from(bytes).toString()}`),
      error: (error: unknown) => story.push(`${id} is gone: ${endingOf(error)}`),
      complete: () => story.push(`${id} has ended its side`),
    });
  };
  const running = accepted$.pipe(transports(served, { ...LIMITS, ...limits })).subscribe(hear);
  const accept = (address = '192.0.2.1'): FakeSocket => {
    const socket = Object.assign(new FakeSocket(), { remoteAddress: address, remotePort: 1 });
    accepted$.next(new TcpConnection((id += 1), socket.socket, turns));
    return socket;
  };
  return { accept, story, end: () => running.unsubscribe() };
}

async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await settled();
}

describe('transports', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('makes a client of whoever sends a name at once, without delay, and of whoever is silent after a while', async () => {
    const { accept, story } = accepting();
    const [a, b] = [accept(), accept()];
    a.receive('alice\nhello');
    await settled();
    expect(story).toEqual(['1 is a client', '1: alice\nhello']);
    await pass(199);
    expect(story).toHaveLength(2);
    await pass(1);
    expect(story.slice(2)).toEqual(['2 is a client']);
    b.receive('bob\n');
    a.receive('!\n');
    await settled();
    expect(story.slice(3).sort()).toEqual(['1: !\n', '2: bob\n']);
    for (const socket of [a, b]) socket.destroy();
    await settled();
  });

  it('passes on all pieces of an undecided start once, in order, and the end of the side with them', async () => {
    const { accept, story } = accepting();
    const socket = accept();
    for (const piece of ['A', 'LI', 'CE']) {
      socket.receive(piece);
      await settled();
    }
    socket.receiveEnd();
    await settled();
    expect(story).toEqual(['1 is a client', '1: A', '1: LI', '1: CE', '1 has ended its side']);
    socket.destroy();
    await settled();
  });

  it('makes a client of a connection that is over before it has shown anything, with its end', async () => {
    const { accept, story } = accepting();
    const reset = Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' });
    accept().destroy(reset);
    await settled();
    expect(story).toEqual(['1 is a client', '1 is gone: reset']);
  });

  it('waits for what has come and is not read yet, because the server is busy', async () => {
    const turns = new ReadTurns(() => 0);
    const { accept, story } = accepting({ http: () => of(new TcpConnection(7, new FakeSocket().socket)) }, {}, turns);
    turns.hold(true);
    accept().receive('GET / HTTP/1.1\r\n');
    await settled();
    await pass(200);
    await pass(200);
    expect(story).toEqual([]);
    turns.hold(false);
    await settled();
    expect(story).toEqual(['7 is a client']);
  });

  it('waits longer for what looks like HTTP', async () => {
    const { accept, story } = accepting({ http: () => EMPTY });
    accept().receive('GET /chat ');
    await settled();
    await pass(200);
    await pass(2799);
    expect(story).toEqual([]);
    await pass(1);
    expect(story).toEqual(['1 is a client', '1: GET /chat ']);
  });

  it('gives a socket to the transport of its protocol, with all bytes to be read, and to no other', async () => {
    const read: string[] = [];
    const transport: Transport = ({ id, remote, socket }) => {
      socket.on('data', (bytes) => read.push(`${id} from ${remote.address}: ${bytes.toString()}`)).resume();
      return EMPTY;
    };
    const { accept, story } = accepting({ http: transport });
    const socket = accept('192.0.2.7');
    for (const piece of ['GET / HT', 'TP/1.1\r', '\n\r\n']) {
      socket.receive(piece);
      await settled();
    }
    expect(read.join('')).toBe('1 from 192.0.2.7: GET / HT1 from 192.0.2.7: TP/1.1\r1 from 192.0.2.7: \n\r\n');
    const other = accept();
    other.receive('SSH-2.0-x\r\n');
    await settled();
    expect(story).toEqual(['2 is a client', '2: SSH-2.0-x\r\n']);
    for (const each of [socket, other]) each.destroy();
    await settled();
  });

  it('emits the clients of a transport', async () => {
    const made = new TcpConnection(7, new FakeSocket().socket);
    const { accept, story } = accepting({ http: () => of(made) });
    accept().receive('GET / HTTP/1.1\r\n');
    await settled();
    expect(story).toEqual(['7 is a client']);
  });

  it('makes a client of HTTP whose client has ended its side already: it is answered as text', async () => {
    const { accept, story } = accepting({ http: () => EMPTY });
    const socket = accept();
    socket.receive('GET / HTTP/1.1');
    socket.receiveEnd();
    await settled();
    expect(story).toEqual(['1 is a client', '1: GET / HTTP/1.1', '1 has ended its side']);
    socket.destroy();
    await settled();
  });

  it('waits for no more connections of an address than it may have clients, and leaves the decision to admission', async () => {
    const { accept, story } = accepting({}, { connectionsPerAddress: 1 });
    const [first] = [accept(), accept(), accept('192.0.2.2')];
    expect(story).toEqual(['2 is a client']);
    first.receive('alice\n');
    await settled();
    accept();
    expect(story).toEqual(['2 is a client', '1 is a client', '1: alice\n']);
    await pass(200);
    expect(story.slice(3)).toEqual(['3 is a client', '4 is a client']);
  });

  it('counts a socket against its address until its transport is done with it', async () => {
    const done$ = new Subject<never>();
    const { accept, story } = accepting({ http: () => done$ }, { connectionsPerAddress: 1 });
    accept().receive('GET / HTTP/1.1\r\n');
    await settled();
    accept();
    expect(story).toEqual(['2 is a client']);
    done$.complete();
    accept();
    expect(story).toEqual(['2 is a client']);
    await pass(200);
    expect(story).toEqual(['2 is a client', '3 is a client']);
  });

  it('leaves no timer behind when it is unsubscribed from', async () => {
    const { accept, end } = accepting({ http: () => NEVER });
    accept();
    accept().receive('GET / HTTP/1.1\r\n');
    await settled();
    end();
  });
});

describe('a socket that is handed over', () => {
  let server: Server;
  const connections = new Set<Socket>();

  afterEach(async () => {
    for (const socket of connections) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Listens with transports, and says what became of each connection. */
  async function listening(served: Transports): Promise<{ port: number; accepted: TcpConnection[] }> {
    const accepted$ = new Subject<TcpConnection>();
    const accepted: TcpConnection[] = [];
    accepted$.pipe(transports(served, LIMITS)).subscribe();
    server = createServer({ allowHalfOpen: true }, (socket) => {
      connections.add(socket);
      const connection = new TcpConnection(1, socket);
      accepted.push(connection);
      accepted$.next(connection);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, accepted };
  }

  const web = (): Transport => {
    const http = createHttpServer((request, response) => {
      const { url, socket } = request;
      response.end(`${url} of ${String(socket.remoteAddress)}`);
    });
    return ({ socket }): Observable<never> => {
      http.emit('connection', socket);
      socket.resume();
      return EMPTY;
    };
  };

  it('serves HTTP', async () => {
    const { port } = await listening({ http: web() });
    expect((await get(port, '/page')).body).toBe('/page of 127.0.0.1');
  });

  it('serves HTTP however it is cut', async () => {
    const { port } = await listening({ http: web() });
    const client = connect({ port, host: '127.0.0.1', noDelay: true });
    let answer = '';
    client.on('data', (bytes) => (answer += bytes.toString()));
    for (const byte of 'GET /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') {
      client.write(byte);
      await settled();
    }
    await within(once(client, 'end'), () => `the end, with ${answer}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\/p of 127\.0\.0\.1/);
    client.destroy();
  });

  it('is closed and suspended where it is used, whatever it was before', async () => {
    const calls: unknown[] = [];
    const used = new Promise<void>((resolve) => {
      void listening({
        http: ({ use }) => {
          use({ suspendReading: (is) => calls.push(is), close: (ending) => calls.push(ending) });
          resolve();
          return EMPTY;
        },
      }).then(({ port, accepted }) => {
        connect(port, '127.0.0.1').end('GET / HTTP/1.1\r\n\r\n');
        void used.then(() => {
          accepted[0]!.suspendReading(true);
          accepted[0]!.suspendReading(false);
          accepted[0]!.close('shutdown');
        });
      });
    });
    await within(used, () => 'the socket');
    await settled();
    expect(calls).toEqual([true, false, 'shutdown']);
  });
});
