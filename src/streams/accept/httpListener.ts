import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable } from 'rxjs';

/** A request and the response that it waits for. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What a request may cost, in ms and bytes, so that strangers on this port cost the chat nothing. */
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
};

/** A listening HTTP socket as an Observable of exchanges. */
export class HttpListener {
  private readonly server: Server = createServer(LIMITS);

  /** @param mostSockets beyond so many open sockets new ones are cut */
  constructor(private readonly mostSockets = 64) {}

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
    this.server.maxConnections = this.mostSockets;
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
