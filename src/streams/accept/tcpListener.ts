import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { firstValueFrom, Observable, Subject } from 'rxjs';
import type { ConnectionId } from '../model/ids';
import { ReadTurns } from './readTurns';
import { TcpConnection } from './tcpConnection';

/** The idle time after which TCP keepalive probes a connection, in ms. */
const KEEPALIVE_MS = 60_000;

/** The maximum number of connections that wait in the kernel to be accepted; the kernel may lower it. */
const BACKLOG = 4096;

/**
 * A shortage ends when no connection has been dropped for this time, in ms. In a burst of connections a free socket is
 * taken at once, so a single free socket is not the end.
 */
const QUIET_MS = 2000;

/**
 * The start or the end of a shortage: no socket is left, or the system failed to accept a connection. There is one
 * start and one end, regardless of the number of dropped connections in between.
 */
export type Shortage =
  | { readonly over: false; readonly open: number; readonly error?: Error }
  | { readonly over: true; readonly dropped: number };

/** A listening TCP socket as an Observable of connections. */
export class TcpListener {
  private readonly server: Server;
  private readonly open = new Set<TcpConnection>();
  /** The queue in which all clients wait for their turn to be read. */
  readonly turns = new ReadTurns();
  private isSuspended = false;
  private lastId: ConnectionId = 0;
  private closed: Promise<void> | undefined;
  private readonly empty$ = new Subject<void>();
  private readonly shortage$ = new Subject<Shortage>();
  private shortage: { readonly before: number; readonly quiet: NodeJS.Timeout } | undefined;
  /** The total number of connections that were dropped on accept, by this process or by the system. */
  droppedConnections = 0;

  /** Emits each accepted connection while subscribed. Neither completes nor errors. */
  readonly connections$: Observable<TcpConnection>;

  /** Emits each time that the last open connection has closed. Neither completes nor errors. */
  readonly emptied$: Observable<void> = this.empty$.asObservable();

  /** Emits the start and the end of each shortage. It only reports: the listener works on. */
  readonly shortages$: Observable<Shortage> = this.shortage$.asObservable();

  /** @param maxSockets the maximum number of open sockets; further connections are dropped on accept */
  constructor(private maxSockets: number) {
    this.server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE_MS,
    });
    this.server.maxConnections = maxSockets;
    this.server.on('drop', () => {
      this.drop();
    });
    this.connections$ = new Observable((subscriber) => {
      const accept = (socket: Socket): void => {
        const connection = new TcpConnection((this.lastId += 1), socket, this.turns, this.remove);
        this.open.add(connection);
        if (this.isSuspended) connection.suspendReading(true);
        subscriber.next(connection);
      };
      this.server.on('connection', accept);
      return () => this.server.off('connection', accept);
    });
  }

  /**
   * Starts to listen. Subscribe to `connections$` first.
   *
   * @param host an address or a host name of this machine
   * @param port the port; 0 picks a free one
   * @returns the address in use
   * @throws the system error, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<AddressInfo> {
    this.server.listen({ host, port, backlog: BACKLOG });
    return this.listening();
  }

  /**
   * Takes over a socket that listens already. Subscribe to `connections$` first.
   *
   * @param fd its descriptor, which belongs to the listener from now on
   * @returns the address in use
   * @throws the system error if it is no socket that listens
   */
  async listenOn(fd: number): Promise<AddressInfo> {
    this.server.listen({ fd }, BACKLOG);
    return this.listening();
  }

  private async listening(): Promise<AddressInfo> {
    await once(this.server, 'listening');
    this.server.on('error', (error: Error) => {
      this.drop(error);
    });
    return this.server.address() as AddressInfo;
  }

  /** The ids of connections follow this one from here on. */
  numberFrom(id: ConnectionId): void {
    this.lastId = id;
  }

  /** Sets another maximum number of open sockets; those that are open stay. */
  limitTo(maxSockets: number): void {
    this.maxSockets = maxSockets;
    this.server.maxConnections = maxSockets;
  }

  /** The open connections. */
  get openConnections(): Iterable<TcpConnection> {
    return this.open;
  }

  /** The number of open connections. */
  get size(): number {
    return this.open.size;
  }

  /**
   * Suspends or resumes reading from all clients, including new ones. While it is suspended, TCP flow control slows the
   * clients down and no input is buffered here.
   */
  suspendReading(isSuspended: boolean): void {
    if (isSuspended === this.isSuspended) return;
    this.isSuspended = isSuspended;
    for (const connection of this.open) connection.suspendReading(isSuspended);
  }

  /** Lets all input wait, or lets it go on: what comes from a client is read once more, and is not handled until then. */
  holdReading(isHeld: boolean): void {
    this.turns.hold(isHeld);
  }

  /** Stops accepting connections. Resolves when the last connection has closed. */
  close(): Promise<void> {
    clearTimeout(this.shortage?.quiet);
    this.closed ??= new Promise<void>((resolve) => this.server.close(() => resolve())).then(() =>
      // The server emits `close` when its last socket is destroyed, before the `close` event of that socket.
      this.open.size === 0 ? undefined : firstValueFrom(this.empty$, { defaultValue: undefined }),
    );
    return this.closed;
  }

  /** Closes all connections immediately; returns their number. */
  closeConnections(): number {
    const { size } = this.open;
    for (const connection of this.open) connection.close('shutdown');
    return size;
  }

  private readonly remove = (connection: TcpConnection): void => {
    this.open.delete(connection);
    if (this.open.size === 0) this.empty$.next();
  };

  private drop(error?: Error): void {
    this.droppedConnections += 1;
    if (this.shortage) {
      this.shortage.quiet.refresh();
      return;
    }
    this.shortage = { before: this.droppedConnections - 1, quiet: setTimeout(this.endShortage, QUIET_MS).unref() };
    this.shortage$.next({ over: false, open: this.open.size, ...(error && { error }) });
  }

  /** No connection has been dropped for a while: the shortage is over, unless all sockets are still in use. */
  private readonly endShortage = (): void => {
    if (!this.shortage) return;
    if (this.open.size >= this.maxSockets) {
      this.shortage.quiet.refresh();
      return;
    }
    const dropped = this.droppedConnections - this.shortage.before;
    this.shortage = undefined;
    this.shortage$.next({ over: true, dropped });
  };
}
