import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import { EMPTY, mergeMap, Observable, type Subscriber } from 'rxjs';
import { AttendedTimeout } from './attendedTimeout';
import { readHello } from './clientHello';
import { ReadTurns } from './readTurns';
import { type HandedOver, TcpConnection } from './tcpConnection';
import type { Transport } from './transports';

/** The time that a handshake may take, in ms, from its first byte. */
const HANDSHAKE_MS = 10_000;

/** Why a handshake failed; each is a label of the metrics. */
export const HANDSHAKE_FAILURES = ['timeout', 'closed', 'no_common_version', 'rejected_by_client', 'protocol'] as const;
export type HandshakeFailure = (typeof HANDSHAKE_FAILURES)[number];

/** The certificate with its chain, and its key, in PEM. */
export type Identity = Required<Pick<SecureContextOptions, 'cert' | 'key'>>;

const CLIENT_ALERTS =
  /alert (?:unknown ca|bad certificate|certificate expired|certificate unknown|unsupported certificate)/i;
const NO_COMMON = /unsupported protocol|no shared cipher|no suitable|wrong version number|version too low/i;

/** Which failure an error of the TLS library stands for. */
export function handshakeFailure({ code, message }: NodeJS.ErrnoException): HandshakeFailure {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'closed';
  if (NO_COMMON.test(message)) return 'no_common_version';
  return CLIENT_ALERTS.test(message) ? 'rejected_by_client' : 'protocol';
}

/**
 * TLS 1.2 and 1.3. What is inside is recognized again, so a browser and a person come in by the same port.
 *
 * A handshake is mostly one signature, which takes as long as hundreds of lines to a room. So one is begun in a turn of the
 * event loop, and the chat goes on between them. It waits for that until its hello is whole, so that nobody can begin many
 * and complete them at one moment.
 */
export class TlsTransport {
  /** Handshakes that were completed. */
  handshakes = 0;
  /** Those that were not. */
  readonly failures: Record<HandshakeFailure, number> = {
    timeout: 0,
    closed: 0,
    no_common_version: 0,
    rejected_by_client: 0,
    protocol: 0,
  };
  private readonly server: Server;
  private readonly starts = new ReadTurns();
  private readonly pending = new Map<string, Handshake>();

  /**
   * @param identity the certificate of the server; it has been checked
   * @param turns the queue in which all clients wait for their turn to be read
   */
  constructor(
    identity: Identity,
    private readonly turns: ReadTurns,
  ) {
    this.server = createServer({ ...identity, ...OPTIONS });
    this.server.on('secureConnection', (socket) => this.handshakeOf(socket)?.succeed(socket));
    this.server.on('tlsClientError', (error, socket) => {
      this.handshakeOf(socket)?.fail(handshakeFailure(error));
      socket.destroy(); // Node.js leaves that to us
    });
  }

  /** Uses another certificate for handshakes from now on; open connections go on. */
  use(identity: Identity): void {
    this.server.setSecureContext({ ...identity, ...OPTIONS });
  }

  /** Takes over the sockets that begin with a handshake. */
  readonly transport: Transport = (socket, inside) =>
    this.handshake(socket).pipe(
      mergeMap((secure) => {
        const connection = new TcpConnection(socket.id, secure, this.turns, undefined, socket.remote);
        socket.use(connection);
        return inside(connection);
      }),
    );

  /** Emits the socket when its handshake is done and completes, or completes when that has failed. */
  private handshake({ socket }: HandedOver): Observable<TLSSocket> {
    const key = keyOf(socket);
    if (key === undefined) return EMPTY;
    return new Observable((subscriber) => {
      const handshake = new Handshake(subscriber, (failure) => {
        if (failure === undefined) this.handshakes += 1;
        else this.failures[failure] += 1;
      });
      this.pending.set(key, handshake);
      const timeout = new AttendedTimeout(() => {
        handshake.fail('timeout');
        socket.destroy();
      }, HANDSHAKE_MS);
      const onClose = (): void => handshake.fail('closed');
      socket.once('close', onClose);
      const start = {
        resume: () => {
          if (!socket.destroyed && !subscriber.closed) this.server.emit('connection', socket);
          return false; // the next one in the next turn
        },
      };
      const stopReading = readHello(socket, (found) => {
        if (found === 'whole') this.starts.wait(start);
        else handshake.fail(found === 'ended' ? 'closed' : 'protocol');
      });
      return () => {
        stopReading();
        timeout.clear();
        socket.off('close', onClose);
        if (this.pending.get(key) === handshake) this.pending.delete(key);
      };
    });
  }

  private handshakeOf(socket: TLSSocket): Handshake | undefined {
    const key = keyOf(socket);
    return key === undefined ? undefined : this.pending.get(key);
  }
}

/**
 * No version below 1.2, and no further handshake within a connection, as each costs a signature. `handshakeTimeout` of Node.js does not
 * close the socket, so there is a timeout here.
 */
const OPTIONS = {
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  handshakeTimeout: 0x7fff_ffff,
} as const;

/** What is known of an open socket and of no other. */
function keyOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | undefined {
  if (remoteAddress === undefined) return undefined;
  return `${remoteAddress} ${remotePort ?? 0} ${localAddress ?? ''} ${localPort ?? 0}`;
}

/** A handshake that has not ended. */
class Handshake {
  constructor(
    private readonly subscriber: Subscriber<TLSSocket>,
    private readonly ended: (failure?: HandshakeFailure) => void,
  ) {}

  succeed(socket: TLSSocket): void {
    if (this.subscriber.closed) return;
    socket.disableRenegotiation(); // OpenSSL makes none; by this it is reported that one was asked for
    socket.on('error', () => socket.destroy()); // Node.js leaves it open
    this.ended();
    this.subscriber.next(socket);
    this.subscriber.complete();
  }

  fail(failure: HandshakeFailure): void {
    if (this.subscriber.closed) return;
    this.ended(failure);
    this.subscriber.complete();
  }
}
