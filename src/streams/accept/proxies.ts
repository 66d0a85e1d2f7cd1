import { type BlockList, isIPv6 } from 'node:net';
import { catchError, EMPTY, mergeMap, type MonoTypeOperatorFunction, type Observable, of, Subject } from 'rxjs';
import { mergeMapLean } from '../../operators/mergeMapLean';
import { recognize, type Recognized, type Recognizer } from '../../operators/recognize';
import { NO_ADDRESS } from '../model/connection';
import { FirstLine } from '../model/firstLine';
import { type ProxyHeader, readProxyHeader } from './proxyHeader';
import { silence } from './silence';
import type { TcpConnection } from './tcpConnection';

/** The time that a proxy has to send its header, in ms. */
const HEADER_MS = 3000;

/** What becomes of connections from trusted proxies; each is a label of the metrics. */
export const PROXY_RESULTS = ['client', 'web', 'unnamed', 'check', 'invalid', 'late'] as const;
export type ProxyResult = (typeof PROXY_RESULTS)[number];

/** A connection from a trusted proxy that did not begin with a header. */
export interface ProxyFault {
  /** The address of the proxy. */
  readonly address: string;
  readonly reason: Extract<ProxyResult, 'invalid' | 'late'>;
}

/** What was read of a connection from a proxy. */
type Found = ProxyHeader | { readonly type: 'http' } | { readonly type: 'late' } | { readonly type: 'nothing' };

/** For the person who is behind a proxy that sends no header. */
const NO_HEADER = Buffer.from('SYSTEM: the proxy of this server has to send a PROXY header, and did not\n');

/**
 * The proxies that are believed: a connection from one of them has to begin with a header of the PROXY protocol, which
 * says where its client is. Requests of HTTP need none: each has that in its own head.
 */
export class Proxies {
  /** How many connections became what. */
  readonly results: Record<ProxyResult, number> = { client: 0, web: 0, unnamed: 0, check: 0, invalid: 0, late: 0 };
  private readonly fault$ = new Subject<ProxyFault>();

  /** Emits each connection that did not begin with a header. */
  readonly faults$: Observable<ProxyFault> = this.fault$.asObservable();

  /** @param trusted the addresses of the proxies */
  constructor(private readonly trusted: BlockList) {}

  /**
   * Gives each connection the address of its client.
   *
   * ```
   * accepted$    --a-----b------      a from a proxy, whose header comes a little later
   *              named()
   * result       ----a---b------      a with the address of its client
   * ```
   *
   * A connection that a proxy makes and ends without a byte, as some check whether a server is there, is none. One without a
   * valid header within 3 s is closed.
   *
   * @returns an operator from accepted connections to those of clients, and of checks with a header
   */
  named(): MonoTypeOperatorFunction<TcpConnection> {
    return mergeMapLean((connection) => {
      const { address } = connection.remote;
      // A connection that was gone before its address could be read is a check: nobody else is as quick.
      if (address !== NO_ADDRESS && !this.isTrusted(address)) return of(connection);
      return connection.chunks$.pipe(
        recognize(
          silence([HEADER_MS], () => connection.isUnread),
          () => new HeaderRecognizer(),
        ),
        catchError(() => NOTHING$),
        mergeMap(({ as, first }) => this.withHeader(connection, as, first)),
      );
    });
  }

  /** Whether an address is that of a proxy. */
  isTrusted(address: string): boolean {
    const plain = address.split('%', 1)[0] ?? '';
    return this.trusted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  }

  private withHeader(connection: TcpConnection, found: Found, first: readonly Uint8Array[]): Observable<TcpConnection> {
    switch (found.type) {
      case 'client':
      case 'unknown': {
        const { address } = connection.remote;
        // Checks of HAProxy with version 1 name the proxy itself, and may be gone before its address can be read.
        const isNamed = found.type === 'client' && found.remote.address !== address && address !== NO_ADDRESS;
        if (found.type === 'client') connection.remote = found.remote;
        if (!isNamed) connection.origin = 'unnamed';
        this.results[isNamed ? 'client' : 'unnamed'] += 1;
        break;
      }
      case 'local':
        connection.origin = 'proxy';
        this.results.check += 1;
        break;
      case 'http':
        connection.origin = 'web';
        this.results.web += 1;
        connection.unread(first);
        return of(connection);
      case 'nothing':
        this.results.check += 1;
        connection.end();
        return EMPTY;
      case 'invalid':
      case 'late':
        this.results[found.type] += 1;
        this.fault$.next({ address: connection.remote.address, reason: found.type });
        connection.write(NO_HEADER);
        connection.end();
        return EMPTY;
    }
    const rest = Buffer.concat(first).subarray(found.length);
    if (rest.length > 0) connection.unread([rest]);
    return of(connection);
  }
}

/** A proxy that has connected and gone. */
const NOTHING$: Observable<Recognized<Uint8Array, Found>> = of({ as: { type: 'nothing' }, first: [] });

/** Recognizes the header in front of a connection. */
class HeaderRecognizer implements Recognizer<Uint8Array, Found> {
  private bytes = Buffer.alloc(0);
  private readonly line = new FirstLine();

  next(bytes: Uint8Array): Found | undefined {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    const shown = this.line.add(bytes) ?? (this.line.isOpen ? undefined : 'text');
    const header = readProxyHeader(this.bytes);
    if (header?.type !== 'invalid') return header;
    if (shown === 'http') return { type: 'http' };
    return shown === undefined ? undefined : header;
  }

  timePassed(): Found {
    return { type: 'late' };
  }

  complete(): Found {
    return { type: this.bytes.length === 0 ? 'nothing' : 'invalid' };
  }
}
