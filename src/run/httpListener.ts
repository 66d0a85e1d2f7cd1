import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Observable } from 'rxjs';

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The limits of a connection, in ms and bytes, so that this port does not burden the chat. */
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
};
/** The timeout of an inactive connection, in ms. */
const IDLE_MS = 10_000;

/**
 * A listening HTTP socket as an Observable of exchanges.
 *
 * A connection serves one request: no client can keep one open, and pipelined requests receive a single response. Input
 * that is not HTTP receives a plain 400. No response identifies the program or its version.
 *
 * When only one socket is left, the connection that has been open longest without a request is closed, so that a
 * client that asks finds a socket. If all have asked, it is the one that has been sent its response first, and has not
 * read it. A connection whose response is still to come is never closed for another one.
 */
export class HttpListener {
  private readonly server: Server;
  /** The open connections, the oldest one first, each with its response as soon as it has sent a request. */
  private readonly open = new Map<Socket, ServerResponse | undefined>();

  /**
   * @param maxSockets the maximum number of open sockets, at least 2; the last one is kept free as far as possible
   * @param limits overrides of the default limits
   */
  constructor(maxSockets = 64, limits: Partial<typeof LIMITS> = {}) {
    this.server = createServer({ ...LIMITS, ...limits });
    this.server.maxConnections = maxSockets;
    this.server.maxRequestsPerSocket = 1;
    this.server.setTimeout(IDLE_MS);
    this.server.on('connection', (socket: Socket) => {
      this.open.set(socket, undefined);
      socket.once('close', () => this.open.delete(socket));
      if (this.open.size >= maxSockets) this.evict(socket);
    });
    this.server.on('request', (request, response) => {
      this.open.set(request.socket, response);
      response.setHeader('Connection', 'close');
    });
  }

  /** Emits each request while subscribed; the subscriber has to respond. Never completes. */
  readonly exchanges$ = new Observable<Exchange>((subscriber) => {
    const accept = (request: IncomingMessage, response: ServerResponse): void => {
      subscriber.next({ request, response });
    };
    this.server.on('request', accept);
    return () => this.server.off('request', accept);
  });

  /**
   * Starts to listen. Subscribe to `exchanges$` first.
   *
   * @param host an address or a host name of this machine
   * @param port the port; 0 picks a free one
   * @returns the address in use
   * @throws the system error, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<AddressInfo> {
    this.server.listen({ host, port });
    return this.listening();
  }

  /**
   * Takes over a socket that listens already. Subscribe to `exchanges$` first.
   *
   * @param fd its descriptor, which belongs to the listener from now on
   * @returns the address in use
   * @throws the system error if it is no socket that listens
   */
  async listenOn(fd: number): Promise<AddressInfo> {
    this.server.listen({ fd });
    return this.listening();
  }

  private async listening(): Promise<AddressInfo> {
    await once(this.server, 'listening');
    this.server.on('error', () => undefined); // a connection could not be accepted; the scraper retries
    return this.server.address() as AddressInfo;
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** Closes the connection that matters least, except the newest one. */
  private evict(newest: Socket): void {
    const others = Array.from(this.open).filter(([socket]) => socket !== newest && !socket.destroyed);
    const found = others.find(([, response]) => !response) ?? others.find(([, response]) => response?.writableEnded);
    found?.[0].destroy();
  }
}
