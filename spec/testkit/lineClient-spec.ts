import { createServer, type Server, type Socket } from 'node:net';
import { ByteQueue, shownBytes } from '../../testkit/byteQueue';
import { freePort, listenOnFreePort } from '../../testkit/freePort';
import { LineClient } from '../../testkit/lineClient';

describe('ByteQueue', () => {
  const queue = (...pieces: string[]): ByteQueue => {
    const made = new ByteQueue();
    for (const piece of pieces) made.add(Buffer.from(piece));
    return made;
  };

  it('gives lines wherever the pieces are cut, and nothing for one that has no end yet', () => {
    const bytes = queue('al', 'ice\nbo', 'b\ncar');
    expect([bytes.takeLine(), bytes.takeLine(), bytes.takeLine()]).toEqual(['alice', 'bob', undefined]);
    expect([bytes.bytes.toString(), bytes.size, bytes.hasLine]).toEqual(['car', 3, false]);
    bytes.add(Buffer.from('ol\n'));
    expect(bytes.takeLine()).toBe('carol');
  });

  it('gives as many bytes as there are', () => {
    const bytes = queue('ab', 'c');
    expect([bytes.take(2).toString(), bytes.take(9).toString(), bytes.size]).toEqual(['ab', 'c', 0]);
  });
});

describe('shownBytes', () => {
  it('is the text, or hexadecimal for what is no UTF-8', () => {
    expect([Buffer.from('grüß'), Buffer.of(0xff, 0x0a)].map(shownBytes)).toEqual(['grüß', 'ff0a']);
  });
});

describe('LineClient', () => {
  let server: Server;
  let port: number;
  let accepted: Promise<Socket>;

  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true });
    accepted = new Promise((resolve) => server.once('connection', resolve));
    port = await listenOnFreePort(server);
  });
  afterEach(async () => {
    await LineClient.cutAll();
    (await Promise.race([accepted, Promise.resolve(undefined)]))?.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const target = (): { host: string; port: number } => ({ host: '127.0.0.1', port });
  /** A client, and the other side of its connection. */
  const pair = async (
    ...options: ConstructorParameters<typeof LineClient> extends [unknown, ...infer O] ? O : never
  ) => {
    const client = await new LineClient(target(), ...options).opened();
    return { client, socket: await accepted };
  };
  const read = async (socket: Socket): Promise<string> => {
    let text = '';
    for await (const piece of socket) text += String(piece);
    return text;
  };

  it('sends lines and bytes, and ends its side', async () => {
    const { client, socket } = await pair();
    client.send('one', 'two');
    client.write(Buffer.from('three'));
    await client.written('!');
    client.hangUp();
    expect(await read(socket)).toBe('one\ntwo\nthree!');
    client.send('too late');
    await client.written('too late');
    expect([client.isWritable, client.error]).toEqual([false, undefined]);
  });

  it('hears what comes while it writes in a loop', async () => {
    const { client, socket } = await pair();
    socket.write('heard');
    for (let each = 0; each < 100; each += 1) await client.written('said');
    expect(client.bytes.toString()).toBe('heard');
  });

  it('reads lines, and all that is left', async () => {
    const { client, socket } = await pair();
    socket.end('one\ntwo\nrest');
    expect([await client.line(), await client.line(), await client.rest()]).toEqual(['one', 'two', 'rest']);
    expect([client.hasEnded, client.isOver, client.error]).toEqual([true, true, undefined]);
  });

  it('says what it has instead, where the stream ends before a line does', async () => {
    const { client, socket } = await pair();
    socket.end('half a li');
    await expect(client.line()).rejects.toThrow('no further line, but the end after half a li');
  });

  it('says what it has instead, where what it waits for does not come in time', async () => {
    const { client, socket } = await pair();
    socket.write('something');
    await client.until(
      () => client.bytes.length === 9,
      () => 'nine bytes',
    );
    const wait = client.until(
      () => false,
      () => 'more',
      1,
    );
    await expect(wait).rejects.toThrow(/ms are over: waiting for more, with something so far$/);
  });

  it('hands on all bytes as they come, where that is wanted, and keeps none', async () => {
    let received = '';
    const { client, socket } = await pair({ onBytes: (bytes) => (received += bytes.toString()) });
    socket.end('one\ntwo');
    await client.closed;
    expect([received, client.bytes.length]).toEqual(['one\ntwo', 0]);
  });

  it('stops reading, and goes on', async () => {
    const { client, socket } = await pair();
    client.pause();
    await new Promise((resolve) => socket.write('hello\n', resolve));
    expect(client.bytes).toHaveLength(0);
    client.resume();
    expect(await client.line()).toBe('hello');
  });

  it('knows the address it should come from', async () => {
    const { socket } = await pair({ localAddress: '127.0.0.9' });
    expect(socket.remoteAddress).toBe('127.0.0.9');
  });

  it('says why it could not connect', async () => {
    const client = new LineClient({ host: '127.0.0.1', port: await freePort() });
    await expect(client.opened()).rejects.toThrow('ECONNREFUSED');
    expect([await client.connected, client.isClosed, client.error]).toEqual([false, true, 'ECONNREFUSED']);
  });

  it.each(['reset', 'resetAtOnce'] as const)('ends as a crash does: %s', async (how) => {
    const { client, socket } = await pair();
    const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    socket.resume();
    client[how]();
    expect((await failed).code).toBe('ECONNRESET');
    await client.closed;
  });

  it('sees that the other side has crashed', async () => {
    const { client, socket } = await pair();
    socket.resetAndDestroy();
    await client.closed;
    expect([client.hasEnded, client.error]).toEqual([false, 'ECONNRESET']);
    expect(await client.rest()).toBe('');
  });

  it('is cut with all others', async () => {
    const { client, socket } = await pair();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket
      .on('error', () => {})
      .on('end', () => socket.end())
      .resume();
    await LineClient.cutAll();
    expect(client.isClosed).toBe(true);
    await closed;
  });
});
