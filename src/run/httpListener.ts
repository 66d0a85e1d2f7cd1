import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable } from 'rxjs';

/** A request and the response that it waits for. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What a connection may cost, in ms and bytes, so that strangers on this port cost the chat nothing. */
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
};
/** How long nothing may move on a connection, in ms. */
const IDLE = 10_000;

/**
 * A listening HTTP socket as an Observable of exchanges.
 *
 * A connection is for one request: so nobody can hold one, and requests that are sent together, before the answer to the
 * first, are not many answers. What is no HTTP gets a plain 400. Nothing tells what program this is, or which version.
 */
export class HttpListener {
  private readonly server: Server;

  /**
   * @param mostSockets beyond so many open sockets new ones are cut
   * @param limits how long what may take
   */
  constructor(mostSockets = 64, limits: Partial<typeof LIMITS> = {}) {
    this.server = createServer({ ...LIMITS, ...limits });
    this.server.maxConnections = mostSockets;
    this.server.maxRequestsPerSocket = 1;
    this.server.setTimeout(IDLE);
    this.server.on('request', (_, response) => response.setHeader('Connection', 'close'));
  }

  /** Each request while somebody is subscribed, who has to answer it. Never completes by itself. */
  readonly exchanges$ = new Observable<Exchange>((subscriber) => {
    const accept = (request: IncomingMessage, response: ServerResponse): void => {
      subscriber.next({ request, response });
    };
    this.server.on('request', accept);
    return () => this.server.off('request', accept);
  });

  /**
   * Begins to listen; subscribe to `exchanges$` before.
   *
   * @param host an address or a name of this machine
   * @param port 0 picks a free one
   * @returns the address in use
   * @throws the system's error, such as EADDRINUSE
   */
  async listen(host: string, port: number): Promise<AddressInfo> {
    this.server.listen({ host, port });
    await once(this.server, 'listening');
    this.server.on('error', () => undefined); // somebody could not be let in, and asks again
    return this.server.address() as AddressInfo;
  }

  /** Stops listening and closes what is open. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
