import { EMPTY, type Observable, Subject } from 'rxjs';
import type { Shown } from '../model/firstLine';
import { rawAnswer, sentence } from './httpAnswer';
import type { TcpConnection } from './tcpConnection';

/** What is spoken without TLS; each is a label of the metrics. */
export const PLAIN_PROTOCOLS = ['text', 'http', 'ssh', 'proxy'] as const satisfies readonly Exclude<Shown, 'tls'>[];
export type PlainProtocol = (typeof PLAIN_PROTOCOLS)[number];

/** A connection that had to use TLS and did not. */
export interface PlainRefusal {
  readonly address: string;
  /** What it spoke instead; silence is text. */
  readonly protocol: PlainProtocol;
}

const NEEDS_TLS = 'this server takes connections with TLS only';
const IN_TEXT = Buffer.from(`SYSTEM: ${NEEDS_TLS}, such as: openssl s_client -quiet -connect HOST:PORT\n`);
const IN_HTTP = rawAnswer(sentence(426, `${NEEDS_TLS}, such as https://HOST:PORT`, { Upgrade: 'TLS/1.2, HTTP/1.1' }));

/** Turns away those who have to use TLS and do not, which are no clients, and counts them. */
export class PlainRefusals {
  /** How many spoke what. */
  readonly counts: Record<PlainProtocol, number> = { text: 0, http: 0, ssh: 0, proxy: 0 };
  private readonly refusal$ = new Subject<PlainRefusal>();

  /** Emits each connection that is turned away. */
  readonly refusals$: Observable<PlainRefusal> = this.refusal$.asObservable();

  /**
   * Answers a connection in the form of its own protocol, and ends it.
   *
   * @param connection the connection
   * @param protocol what it speaks
   * @returns the client that comes of it: none
   */
  refuse(connection: TcpConnection, protocol: PlainProtocol): Observable<never> {
    this.counts[protocol] += 1;
    this.refusal$.next({ address: connection.remote.address, protocol });
    connection.write(protocol === 'http' ? IN_HTTP : IN_TEXT);
    connection.end();
    return EMPTY;
  }
}
