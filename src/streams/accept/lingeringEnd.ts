import type { Socket } from 'node:net';

/** How long a client may take to end its side after it could have read all that we sent, in ms. */
const LINGER = 1000;

/** How long it may take until the system has taken all that we sent, in ms. */
const FLUSH = 60_000;

/**
 * Ends a socket with care: one that is closed while bytes of the client are unread sends a reset, and the reset overtakes
 * the last line on its way to the client ("Bye" would be lost). So our side is ended first, the client's bytes are read and
 * thrown away, and the socket closes when the client has ended its side too, or after a second.
 *
 * @see docs/decisions/0008-lingering-close.md
 */
export class LingeringEnd {
  private timer: NodeJS.Timeout | undefined;

  /** @param socket a socket made with `allowHalfOpen` */
  constructor(private readonly socket: Socket) {}

  start(): void {
    this.timer = setTimeout(destroy, FLUSH, this.socket);
    this.socket.end(() => {
      clearTimeout(this.timer);
      if (!this.socket.destroyed) this.timer = setTimeout(destroy, LINGER, this.socket);
    });
  }

  /** The socket is closed. */
  clear(): void {
    clearTimeout(this.timer);
  }
}

function destroy(socket: Socket): void {
  socket.destroy();
}
