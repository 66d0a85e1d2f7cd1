import { connect, createServer, type Server, type Socket } from 'node:net';
import { listenOnFreePort } from '../../../testkit/freePort';

/** What is on its way in one direction: bytes, or the end. */
interface Passing {
  readonly bytes: Buffer | undefined;
  readonly due: number; // ms, by the clock of performance
}

/** One direction of a connection: what came in goes out in order, when the relay lets it. */
class Direction {
  private readonly waiting: Passing[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly relay: Pick<Relay, 'isCut' | 'delayMs'>,
    from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (bytes) => this.add(bytes));
    from.on('close', () => this.add(undefined));
    from.on('error', () => undefined); // its close follows
  }

  /** Passes on what is due. */
  readonly pass = (): void => {
    clearTimeout(this.timer);
    while (!this.relay.isCut && this.waiting.length > 0) {
      const wait = (this.waiting[0]?.due ?? 0) - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(this.pass, wait);
        return;
      }
      const bytes = this.waiting.shift()?.bytes;
      if (bytes) this.to.write(bytes);
      else this.to.destroy();
    }
  };

  private add(bytes: Buffer | undefined): void {
    this.waiting.push({ bytes, due: performance.now() + this.relay.delayMs });
    this.pass();
  }
}

/**
 * Stands between a node and a server of NATS, and passes on what both send. While it is cut, connections stay open and nothing
 * passes, the end of a connection neither, as when a cable is pulled out.
 */
export class Relay {
  isCut = false;
  delayMs = 0;
  private readonly sockets = new Set<Socket>();
  private readonly directions = new Set<Direction>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Listens on a free port, for what is passed to another port of loopback. */
  static async to(target: number): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(server, await listenOnFreePort(server));
    server.on('connection', (socket) =>
      relay.join(socket, connect({ host: '127.0.0.1', port: target, noDelay: true })),
    );
    return relay;
  }

  /** Lets nothing pass, or what has waited and all that follows. */
  cut(isCut: boolean): void {
    this.isCut = isCut;
    for (const direction of this.directions) direction.pass();
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket, far: Socket): void {
    near.setNoDelay();
    const both = [new Direction(this, near, far), new Direction(this, far, near)];
    for (const direction of both) this.directions.add(direction);
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    }
  }
}
