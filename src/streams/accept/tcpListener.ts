import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Observable, Subject } from 'rxjs';
import type { ConnectionId } from '../model/ids';
import { ReadTurns } from './readTurns';
import { TcpConnection } from './tcpConnection';

/** How long a silent connection stays before the network is asked whether the client is still there, in ms. */
const KEEPALIVE = 60_000;

/** How many connections wait in the kernel to be accepted; the kernel may allow fewer. */
const BACKLOG = 4096;

/** How long nobody may have been turned away for a shortage to be over, in ms: a place that is free is taken at once in a crowd. */
const QUIET = 2000;

/**
 * There is no socket for whoever comes, or the system did not let somebody in; and later: that is over. One of each,
 * however many are turned away in between.
 */
export type Shortage =
  | { readonly over: false; readonly open: number; readonly error?: Error }
  | { readonly over: true; readonly dropped: number };

/** A listening TCP socket as an Observable of connections. */
export class TcpListener {
  private readonly server: Server;
  private readonly open = new Set<TcpConnection>();
  private readonly turns = new ReadTurns();
  private reading = true;
  private closed: Promise<void> | undefined;
  private emptied: () => void = () => undefined;
  private readonly shortage$ = new Subject<Shortage>();
  private shortage: { readonly before: number; readonly quiet: NodeJS.Timeout } | undefined;
  /** How many were cut without a word, or not let in by the system. */
  droppedConnections = 0;

  /** Each client that connects while somebody is subscribed. Neither completes nor errors. */
  readonly connections$: Observable<TcpConnection>;

  /** Emits when sockets run out, and when there are enough again; what it emits keeps it from nothing. */
  readonly shortages$: Observable<Shortage> = this.shortage$.asObservable();

  /** @param mostSockets beyond so many open sockets new ones are cut without a word */
  constructor(private readonly mostSockets: number) {
    this.server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE,
    });
    this.server.maxConnections = mostSockets;
    this.server.on('drop', () => {
      this.turnAway();
    });
    let lastId: ConnectionId = 0;
    this.connections$ = new Observable((subscriber) => {
      const accept = (socket: Socket): void => {
        const connection = new TcpConnection((lastId += 1), socket, this.turns, this.forget);
        this.open.add(connection);
        if (!this.reading) connection.suspendReading(true);
        subscriber.next(connection);
      };
      this.server.on('connection', accept);
      return () => this.server.off('connection', accept);
    });
  }

  /**
   * Begins to listen; subscribe to `connections$` before.
   *
   * @param host an address or a name of this machine
   * @param port 0 picks a free one
   * @returns the address in use
   * @throws the system's error, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<AddressInfo> {
    this.server.listen({ host, port, backlog: BACKLOG });
    await once(this.server, 'listening');
    this.server.on('error', (error: Error) => {
      this.turnAway(error);
    });
    return this.server.address() as AddressInfo;
  }

  /** How many connections are open. */
  get size(): number {
    return this.open.size;
  }

  /**
   * Stops reading from all clients, those to come too, or goes on: for as long as what they send cannot be dealt with,
   * it waits in the network, and none of it here.
   */
  suspendReading(held: boolean): void {
    if (held !== this.reading) return; // as it is already
    this.reading = !held;
    for (const connection of this.open) connection.suspendReading(held);
  }

  /** Stops accepting. The promise is kept when the last connection has closed. */
  close(): Promise<void> {
    clearTimeout(this.shortage?.quiet);
    this.closed ??= new Promise((resolve) => {
      this.server.close(() => {
        // A server has closed when its last socket is destroyed, and that socket says so only after it.
        if (this.open.size === 0) resolve();
        else this.emptied = resolve;
      });
    });
    return this.closed;
  }

  /** Closes all connections now; returns how many there were. */
  closeConnections(): number {
    const { size } = this.open;
    for (const connection of this.open) connection.close('shutdown');
    return size;
  }

  private readonly forget = (connection: TcpConnection): void => {
    this.open.delete(connection);
    if (this.open.size === 0) this.emptied();
  };

  private turnAway(error?: Error): void {
    this.droppedConnections += 1;
    if (this.shortage) {
      this.shortage.quiet.refresh();
      return;
    }
    this.shortage = { before: this.droppedConnections - 1, quiet: setTimeout(this.calm, QUIET).unref() };
    this.shortage$.next({ over: false, open: this.open.size, ...(error && { error }) });
  }

  /** Nobody has been turned away for a while: there is room again, or nobody comes. */
  private readonly calm = (): void => {
    if (!this.shortage) return;
    if (this.open.size >= this.mostSockets) {
      this.shortage.quiet.refresh();
      return;
    }
    const dropped = this.droppedConnections - this.shortage.before;
    this.shortage = undefined;
    this.shortage$.next({ over: true, dropped });
  };
}
