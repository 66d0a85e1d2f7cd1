import type { Ending } from '../model/ending';
import type { EndReason } from '../model/message';

/** The writable half of a connection. Only the driver of the transport uses it. */
export interface Sink {
  /**
   * Writes bytes. If the socket becomes full, `demand$` emits false, and the socket buffers the remainder. Until it has
   * drained, up to 4 KiB of further bytes are held, for answers to telnet, and the others are discarded.
   */
  write(bytes: Uint8Array): void;
  /**
   * Ends our side after all output, then waits until the client ends its side; closes the connection after a timeout.
   *
   * @param reason why, for a transport that can say it beside the lines; none if the client has ended its side
   */
  end(reason?: EndReason): void;
  /** Closes the connection immediately. Output that has not been sent is lost. */
  close(ending: Ending): void;
  /** Ends lines by CR LF from here on; a transport without line ends has none to change. */
  useCrLf?(): void;
  /** Pauses reading after the current chunk. Requests for one chunk add up, to at most a second. */
  pauseReading(ms: number): void;
  /** Holds reading after the current chunk, or reads on. */
  holdReading(isHeld: boolean): void;
}
