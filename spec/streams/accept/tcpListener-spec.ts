import { type EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Subscription } from 'rxjs';
import type { TcpConnection } from '../../../src/streams/accept/tcpConnection';
import { ConnectionEndedError, type Ending } from '../../../src/streams/model/ending';
import { type Shortage, TcpListener } from '../../../src/streams/accept/tcpListener';
import { within } from '../../../testkit/within';

const MANY = 100;

let listener: TcpListener;
let address: AddressInfo;
let accepting: Subscription;
let accepted: TcpConnection[];
let onAccepted: (connection: TcpConnection) => void;
const sockets: Socket[] = [];

/** Somebody connects; the connection is accepted by the time that this is over. */
async function dial(): Promise<{ socket: Socket; connection: TcpConnection }> {
  const arriving = new Promise<TcpConnection>((resolve) => (onAccepted = resolve));
  const socket = connect({ port: address.port, host: '127.0.0.1' });
  sockets.push(socket);
  const connection = await within(arriving, () => 'nobody was accepted');
  return { socket, connection };
}

/** Collects what a client sends, and how that ends. */
function listenTo(connection: TcpConnection): { heard: () => string; ended: Promise<Ending | 'in good order'> } {
  let all = '';
  const ended = new Promise<Ending | 'in good order'>((resolve, reject) => {
    connection.chunks$.subscribe({
      next: (bytes) => (all += Buffer.from(bytes).toString()),
      error: (error: unknown) => {
        if (error instanceof ConnectionEndedError) resolve(error.ending);
        else reject(new Error('no ending', { cause: error }));
      },
      complete: () => {
        resolve('in good order');
      },
    });
  });
  return { heard: () => all, ended: within(ended, () => 'the connection did not end') };
}

async function listen(maxSockets = MANY): Promise<void> {
  listener = new TcpListener(maxSockets);
  accepted = [];
  accepting = listener.connections$.subscribe((connection) => {
    accepted.push(connection);
    onAccepted(connection);
  });
  address = await listener.listen('127.0.0.1', 0);
}

beforeEach(() => listen());

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const closed = listener.close();
  listener.closeConnections();
  await within(closed, () => `${listener.size} connections are open`);
  accepting.unsubscribe();
});

describe('a listener', () => {
  it('picks a free port where it is asked to', () => {
    expect(address).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    expect(address.port).toBeGreaterThan(0);
  });

  it('emits a connection for each client, never with the same id', async () => {
    const first = await dial();
    const second = await dial();
    expect(accepted).toHaveLength(2);
    expect(accepted.map(({ id }) => id)).toEqual([1, 2]);
    expect(first.connection.remote).toEqual({ address: '127.0.0.1', port: first.socket.localPort });
    first.socket.destroy();
    await listenTo(first.connection).ended;
    expect((await dial()).connection.id).not.toBe(second.connection.id);
  });

  it('counts the connections that are open', async () => {
    const { socket, connection } = await dial();
    await dial();
    expect(listener.size).toBe(2);
    const { ended } = listenTo(connection);
    socket.resetAndDestroy();
    await ended;
    expect(listener.size).toBe(1);
  });

  it('does not listen where another one does, and says so', async () => {
    const other = new TcpListener(MANY);
    await expect(other.listen('127.0.0.1', address.port)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: address.port,
    });
    await within(other.close(), () => 'a listener that does not listen cannot be closed');
  });

  it('stops reading from all clients, those to come too, and goes on without a byte lost', async () => {
    const early = await dial();
    const readers = [listenTo(early.connection)];
    listener.suspendReading(true);
    listener.suspendReading(true); // as it is already
    const late = await dial();
    readers.push(listenTo(late.connection));
    // More than the network holds: of what is sent, this client keeps the rest for as long as nobody reads.
    const sizes = [early, late].map(({ socket }) => {
      socket.write(Buffer.alloc(16 << 20, 'x'));
      socket.end('the end');
      return (16 << 20) + 'the end'.length;
    });
    await once((await dial()).socket.end('hello'), 'finish');
    expect([early, late].map(({ socket }) => socket.writableLength > 0)).toEqual([true, true]);
    expect(readers.map(({ heard }) => heard().length)).toEqual([0, 0]);
    listener.suspendReading(false);
    expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(['in good order', 'in good order']);
    expect(readers.map(({ heard }) => heard().length)).toEqual(sizes);
  });
});

describe('a connection of a real socket', () => {
  it('brings what the client sends, and takes what it gets', async () => {
    const { socket, connection } = await dial();
    const { heard, ended } = listenTo(connection);
    const received = text(socket);
    connection.write(Buffer.from('Enter username:\n'));
    socket.end('alice\n');
    expect(await ended).toBe('in good order');
    expect(heard()).toBe('alice\n');
    connection.write(Buffer.from('OK\n')); // the client has ended its side and still reads
    connection.end();
    expect(await within(received, () => 'our side was not ended')).toBe('Enter username:\nOK\n');
  });

  it('delivers the last line though the client has sent what nobody will read', async () => {
    const { socket, connection } = await dial();
    const reading = connection.chunks$.subscribe();
    const received = text(socket);
    socket.write(Buffer.alloc(1 << 20, 'x'));
    await once(socket, 'drain');
    reading.unsubscribe();
    socket.write(Buffer.alloc(1 << 20, 'y'));
    connection.write(Buffer.from('Bye\n'));
    connection.end();
    expect(await within(received, () => 'the last line is missing')).toBe('Bye\n');
  });

  it('ends as reset where the client has reset it', async () => {
    const { socket, connection } = await dial();
    const { ended } = listenTo(connection);
    socket.resetAndDestroy();
    expect(await ended).toBe('reset');
  });

  it('says that the client is full when it does not read, and that it has drained when it does', async () => {
    const { socket, connection } = await dial();
    const demand: boolean[] = [];
    let drained: () => void;
    const again = new Promise<void>((resolve) => (drained = resolve));
    connection.demand$.subscribe((more) => {
      demand.push(more);
      if (more && demand.includes(false)) drained();
    });
    socket.pause();
    const megabyte = Buffer.alloc(1 << 20, 'x');
    for (let sent = 0; !demand.includes(false); sent += 1) {
      expect(sent).toBeLessThan(100);
      connection.write(megabyte);
    }
    socket.resume();
    await within(again, () => 'the socket has not drained');
    expect(demand.slice(-2)).toEqual([false, true]);
  });
});

describe('a listener that is closed', () => {
  it('accepts nobody any more, and has closed when the last connection has', async () => {
    const { socket, connection } = await dial();
    const { ended } = listenTo(connection);
    let isClosed = false;
    const closed = listener.close().then(() => (isClosed = true));
    expect(listener.close()).toBe(listener.close());

    const late = connect({ port: address.port, host: '127.0.0.1' });
    const [refused] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(refused.code).toBe('ECONNREFUSED');
    expect(isClosed).toBe(false);

    connection.end();
    socket.end();
    expect(await ended).toBe('in good order');
    await within(closed, () => 'the listener has not closed');
    expect(listener.size).toBe(0);
  });

  it('can cut all connections: each ends for the reason that the server stops', async () => {
    const all = [await dial(), await dial(), await dial()];
    const endings = all.map(({ connection }) => listenTo(connection).ended);
    const closed = listener.close();
    expect(listener.closeConnections()).toBe(3);
    expect(await Promise.all(endings)).toEqual(['shutdown', 'shutdown', 'shutdown']);
    await within(closed, () => 'the listener has not closed');
    expect(listener.size).toBe(0);
    expect(listener.closeConnections()).toBe(0);
  });
});

describe('a listener without a socket for whoever comes', () => {
  /** What it says of shortages from now on. */
  function shortagesOf(): Shortage[] {
    const shortages: Shortage[] = [];
    listener.shortages$.subscribe((shortage) => shortages.push(shortage));
    return shortages;
  }

  /** Somebody connects and is cut without a word. */
  async function isCut(): Promise<void> {
    const socket = connect({ port: address.port, host: '127.0.0.1' });
    sockets.push(socket);
    expect(await within(text(socket), () => 'the client was not cut')).toBe('');
  }

  async function leaves(connection: TcpConnection): Promise<void> {
    const { ended } = listenTo(connection);
    connection.close('end');
    await ended;
  }

  beforeEach(async () => {
    await listener.close();
    accepting.unsubscribe();
    await listen(10);
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('cuts them, counts them, and says so once, and once that there are sockets again', async () => {
    const shortages = shortagesOf();
    const inside = [];
    for (let count = 0; count < 10; count += 1) inside.push(await dial());
    expect(shortages).toEqual([]);
    for (let count = 0; count < 5; count += 1) await isCut();
    expect(accepted).toHaveLength(10);
    expect(listener.droppedConnections).toBe(5);
    expect(shortages).toEqual([{ over: false, open: 10 }]);
    jest.advanceTimersByTime(10_000);
    expect(shortages).toHaveLength(1); // nobody comes, and nobody could

    await leaves(inside[0]!.connection);
    jest.advanceTimersByTime(2000);
    expect(shortages.slice(1)).toEqual([{ over: true, dropped: 5 }]);

    await dial();
    await isCut();
    expect(listener.droppedConnections).toBe(6);
    expect(shortages.slice(2)).toEqual([{ over: false, open: 10 }]);
  });

  it('says it once though places come free now and then, as long as that is not enough for all', async () => {
    const shortages = shortagesOf();
    const inside = [];
    for (let count = 0; count < 10; count += 1) inside.push(await dial());
    for (const { connection } of inside) {
      await isCut();
      jest.advanceTimersByTime(1900);
      await leaves(connection);
      await dial();
    }
    await leaves(accepted.at(-1)!);
    expect(shortages).toEqual([{ over: false, open: 10 }]);
    jest.advanceTimersByTime(2000);
    expect(shortages.slice(1)).toEqual([{ over: true, dropped: 10 }]);
  });

  it('goes on after the system has failed to let somebody in, and says once why, however often it fails', async () => {
    const shortages = shortagesOf();
    const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
    const server = Reflect.get(listener, 'server') as EventEmitter;
    for (let count = 0; count < 1000; count += 1) server.emit('error', error);
    expect(shortages).toEqual([{ over: false, open: 0, error }]);
    await dial();
    jest.advanceTimersByTime(2000);
    expect(shortages.slice(1)).toEqual([{ over: true, dropped: 1000 }]);
  });

  it('does not say that it lets clients in again while it is being closed', async () => {
    const shortages = shortagesOf();
    for (let count = 0; count < 10; count += 1) await dial();
    await isCut();
    const closed = listener.close();
    listener.closeConnections();
    await within(closed, () => 'the listener has not closed');
    expect(jest.getTimerCount()).toBe(0);
    expect(shortages).toHaveLength(1);
  });
});
