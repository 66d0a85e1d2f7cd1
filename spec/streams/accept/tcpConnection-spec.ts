import { ConnectionEndedError, endingOf } from '../../../src/streams/model/ending';
import { ReadTurns } from '../../../src/streams/accept/readTurns';
import { TcpConnection } from '../../../src/streams/accept/tcpConnection';
import { FakeSocket, settled } from '../../helpers/fakeSocket';

/** More than the socket's own buffer holds before it asks to be spared. */
const LARGE = 'x'.repeat(20_000);

/** A connection on a fake socket, and all that is seen of it. */
function connected(
  turns = new ReadTurns(() => 0),
  received: (chunk: string) => void = () => undefined,
): {
  socket: FakeSocket;
  connection: TcpConnection;
  story: string[];
  demand: boolean[];
  errors: unknown[];
  turns: ReadTurns;
} {
  const socket = new FakeSocket();
  const connection = new TcpConnection(1, socket.socket, turns);
  const story: string[] = [];
  const demand: boolean[] = [];
  const errors: unknown[] = [];
  connection.chunks$.subscribe({
    next: (bytes) => {
      story.push(Buffer.from(bytes).toString());
      received(story.at(-1) ?? '');
    },
    error: (error: unknown) => {
      errors.push(error);
      story.push(error instanceof ConnectionEndedError ? error.ending : String(error));
    },
    complete: () => story.push('ended its side'),
  });
  connection.demand$.subscribe({ next: (more) => demand.push(more), complete: () => story.push('gone') });
  return { socket, connection, story, demand, errors, turns };
}

const write = (connection: TcpConnection, text: string): void => {
  connection.write(Buffer.from(text));
};

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(async () => {
  await settled();
  expect(jest.getTimerCount()).toBe(0); // a connection leaves no timer behind
  jest.useRealTimers();
});

describe('the remote address of a connection', () => {
  const remoteOf = (address: string | undefined, port: number | undefined): unknown => {
    const socket = Object.assign(new FakeSocket(), { remoteAddress: address, remotePort: port });
    return new TcpConnection(1, socket.socket).remote;
  };

  it('is that of the socket, an IPv4 address always as such', () => {
    expect(remoteOf('192.0.2.1', 4711)).toEqual({ address: '192.0.2.1', port: 4711 });
    expect(remoteOf('::ffff:192.0.2.1', 4711)).toEqual({ address: '192.0.2.1', port: 4711 });
    expect(remoteOf('2001:db8::1', 4711)).toEqual({ address: '2001:db8::1', port: 4711 });
  });

  it('is unknown for a socket that was closed before it was looked at', () => {
    expect(remoteOf(undefined, undefined)).toEqual({ address: 'unknown', port: 0 });
  });
});

describe('what a client sends', () => {
  it('comes in pieces, and then the end of its side', async () => {
    const { socket, connection, story } = connected();
    socket.receive('ali');
    await settled();
    socket.receive('ce\n');
    socket.receiveEnd();
    await settled();
    expect(story).toEqual(['ali', 'ce\n', 'ended its side']);
    connection.end();
    await settled();
    expect(socket.destroyed).toBe(true);
    expect(story.at(-1)).toBe('gone');
  });

  it('waits in the socket until somebody listens', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    socket.receive('early');
    await settled();
    const pieces: string[] = [];
    const listening = connection.chunks$.subscribe((bytes) => pieces.push(Buffer.from(bytes).toString()));
    await settled();
    expect(pieces).toEqual(['early']);
    listening.unsubscribe();
    socket.destroy();
  });

  it('goes to the next one who listens, once, with the end of the connection', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    const story: string[] = [];
    connection.chunks$.subscribe((bytes) => story.push(`first: ${Buffer.from(bytes).toString()}`)).unsubscribe();
    connection.chunks$.subscribe({
      next: (bytes) => story.push(`second: ${Buffer.from(bytes).toString()}`),
      error: (error: unknown) => story.push(`second: ${endingOf(error)}`),
    });
    socket.receive('hello');
    await settled();
    connection.close('exit');
    await settled();
    expect(story).toEqual(['second: hello', 'second: exit']);
  });

  it('goes nowhere once nobody listens any more', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    const pieces: string[] = [];
    const listening = connection.chunks$.subscribe((bytes) => pieces.push(Buffer.from(bytes).toString()));
    socket.receive('heard');
    await settled();
    listening.unsubscribe();
    socket.receive('unheard');
    await settled();
    socket.destroy(new Error('unheard too'));
    await settled();
    expect(pieces).toEqual(['heard']);
  });
});

describe('a client that is not read from for a while', () => {
  const sending = async (socket: FakeSocket, ...pieces: string[]): Promise<void> => {
    for (const piece of pieces) {
      socket.receive(piece);
      await settled();
    }
  };

  it('rests when the piece at hand has been looked at, for as long as was asked in all', async () => {
    const { socket, connection, story } = connected();
    connection.pauseReading(20);
    connection.pauseReading(30);
    await sending(socket, 'one', 'two');
    expect(story).toEqual(['one']);
    await jest.advanceTimersByTimeAsync(49);
    expect(story).toEqual(['one']);
    await jest.advanceTimersByTimeAsync(1);
    await sending(socket, 'three');
    expect(story).toEqual(['one', 'two', 'three']);
    socket.destroy();
  });

  it('rests no longer than a second, and no more than once', async () => {
    const { socket, connection, story } = connected();
    connection.pauseReading(60_000);
    await sending(socket, 'one', 'two');
    await jest.advanceTimersByTimeAsync(1000);
    await sending(socket, 'three');
    expect(story).toEqual(['one', 'two', 'three']);
    socket.destroy();
  });

  it('is read to its end all the same where our side is ended meanwhile', async () => {
    const { socket, connection, story } = connected();
    connection.pauseReading(1000);
    await sending(socket, 'one', 'two');
    socket.receiveEnd();
    connection.end();
    await settled();
    expect(story).toEqual(['one', 'two', 'ended its side', 'gone']);
  });

  it('leaves others their turn after a piece that may not be all there is', async () => {
    const { socket, story } = connected();
    const paused = jest.spyOn(socket, 'pause');
    await sending(socket, 'x'.repeat(16 * 1024 - 1));
    expect(paused).not.toHaveBeenCalled();
    await sending(socket, 'x'.repeat(16 * 1024));
    expect(paused).toHaveBeenCalledTimes(1);
    await sending(socket, 'more');
    expect(story.at(-1)).toBe('more');
    socket.destroy();
  });

  it('waits where the turn is over, is not lost, and comes before the end', async () => {
    const { socket, story, turns } = connected();
    turns.hold(true);
    await sending(socket, 'one', 'two');
    socket.receiveEnd();
    await settled();
    expect(story).toEqual([]);
    turns.hold(false);
    await settled();
    await settled();
    expect(story.join('')).toBe('onetwoended its side');
    socket.destroy();
  });

  it('waits behind what others have sent that is little, unless its client has sent too much before', async () => {
    const turns = new ReadTurns(() => 0);
    const order: string[] = [];
    const clients = Array.from({ length: 4 }, () => connected(turns, (chunk) => order.push(chunk.slice(0, 1))));
    const [flooding, plain, long, short] = clients;
    flooding!.connection.pauseReading(20);
    await sending(flooding!.socket, 'too much');
    await jest.advanceTimersByTimeAsync(20);
    order.length = 0;
    turns.hold(true);
    await sending(flooding!.socket, 'a');
    await sending(plain!.socket, 'b');
    await sending(long!.socket, 'c'.repeat(1025));
    await sending(short!.socket, 'd'.repeat(1024));
    turns.hold(false);
    await settled();
    expect(order.join('')).toBe('bdac');
    for (const { socket } of clients) socket.destroy();
  });

  it('waits on where nobody is read from when its turn comes', async () => {
    const { socket, connection, story, turns } = connected();
    turns.hold(true);
    await sending(socket, 'one');
    connection.suspendReading(true);
    turns.hold(false);
    await settled();
    await settled();
    expect(story).toEqual([]);
    connection.suspendReading(false);
    await settled();
    await sending(socket, 'two');
    expect(story).toEqual(['one', 'two']);
    socket.destroy();
  });

  it('is given to whoever takes the socket over, though it waited', async () => {
    const { socket, connection, story, turns } = connected();
    turns.hold(true);
    await sending(socket, 'one');
    const taken: string[] = [];
    connection.handOver([Buffer.from('zero ')])!.socket.on('data', (bytes) => taken.push(bytes.toString()));
    turns.hold(false);
    socket.resume();
    await settled();
    await settled();
    expect(story).toEqual([]);
    expect(taken.join('')).toBe('zero one');
    socket.destroy();
  });

  it('stays unread where nobody is read from when its own rest is over, and the other way round', async () => {
    const { socket, connection, story } = connected();
    connection.pauseReading(20);
    await sending(socket, 'one', 'two');
    connection.suspendReading(true);
    await jest.advanceTimersByTimeAsync(20);
    expect(story).toEqual(['one']);
    connection.pauseReading(20); // at the next piece
    connection.suspendReading(false);
    await settled();
    expect(story).toEqual(['one', 'two']);
    connection.suspendReading(true);
    connection.suspendReading(false);
    await sending(socket, 'three');
    expect(story).toEqual(['one', 'two']);
    await jest.advanceTimersByTimeAsync(20);
    expect(story).toEqual(['one', 'two', 'three']);
    socket.destroy();
  });

  it('rests until it is held no longer, and is read to its end if our side is ended meanwhile', async () => {
    const { socket, connection, story } = connected();
    await sending(socket, 'one');
    connection.holdReading(true);
    await sending(socket, 'two');
    await jest.advanceTimersByTimeAsync(60_000);
    connection.suspendReading(true);
    connection.suspendReading(false);
    await settled();
    expect(story).toEqual(['one']);
    connection.holdReading(false);
    await settled();
    expect(story).toEqual(['one', 'two']);
    connection.holdReading(true);
    await sending(socket, 'three');
    socket.receiveEnd();
    connection.end();
    await settled();
    expect(story).toEqual(['one', 'two', 'three', 'ended its side', 'gone']);
  });

  it('is not touched any more when it is gone', async () => {
    const { socket, connection, story } = connected();
    connection.pauseReading(10);
    await sending(socket, 'one');
    connection.close('shutdown');
    await settled();
    expect(story).toEqual(['one', 'shutdown', 'gone']);
  });
});

describe('what is written to a client', () => {
  it('goes out at once where the socket takes it, however much it is', async () => {
    const { socket, connection, demand } = connected();
    write(connection, 'hello\n');
    write(connection, LARGE);
    expect(socket.taken).toEqual(['hello\n', LARGE]);
    await settled();
    expect(demand).not.toContain(false);
    socket.destroy();
  });

  it('has not filled the socket where nothing of it is left there, whatever the socket says', () => {
    const { socket, connection, demand } = connected();
    const write = socket.write.bind(socket) as (bytes: Uint8Array) => boolean;
    socket.write = (bytes: Uint8Array): boolean => write(bytes) && false; // as some versions of Node do
    connection.write(Buffer.from(LARGE));
    expect(socket.taken).toEqual([LARGE]);
    expect(demand).toEqual([]);
    socket.block();
    connection.write(Buffer.from('hello\n'));
    expect(demand).toEqual([false]);
    socket.destroy();
  });

  it('waits where the socket is blocked; that it is full is said then, and that it has drained when all is out', async () => {
    const { socket, connection, demand } = connected();
    socket.block();
    write(connection, 'a');
    expect(demand).toEqual([]); // one small write may wait without anybody having to care
    write(connection, LARGE);
    expect(demand).toEqual([false]);
    write(connection, LARGE);
    expect(socket.writableLength).toBe(LARGE.length + 1); // nothing is written past the socket's own buffer
    await settled();
    expect(socket.taken).toEqual([]);
    socket.unblock();
    await settled();
    expect(socket.taken).toEqual(['a', LARGE]);
    expect(demand).toEqual([false, true]);
    write(connection, 'c');
    expect(socket.taken).toEqual(['a', LARGE, 'c']);
    socket.destroy();
  });

  it('waits if it is an answer to telnet and the socket is full, and goes out before any more is asked for', async () => {
    const { socket, connection, demand } = connected();
    socket.block();
    write(connection, LARGE);
    for (const answer of ['one', 'two']) write(connection, answer);
    expect(socket.writableLength).toBe(LARGE.length);
    const atDemand: string[] = [];
    connection.demand$.subscribe(() => atDemand.push(...socket.taken));
    socket.unblock();
    await settled();
    expect(socket.taken).toEqual([LARGE, 'onetwo']);
    expect(atDemand).toEqual([LARGE, 'onetwo']);
    socket.block();
    write(connection, LARGE);
    socket.unblock();
    await settled();
    expect(socket.taken).toEqual([LARGE, 'onetwo', LARGE]); // once
    expect(demand).toEqual([false]);
    socket.destroy();
  });

  it('waits up to 4 KiB of answers, and then before the end of our side', async () => {
    const { socket, connection } = connected();
    socket.block();
    write(connection, LARGE);
    for (let count = 0; count < 5000; count += 1) write(connection, '!');
    expect(socket.writableLength).toBe(LARGE.length);
    connection.end();
    socket.unblock();
    await settled();
    expect(socket.taken.join('')).toBe(`${LARGE}${'!'.repeat(4096)}`);
    expect(socket.finished).toBe(true);
    socket.destroy();
  });

  it('is lost without harm once the connection is gone', async () => {
    const { socket, connection, story } = connected();
    socket.destroy();
    write(connection, 'too late');
    await settled();
    write(connection, 'much too late');
    await settled();
    expect(socket.taken).toEqual([]);
    expect(story).toEqual(['end', 'gone']);
  });
});

describe('a connection whose side the server ends', () => {
  it('gets all that was written before, and nothing after it', async () => {
    const { socket, connection } = connected();
    socket.block();
    write(connection, 'Bye\n');
    connection.end();
    write(connection, 'too late\n');
    await settled();
    expect(socket.finished).toBe(false);
    socket.unblock();
    await settled();
    expect(socket.taken).toEqual(['Bye\n']);
    expect(socket.finished).toBe(true);
    socket.destroy();
  });

  it('is closed as soon as the client has ended its side too', async () => {
    const { socket, connection, story } = connected();
    connection.end();
    await settled();
    expect(socket.destroyed).toBe(false);
    socket.receiveEnd();
    await settled();
    expect(socket.destroyed).toBe(true);
    expect(story).toEqual(['ended its side', 'gone']);
  });

  it('reads on, so that no reset overtakes the last line', async () => {
    const { socket, connection, story } = connected();
    connection.end();
    socket.receive('/exit\n');
    socket.receive(LARGE);
    await settled();
    expect(socket.readableLength).toBe(0);
    expect(story).toEqual(['/exit\n', LARGE]);
    socket.destroy();
  });

  it('reads on where nobody has ever listened', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    socket.receive(LARGE);
    connection.end();
    await settled();
    expect(socket.readableLength).toBe(0);
    socket.receiveEnd();
    await settled();
    expect(socket.destroyed).toBe(true);
  });

  it('is closed a second later where the client does not end its side', async () => {
    const { socket, connection, story } = connected();
    connection.end();
    await settled();
    jest.advanceTimersByTime(999);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    await settled();
    expect(socket.destroyed).toBe(true);
    expect(story).toEqual(['end', 'gone']);
  });

  it('is closed a minute later where it does not take what was written', async () => {
    const { socket, connection } = connected();
    socket.block();
    write(connection, 'Bye\n');
    connection.end();
    await settled();
    jest.advanceTimersByTime(59_999);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    await settled();
    expect(socket.destroyed).toBe(true);
    expect(socket.taken).toEqual([]);
  });

  it('has its second from when all was taken, and ending it again gives it no other', async () => {
    const { socket, connection } = connected();
    socket.block();
    write(connection, 'Bye\n');
    connection.end();
    jest.advanceTimersByTime(30_000);
    socket.unblock();
    await settled();
    jest.advanceTimersByTime(500);
    connection.end();
    await settled();
    jest.advanceTimersByTime(499);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    await settled();
    expect(socket.destroyed).toBe(true);
  });

  it('can be half open the other way round: a client that has ended its side is still written to', async () => {
    const { socket, connection, story } = connected();
    socket.receiveEnd();
    await settled();
    expect(story).toEqual(['ended its side']);
    write(connection, 'still here\n');
    connection.end();
    await settled();
    expect(socket.taken).toEqual(['still here\n']);
    expect(socket.destroyed).toBe(true);
    expect(story).toEqual(['ended its side', 'gone']);
  });
});

describe('a connection that is closed', () => {
  it('ends for the reason that it was closed for; what was not sent is lost', async () => {
    const { socket, connection, story, errors } = connected();
    socket.block();
    write(connection, LARGE);
    connection.close('slow_consumer');
    expect(socket.destroyed).toBe(true);
    await settled();
    expect(story).toEqual(['slow_consumer', 'gone']);
    expect(errors).toEqual([new ConnectionEndedError('slow_consumer')]);
    expect(socket.taken).toEqual([]);
  });

  it('does not change its reason, and cannot be ended any more', async () => {
    const { connection, story } = connected();
    connection.close('shutdown');
    connection.close('slow_consumer');
    connection.end();
    await settled();
    expect(story).toEqual(['shutdown', 'gone']);
  });

  it('may be one that is being ended', async () => {
    const { connection, story } = connected();
    connection.end();
    connection.close('shutdown');
    await settled();
    expect(story).toEqual(['shutdown', 'gone']);
  });
});

describe('a connection that fails', () => {
  it.each([
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['ENOBUFS', 'socket_error'],
  ])('%s ends it as %s, with the error as the cause', async (code, ending) => {
    const { socket, story, errors } = connected();
    const cause = Object.assign(new Error(code), { code, syscall: 'read' });
    socket.destroy(cause);
    await settled();
    expect(story).toEqual([ending, 'gone']);
    expect(errors[0]).toBeInstanceOf(ConnectionEndedError);
    expect((errors[0] as ConnectionEndedError).cause).toBe(cause);
  });

  it('leaves no timer of its ending behind', async () => {
    const { socket, connection } = connected();
    connection.end();
    await settled();
    expect(jest.getTimerCount()).toBe(1);
    socket.destroy(new Error('gone'));
    await settled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('harms nobody where nobody listens', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    socket.destroy(new Error('gone'));
    await settled();
    connection.end();
    write(connection, 'x');
    connection.close('shutdown');
    expect(socket.destroyed).toBe(true);
  });
});

describe('an error at any moment', () => {
  type Moment = (socket: FakeSocket, connection: TcpConnection) => void | Promise<void>;
  const moments: [string, Moment][] = [
    ['at the very beginning', () => undefined],
    [
      'in the middle of a line',
      (socket) => {
        socket.receive('hel');
      },
    ],
    [
      'while the client does not read and much waits for it',
      (socket, connection) => {
        socket.block();
        write(connection, LARGE);
      },
    ],
    [
      'when the client has ended its side and reads on',
      (socket) => {
        socket.receiveEnd();
      },
    ],
    [
      'when our side has been ended and the client stays',
      (_, connection) => {
        connection.end();
      },
    ],
    [
      'while the last lines wait for a client that does not read',
      (socket, connection) => {
        socket.block();
        write(connection, LARGE);
        connection.end();
      },
    ],
    [
      'when it has been closed already',
      (_, connection) => {
        connection.close('slow_consumer');
      },
    ],
  ];
  const errors = [
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['EHOSTUNREACH', 'timeout'],
  ];
  const all = moments.flatMap(([name, moment]) => errors.map(([code, ending]) => ({ name, moment, code, ending })));

  it.each(all)('$code $name ends it once, and leaves nothing behind', async ({ moment, code, ending }) => {
    const { socket, connection, story } = connected();
    await moment(socket, connection);
    await settled();
    socket.destroy(Object.assign(new Error(code), { code, syscall: 'write' }));
    write(connection, 'too late');
    connection.end();
    connection.close('shutdown');
    await settled();
    expect(socket.destroyed).toBe(true);
    const ends = story.filter((step) => step !== 'hel');
    const decided = ['ended its side', 'slow_consumer'].find((step) => ends.includes(step));
    expect(ends).toEqual([decided ?? ending, 'gone']);
    expect(socket.taken).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is found out by a write where the peer is gone without a word', async () => {
    const { socket, connection, story } = connected();
    socket._write = (_bytes, _encoding, done: (error?: Error) => void) => {
      done(Object.assign(new Error('EPIPE'), { code: 'EPIPE', syscall: 'write' }));
    };
    write(connection, 'hello\n');
    await settled();
    expect(story).toEqual(['reset', 'gone']);
  });
});

describe('a connection that was held back', () => {
  it('has its end when it is subscribed to, though it was closed before', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    socket.destroy(Object.assign(new Error('read'), { code: 'ECONNRESET', syscall: 'read' }));
    await settled();
    const story: unknown[] = [];
    connection.chunks$.subscribe({ error: (error: unknown) => story.push(endingOf(error)) });
    connection.demand$.subscribe({ complete: () => story.push('gone') });
    expect(story).toEqual(['reset', 'gone']);
  });

  it('loses nothing that came meanwhile', async () => {
    const socket = new FakeSocket();
    const connection = new TcpConnection(1, socket.socket);
    socket.receive('alice\nhello\n');
    socket.receiveEnd();
    await settled();
    const story: string[] = [];
    connection.chunks$.subscribe({
      next: (bytes) => story.push(Buffer.from(bytes).toString()),
      complete: () => story.push('ended its side'),
    });
    await settled();
    expect(story).toEqual(['alice\nhello\n', 'ended its side']);
    socket.destroy();
  });
});

describe('a client that sends more than is read', () => {
  const FLOOD = 'boo\n'.repeat(5000);

  /** Sends chunk after chunk, each of which has the server pause for a second, until something else is the case. */
  async function floodUntil(
    { socket, connection }: Pick<ReturnType<typeof connected>, 'socket' | 'connection'>,
    over: () => boolean,
  ): Promise<number> {
    let chunks = 0;
    for (; chunks < 100 && !over(); chunks += 1) {
      connection.pauseReading(1000);
      socket.receive(FLOOD);
      await settled();
      jest.advanceTimersByTime(1000);
      await settled();
    }
    return chunks;
  }

  it('is heard until it has not been read to its end for two seconds; the rest is discarded up to its end', async () => {
    const { socket, connection, story } = connected();
    await floodUntil({ socket, connection }, () => story.includes('\x15\x15'));
    expect(story).toEqual([FLOOD, FLOOD, '\x15\x15']);
    for (let count = 0; count < 50; count += 1) {
      socket.receive(FLOOD);
      jest.advanceTimersByTime(20);
      await settled();
    }
    socket.receive('end of the flood');
    socket.receiveEnd();
    jest.advanceTimersByTime(20);
    await settled();
    expect(story.slice(3)).toEqual(['ended its side']);
    socket.destroy();
  });

  it('is heard again after its flood', async () => {
    const { socket, connection, story } = connected();
    await floodUntil({ socket, connection }, () => story.includes('\x15\x15'));
    jest.advanceTimersByTime(20);
    await settled();
    socket.receive('end\nhello');
    await settled();
    jest.advanceTimersByTime(20);
    socket.receive(' of a line\nhi\n');
    await settled();
    expect(story.slice(3)).toEqual(['hi\n']);
    socket.destroy();
  });
});

describe('a client that has negotiated telnet', () => {
  it('has its lines end by CR LF from then on, and its answers as they are', () => {
    const { socket, connection } = connected();
    write(connection, 'Enter username:\n');
    connection.useCrLf();
    connection.write(Uint8Array.of(255, 252, 10));
    write(connection, 'OK\nalice: hi\n');
    expect(socket.taken).toEqual(['Enter username:\n', Buffer.of(255, 252, 10).toString(), 'OK\r\nalice: hi\r\n']);
    socket.destroy();
  });
});
