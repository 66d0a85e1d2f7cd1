import type { Socket } from 'node:net';

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
  private timer: NodeJS.Timeout | undefined;

  /** @param socket a socket created with `allowHalfOpen` */
  constructor(private readonly socket: Socket) {}

  /** Ends our side and starts the timeouts. */
  start(): void {
    this.timer = setTimeout(destroy, FLUSH_MS, this.socket);
    this.socket.end(() => {
      clearTimeout(this.timer);
      if (!this.socket.destroyed) this.timer = setTimeout(destroy, LINGER_MS, this.socket);
    });
  }

  /** Stops the timeouts; called when the socket has closed. */
  clear(): void {
    clearTimeout(this.timer);
  }
}

function destroy(socket: Socket): void {
  socket.destroy();
}
