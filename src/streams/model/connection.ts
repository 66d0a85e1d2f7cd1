import type { Observable } from 'rxjs';
import type { ConnectionId } from './ids';

/** The address of a connection that was gone before its address could be read. */
export const NO_ADDRESS = 'unknown';

/** Where a connection comes from. */
export interface Remote {
  /** The IP address, an IPv4 one always as four numbers; or `NO_ADDRESS`. */
  readonly address: string;
  readonly port: number;
}

/**
 * One client's connection as a source: what it sends, and whether it takes more. What goes to it is a `Write`, which the
 * driver of its transport carries out; nothing in the stages can write to it.
 */
export interface Connection {
  readonly id: ConnectionId;
  readonly remote: Remote;
  /** The dialect that was agreed on before the first line, by name. Without one the client begins in the first of all dialects. */
  readonly dialect?: string;
  /** Whether lines come within the frames of a protocol: then none of them is the start of another protocol, or of telnet. */
  readonly hasFrames?: true;
  /**
   * What the client sends, for one subscriber at a time. Completes when the client ends its side; errors with a
   * `ConnectionEndedError` when the connection is over in any other way.
   */
  readonly chunks$: Observable<Uint8Array>;
  /**
   * Whether the client takes more, for one subscriber: false when a write found it full, true when it has drained. Completes
   * when the connection is gone.
   */
  readonly demand$: Observable<boolean>;
}
