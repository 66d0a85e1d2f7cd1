import type { Observable } from 'rxjs';
import type { Ending } from './ending';

/** Names a connection for as long as the server runs; never used twice. */
export type ConnectionId = number;

/** The address of a connection that was gone before anybody could look at where it came from. */
export const NO_ADDRESS = 'unknown';

/** Where a connection comes from. */
export interface Remote {
  /** The IP address, an IPv4 one always as four numbers; or `NO_ADDRESS`. */
  readonly address: string;
  readonly port: number;
}

/** One client's connection, whatever carries it: a TCP socket here, TLS or a WebSocket in another file. */
export interface Connection {
  readonly id: ConnectionId;
  readonly remote: Remote;
  /**
   * What the client sends, for one subscriber at a time. Completes when the client ends its side; errors with a
   * `ConnectionEndedError` when the connection is over in any other way.
   */
  readonly chunks$: Observable<Uint8Array>;
  /** Whether the client takes more, for one subscriber: false when a write found it full, true when it has drained. */
  readonly demand$: Observable<boolean>;
  /** Reads nothing for a while: so long, on top of what was asked for since it last read, but no longer than a second. */
  pauseReading(ms: number): void;
  /**
   * Writes at once what fits, keeps the rest, and says through `demand$` that there was a rest; what is written before
   * that has drained is not taken at all where it would go beyond the socket's own buffer.
   */
  write(bytes: Uint8Array): void;
  /** Ends our side after all that was written, then lets the client end its own; cuts it where it does not. */
  end(): void;
  /** Ends the connection now. What was not sent is lost. */
  close(ending: Ending): void;
}
