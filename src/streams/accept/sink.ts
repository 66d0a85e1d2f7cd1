import type { Ending } from '../model/ending';

/** Where the writes of a connection go: the half of a transport that only its driver sees. */
export interface Sink {
  /**
   * Writes at once what fits, keeps the rest, and says through `demand$` that there was a rest; what is written before
   * that has drained is not taken at all if it would go beyond the socket's own buffer.
   */
  write(bytes: Uint8Array): void;
  /** Ends our side after all that was written, then lets the client end its own; cuts it if the client does not. */
  end(): void;
  /** Ends the connection now. What was not sent is lost. */
  close(ending: Ending): void;
  /** Reads nothing for a while: so long, on top of what was asked for since it last read, but no longer than a second. */
  pauseReading(ms: number): void;
}
