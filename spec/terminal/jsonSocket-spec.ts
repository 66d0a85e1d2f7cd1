import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Subject } from 'rxjs';
import { jsonSocket } from '../../src/terminal/jsonSocket';
import { eventually } from '../../testkit/eventually';

/** What a subscriber was given. */
class Seen {
  readonly events: string[] = [];
  readonly lines$ = new Subject<string>();
  private readonly running;

  constructor(server: Server) {
    const { port } = server.address() as AddressInfo;
    this.running = jsonSocket(() => connect(port, '127.0.0.1'), this.lines$).subscribe({
      next: (event) => this.events.push(event.type === 'received' ? event.message.type : event.type),
      error: (error: unknown) => this.events.push(String(error)),
      complete: () => this.events.push('complete'),
    });
  }

  stop(): void {
    this.running.unsubscribe();
  }

  are(...events: readonly string[]): Promise<void> {
    return eventually(
      () => this.events.length >= events.length,
      () => `only ${this.events.join()}`,
    ).then(() => expect(this.events).toEqual(events));
  }
}

describe('jsonSocket', () => {
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  const accepted = async (): Promise<Socket> => {
    await eventually(
      () => sockets.length > 0,
      () => 'nobody has connected',
    );
    return sockets[0]!;
  };
  const received = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);

  it('asks for JSON first, is open when it is answered in it, and passes over what is for people', async () => {
    const seen = new Seen(server);
    const socket = await accepted();
    expect(await received(socket)).toBe('/json\n');
    socket.write('Enter username:\n{"type":"hello","epoch":"e"}\n{"type":"pro');
    await seen.are('opened', 'hello');
    socket.write('mpt"}\n');
    seen.lines$.next('alice');
    expect(await received(socket)).toBe('alice\n');
    socket.end();
    await seen.are('opened', 'hello', 'prompt', 'closed', 'complete');
  });

  it('is closed, and no error, if the connection breaks later', async () => {
    const seen = new Seen(server);
    const socket = await accepted();
    socket.write('{"type":"hello","epoch":"e"}\n');
    await seen.are('opened', 'hello');
    socket.resetAndDestroy();
    await seen.are('opened', 'hello', 'closed', 'complete');
  });

  it('errors with what a server says that ends it at once', async () => {
    const seen = new Seen(server);
    (await accepted()).end('ERR server_full\n');
    await seen.are('Error: it has ended the connection: ERR server_full');
  });

  it('errors if nobody listens', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    const errors: unknown[] = [];
    jsonSocket(() => connect(port, '127.0.0.1'), new Subject()).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    await eventually(
      () => errors.length > 0,
      () => 'no error',
    );
    expect(errors).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' })]);
  });

  it('hangs up when it is not wanted any more', async () => {
    const seen = new Seen(server);
    const socket = await accepted();
    socket.resume();
    seen.stop();
    await once(socket, 'close');
    expect(seen.events).toEqual([]);
  });
});
