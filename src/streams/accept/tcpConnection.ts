import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { type Connection, NO_ADDRESS, type Remote } from '../model/connection';
import { ConnectionEndedError, type Ending, endingOf } from '../model/ending';
import type { ConnectionId } from '../model/ids';
import type { Sink } from './sink';
import { type PausedSource, ReadTurns } from './readTurns';
import { observe, read, type SocketObserver } from './socketObserver';

/** How long a client may take to end its side after it could have read all that we sent, in ms. */
const LINGER = 1000;

/** How long it may take until the system has taken all that we sent, in ms. */
const FLUSH = 60_000;

/** The longest that a client is not read from, in ms. */
const LONGEST_REST = 1000;

/**
 * Whoever sends a piece of this size, in bytes, has a lot to say and waits for its next turn. Node would read on, up to 2 MiB
 * of one client before it looks at the next.
 */
const LARGE_PIECE = 16 * 1024;

/**
 * A TCP socket as a `Connection`.
 *
 * Ending is done with care: a socket that is closed while bytes of the client are unread sends a reset, and the reset
 * overtakes the last line on its way to the client ("Bye" would be lost). So our side is ended first, the client's bytes
 * are read and thrown away, and the socket closes when the client has ended its side too, or after a second.
 */
export class TcpConnection implements Connection, Sink, PausedSource, SocketObserver {
  readonly remote: Remote;
  private chunks: Subscriber<Uint8Array> | undefined;
  private demand: Subscriber<boolean> | undefined;
  private linger: NodeJS.Timeout | undefined;
  private full = false; // until it has drained
  private held = false; // nobody is read from
  private resting: NodeJS.Timeout | undefined; // set while this one is not read from
  private restFor = 0; // ms, from the end of the piece that is being looked at
  private ending = false; // our side has been ended
  private cause: unknown; // what the socket failed with, or what it was closed for

  /**
   * @param id the connection's name
   * @param socket an accepted socket, made with `allowHalfOpen`
   * @param turns where it waits for its turn to be read from
   * @param closed called when the connection is gone, after all others have been told
   */
  constructor(
    readonly id: ConnectionId,
    private readonly socket: Socket,
    private readonly turns = new ReadTurns(),
    private readonly closed?: (connection: TcpConnection) => void,
  ) {
    this.remote = { address: plainAddress(socket.remoteAddress ?? NO_ADDRESS), port: socket.remotePort ?? 0 };
    observe(socket, this);
  }

  get chunks$(): Observable<Uint8Array> {
    return new Observable((subscriber) => {
      this.chunks = subscriber;
      read(this.socket);
      return () => {
        this.chunks = undefined;
      };
    });
  }

  get demand$(): Observable<boolean> {
    return new Observable((subscriber) => {
      this.demand = subscriber;
      return () => {
        this.demand = undefined;
      };
    });
  }

  pauseReading(ms: number): void {
    this.restFor = Math.min(LONGEST_REST, this.restFor + ms);
  }

  write(bytes: Uint8Array): void {
    const { socket } = this;
    // Full: that has been said through `demand$`, and what comes in spite of it (an answer to telnet) is not kept.
    if (this.ending || this.full) return;
    // The kernel has taken all of it wherever nothing is left in the socket's own buffer, whatever write() says.
    if (socket.write(bytes) || socket.writableLength === 0) return;
    this.full = true;
    this.demand?.next(false);
  }

  /** Stops reading, or goes on: what the client sends waits in the network, and in the end at the client. */
  holdReading(held: boolean): void {
    this.held = held && !this.ending;
    if (this.held) this.socket.pause();
    else this.resume();
  }

  end(): void {
    if (this.ending || this.socket.destroyed) return;
    this.ending = true;
    this.linger = setTimeout(destroy, FLUSH, this.socket);
    this.socket.end(() => {
      clearTimeout(this.linger);
      if (!this.socket.destroyed) this.linger = setTimeout(destroy, LINGER, this.socket);
    });
    this.held = false;
    this.endRest();
  }

  close(ending: Ending): void {
    if (this.socket.destroyed) return;
    this.cause = new ConnectionEndedError(ending);
    this.socket.destroy();
  }

  onData(bytes: Buffer): void {
    this.chunks?.next(bytes);
    if (this.restFor > 0 || bytes.length >= LARGE_PIECE) this.pause();
  }

  onEnd(): void {
    this.chunks?.complete();
  }

  onDrain(): void {
    this.full = false;
    this.demand?.next(true);
  }

  onError(error: Error): void {
    this.cause ??= error;
  }

  onClose(): void {
    clearTimeout(this.linger);
    clearTimeout(this.resting);
    const { cause } = this;
    const ending = cause === undefined ? 'end' : endingOf(cause);
    this.chunks?.error(cause instanceof ConnectionEndedError ? cause : new ConnectionEndedError(ending, { cause }));
    this.demand?.complete();
    this.closed?.(this);
  }

  /** Reads on after the rest that was asked for, and where there was none, when its turn has come. */
  private pause(): void {
    if (this.socket.destroyed) return;
    this.socket.pause();
    if (this.restFor > 0) this.resting = setTimeout(() => this.endRest(), this.restFor);
    else this.turns.wait(this);
    this.restFor = 0;
  }

  private endRest(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
    this.resume();
  }

  /** Reads on, unless it must not for another reason. */
  resume(): void {
    if (!this.held && !this.resting) this.socket.resume();
  }
}

function destroy(socket: Socket): void {
  socket.destroy();
}

/** An IPv4 address as such, also where a socket that takes both kinds reports it as IPv6. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
