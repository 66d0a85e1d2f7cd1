import { catchError, EMPTY, finalize, mergeMap, type Observable, of, type OperatorFunction } from 'rxjs';
import { mergeMapLean } from '../../operators/mergeMapLean';
import { recognize, type Recognized } from '../../operators/recognize';
import { isLoopback } from '../model/address';
import type { Remote } from '../model/connection';
import type { Shown } from '../model/firstLine';
import type { ForeignProtocol } from '../model/foreignProtocol';
import type { ClientConnection } from './clientConnection';
import { PlainRefusals } from './plainRefusals';
import { ProtocolRecognizer } from './protocolRecognizer';
import { silence } from './silence';
import type { HandedOver, TcpConnection } from './tcpConnection';
import { Unrecognized, type UnrecognizedLimits } from './unrecognized';

/**
 * Takes a socket over. Emits the client that comes of it and completes then; or completes when the socket has closed. Until
 * it completes the socket counts against its address.
 *
 * @param socket the socket; its first bytes are still to be read from it
 * @param inside recognizes what is spoken inside of this protocol
 */
export type Transport = (
  socket: HandedOver,
  inside: (connection: TcpConnection) => Observable<ClientConnection>,
) => Observable<ClientConnection>;

/** The transports of the protocols that are served beside text. */
export type Transports = Readonly<Partial<Record<ForeignProtocol, Transport>>>;

/** How long connections are waited for, and how many of them. */
export interface RecognitionLimits extends UnrecognizedLimits {
  /** The silence after which a client is asked for its name, in ms. */
  readonly greetingDelay: number;
  /** Who may speak without TLS: all, those on loopback addresses, or nobody. */
  readonly plain: 'allow' | 'loopback' | 'refuse';
}

/** How long what looks like the start of another protocol is waited for in all, in ms. */
const FIRST_LINE_MS = 3000;

/** A connection that is over before it has shown anything is a client too, so that it is counted; its end follows at once. */
const OVER$: Observable<Recognized<Uint8Array, Shown>> = of({ as: 'text', first: [] });

/**
 * Gives each accepted connection to the transport of the protocol that its first bytes show.
 *
 * ```
 * accepted$    --a-----b---------          a sends its name at once, b nothing
 *              transports(...)
 * result       --a-------------b-          b after the silence
 * ```
 *
 * What is text, or belongs to no transport, is a client as it is: the decoding behind it answers what is not served.
 *
 * @param served the transports
 * @param limits how long to wait, and for how many connections
 * @param refusals turns away those who have to use TLS and do not
 * @returns an operator from accepted connections to clients
 */
export function transports(
  served: Transports,
  limits: RecognitionLimits,
  refusals = new PlainRefusals(),
): OperatorFunction<TcpConnection, ClientConnection> {
  const { greetingDelay, plain } = limits;
  const times = [greetingDelay, Math.max(greetingDelay, FIRST_LINE_MS)];
  const unrecognized = new Unrecognized(limits);
  const mayBePlain = ({ address }: Remote): boolean =>
    plain === 'allow' || (plain === 'loopback' && isLoopback(address));
  const clientOf = recognition(served, times, mayBePlain, refusals);
  return mergeMapLean((connection): Observable<ClientConnection> => {
    const leave = connection.origin === 'web' ? () => undefined : unrecognized.enter(connection.remote.address);
    if (leave) return clientOf(connection).pipe(finalize(leave));
    return mayBePlain(connection.remote) ? of(connection) : refusals.refuse(connection, 'text');
  });
}

/** Makes the function that recognizes a connection; inside of a protocol, those of another protocol are not looked for again. */
function recognition(
  served: Transports,
  times: readonly number[],
  mayBePlain: (remote: Remote) => boolean,
  refusals: PlainRefusals,
): (connection: TcpConnection) => Observable<ClientConnection> {
  const inside = (connection: TcpConnection): Observable<ClientConnection> =>
    recognition(served.http ? { http: served.http } : {}, times, () => true, refusals)(connection);
  return (connection) =>
    connection.chunks$.pipe(
      recognize(
        silence(times, () => connection.isUnread),
        () => new ProtocolRecognizer(),
      ),
      catchError(() => OVER$),
      mergeMap(({ as, first }) => {
        if (as !== 'tls' && !isCheck(connection, first) && !mayBePlain(connection.remote))
          return refusals.refuse(connection, as);
        const transport = as === 'text' ? undefined : served[as];
        const socket = transport && connection.handOver(first);
        if (transport && socket) return transport(socket, inside);
        if (isCheck(connection, first)) {
          connection.end();
          return EMPTY;
        }
        connection.unread(first);
        return of(connection);
      }),
    );
}

/**
 * Whether a proxy only looks whether the server is there: it says so, or it names no client and ends before any byte. That is
 * neither a client nor an error.
 */
function isCheck({ origin, hasEnded }: TcpConnection, first: readonly Uint8Array[]): boolean {
  return origin === 'proxy' || (origin === 'unnamed' && hasEnded && first.length === 0);
}
