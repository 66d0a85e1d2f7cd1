import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { interval, Observable, type Subscriber, tap } from 'rxjs';
import { AttendedTimeout } from './attendedTimeout';
import type { ClientConnection } from './clientConnection';
import { forwardedFor } from './forwardedFor';
import { type HttpAnswer, rawAnswer, sentence } from './httpAnswer';
import { LingeringEnd } from './lingeringEnd';
import { answerOf, type Site } from './site';
import type { HandedOver, TcpConnection } from './tcpConnection';
import type { Transport } from './transports';
import { isAllowedOrigin, isKnownHost, type OriginPolicy, type Visit } from './webOrigin';
import { PING, WebSocketFraming } from './webSocketFraming';
import { SharedFrames } from './webSocketFrames';
import { handshakeOf } from './webSocketHandshake';

/** What became of the handshakes of WebSockets; each is a label of the metrics. */
export const HANDSHAKE_RESULTS = ['opened', 'malformed', 'host', 'origin'] as const;
export type HandshakeResult = (typeof HANDSHAKE_RESULTS)[number];

/** What is served, and to whom. */
export interface WebPolicy extends OriginPolicy {
  /** The page; nothing if HTTP is not served. */
  readonly site: Site | undefined;
  /** Whether an address is that of a proxy whose X-Forwarded-For is believed. */
  readonly isProxy: (address: string) => boolean;
}

/** The time that a client has for a request, from the connection or from the answer before it, in ms. */
const REQUEST_MS = 10_000;

/** The most connections that are no WebSockets; the oldest one makes room for another. */
const MAX_VISITORS = 512;

/** How often it is looked whether the other ends of WebSockets are still there, in ms. */
const PING_MS = 30_000;

const OPTIONS = {
  maxHeaderSize: 8192,
  maxRequestsPerSocket: 32,
  keepAliveTimeout: 5000,
  requireHostHeader: false, // answered here, with a sentence
};

const NOT_SERVED = sentence(404, 'this server has neither a page nor WebSockets: connect with nc or telnet');
const MALFORMED = sentence(400, 'that is no request of HTTP that this server understands');
const TOO_LARGE = sentence(431, `the head of a request is at most ${OPTIONS.maxHeaderSize} bytes here`);
const TOO_LATE = sentence(408, `a request takes at most ${REQUEST_MS / 1000} seconds here`);
const NO_SOCKET = sentence(426, 'this is where WebSockets connect; for the page go to /', { Upgrade: 'websocket' });
const WRONG_METHOD = sentence(405, 'only GET is allowed here', { Allow: 'GET' });

/** The path of WebSockets. */
const CHAT = '/chat';

/**
 * HTTP: the page, and WebSockets. A WebSocket is the connection that it came by, in which lines stand within frames: limits,
 * backpressure and endings are those of every other client.
 *
 * @see docs/decisions/0037-a-websocket-is-a-framing.md
 */
export class WebTransport {
  /** What became of the handshakes. */
  readonly handshakes: Record<HandshakeResult, number> = { opened: 0, malformed: 0, host: 0, origin: 0 };
  private readonly server: Server;
  private readonly visitors = new Map<Duplex, Visitor>();
  private readonly open = new Map<TcpConnection, WebSocketFraming>();
  private readonly frames = new Map<string | undefined, SharedFrames>(); // of each dialect, since their lines alternate

  /** @param policy what is served, and to whom */
  constructor(private readonly policy: WebPolicy) {
    this.server = createServer(OPTIONS, (request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.server.on('connect', (_, socket) => this.refuse(socket, WRONG_METHOD));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
      else this.refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : MALFORMED);
    });
  }

  /** Takes over the sockets that begin with a request. */
  readonly transport: Transport = (handedOver) =>
    new Observable((subscriber) => {
      const { socket } = handedOver;
      const visitor = new Visitor(handedOver, subscriber, () => this.refuse(socket, TOO_LATE));
      for (const [oldest] of this.visitors.size < MAX_VISITORS ? [] : this.visitors) {
        oldest.destroy();
        break;
      }
      this.visitors.set(socket, visitor);
      const onClose = (): void => subscriber.complete();
      socket.once('close', onClose);
      this.server.emit('connection', socket);
      socket.resume();
      return () => {
        socket.off('close', onClose);
        visitor.timeout.clear();
        this.visitors.delete(socket);
      };
    });

  /** Sends a ping to each WebSocket at an interval while subscribed, and closes those from which nothing comes. Emits nothing of use. */
  watch(): Observable<unknown> {
    return interval(PING_MS).pipe(tap(() => setImmediate(this.look))); // what has come by then is read first
  }

  private readonly look = (): void => {
    for (const [connection, framing] of this.open) {
      // What is full or not read cannot show that it is there; for the one there is --slow-client-timeout.
      const isSilent = framing.isSilent && connection.isAttended;
      framing.isSilent = connection.isAttended;
      if (isSilent) connection.close('timeout');
      else if (framing.isSilent) connection.writeRaw(PING);
    }
  };

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.visitors.get(request.socket)?.timeout.clear();
    const { status, headers, body } = this.answerTo(request);
    const { method = '' } = request;
    const isLast = status >= 400;
    response.writeHead(status, isLast ? { ...headers, Connection: 'close' } : headers);
    response.end(method === 'HEAD' ? undefined : body, () => this.visitors.get(request.socket)?.begin());
    request.resume();
  }

  private answerTo(request: IncomingMessage): HttpAnswer {
    const { method = '', httpVersion, headers } = request;
    const { site } = this.policy;
    if (!site) return NOT_SERVED;
    if (httpVersion === '1.1' && headers.host === undefined) return MALFORMED;
    if (!isKnownHost(this.visitOf(request), this.policy)) return unknownHost(headers.host);
    const path = pathOf(request);
    if (path !== CHAT) return answerOf(site, { method, path, headers });
    return method === 'GET' ? NO_SOCKET : WRONG_METHOD;
  }

  /** What asks for another protocol than a WebSocket here is answered as if it had not: so RFC 9110, 7.8 has it. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const visitor = this.visitors.get(socket);
    if (!visitor) return;
    const isSocket = this.policy.site && pathOf(request) === CHAT && request.method === 'GET';
    if (!isSocket) {
      const answer = this.answerTo(request);
      this.refuse(socket, request.method === 'HEAD' ? { ...answer, body: Buffer.alloc(0) } : answer);
      return;
    }
    const visit = this.visitOf(request);
    const handshake = handshakeOf(request.headers);
    if (!isAllowedOrigin(visit, this.policy)) {
      const isKnown = isKnownHost(visit, this.policy);
      this.handshakes[isKnown ? 'origin' : 'host'] += 1;
      this.refuse(socket, isKnown ? crossSite(visit.origin) : unknownHost(visit.host));
    } else if ('status' in handshake) {
      this.handshakes.malformed += 1;
      this.refuse(socket, handshake);
    } else {
      this.handshakes.opened += 1;
      visitor.handedOver.socket.setTimeout(0);
      socket.write(handshake.head);
      if (head.length > 0) socket.unshift(head);
      visitor.become(this.webSocket(visitor.handedOver, handshake.dialect, request));
    }
  }

  private webSocket(handedOver: HandedOver, dialect: string | undefined, request: IncomingMessage): TcpConnection {
    const frames = this.frames.get(dialect) ?? new SharedFrames();
    this.frames.set(dialect, frames);
    const framing = new WebSocketFraming(frames);
    const { address, port } = handedOver.remote;
    const client = forwardedFor(address, request.headers['x-forwarded-for']?.toString(), this.policy.isProxy);
    const remote = { address: client, port: client === address ? port : 0 };
    const connection = handedOver.giveBack({ framing, dialect, remote });
    this.open.set(connection, framing);
    handedOver.socket.once('close', () => this.open.delete(connection));
    return connection;
  }

  private visitOf({ socket, headers: { host, origin } }: IncomingMessage): Visit {
    const address = this.visitors.get(socket)?.handedOver.remote.address ?? '';
    return { host, origin, isVouchedFor: socket instanceof TLSSocket || this.policy.isProxy(address) };
  }

  /** Answers what is no request, or whose connection is not of HTTP any more; that is the end of it. */
  private refuse(socket: Duplex, answer: HttpAnswer): void {
    socket.removeAllListeners('data').resume();
    socket.write(rawAnswer(answer));
    this.visitors.get(socket)?.leave();
  }
}

/** A connection that speaks HTTP. */
class Visitor {
  timeout: AttendedTimeout;

  constructor(
    readonly handedOver: HandedOver,
    private readonly subscriber: Subscriber<ClientConnection>,
    private readonly tooLate: () => void,
  ) {
    const { socket } = handedOver;
    handedOver.use({ suspendReading: () => undefined, close: () => socket.destroy() });
    this.timeout = new AttendedTimeout(tooLate, REQUEST_MS);
  }

  /** Waits for the next request. */
  begin(): void {
    if (!this.subscriber.closed) this.timeout = new AttendedTimeout(this.tooLate, REQUEST_MS);
  }

  /** Ends our side, and waits for the end of the other one. */
  leave(): void {
    this.timeout.clear();
    const { socket } = this.handedOver;
    const lingering = new LingeringEnd(socket);
    socket.once('close', () => lingering.clear());
    lingering.start();
  }

  /** It is a client from here on. */
  become(connection: TcpConnection): void {
    this.subscriber.next(connection);
    this.subscriber.complete();
  }
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** What a request says, as far as it is safe to show. */
const shown = (text = ''): string => text.slice(0, 253).replace(/[^\x21-\x7e]/g, '?');

const unknownHost = (host?: string): HttpAnswer =>
  sentence(
    421,
    `this server does not know that it is called ${shown(host)}; its operator can say so: --web-origins http://${shown(host)}`,
  );

const crossSite = (origin?: string): HttpAnswer =>
  sentence(
    403,
    `pages of ${shown(origin)} may not use this server; its operator can allow it: --web-origins ${shown(origin)}`,
  );
