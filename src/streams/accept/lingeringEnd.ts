import type { Socket } from 'node:net';
import { AttendedTimeout } from './attendedTimeout';

/** The time that a client has to end its side after all output has been flushed, in ms. */
const LINGER_MS = 1000;

/** The time that the system has to take all output, in ms. */
const FLUSH_MS = 60_000;

/**
 * A lingering close. Closing a socket with unread input sends a reset, and the reset may overtake the last output (the
 * client would lose "Bye"). So this ends our side first, reads and discards the input, and closes the socket when the
 * client has ended its side, or after a timeout.
 *
 * @see docs/decisions/0008-lingering-close.md
 */
export class LingeringEnd {
  private timeout: AttendedTimeout | undefined;

  /** @param socket a socket created with `allowHalfOpen` */
  constructor(private readonly socket: Socket) {}

  /** Ends our side and starts the timeouts. */
  start(): void {
    this.destroyAfter(FLUSH_MS);
    this.socket.end(() => {
      this.clear();
      if (!this.socket.destroyed) this.destroyAfter(LINGER_MS);
    });
  }

  /** Stops the timeouts; called when the socket has closed. */
  clear(): void {
    this.timeout?.clear();
  }

  private destroyAfter(ms: number): void {
    this.timeout = new AttendedTimeout(() => this.socket.destroy(), ms);
  }
}
