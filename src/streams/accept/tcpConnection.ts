import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { type Connection, NO_ADDRESS, type Remote } from '../model/connection';
import { ConnectionEndedError, type Ending, endingOf } from '../model/ending';
import type { ConnectionId } from '../model/ids';
import { LingeringEnd } from './lingeringEnd';
import { ReadingGate } from './readingGate';
import { ReadTurns } from './readTurns';
import type { Sink } from './sink';
import { observe, read, type SocketObserver } from './socketObserver';

/** A TCP socket as a `Connection` and its `Sink`. */
export class TcpConnection implements Connection, Sink, SocketObserver {
  readonly remote: Remote;
  private readonly gate: ReadingGate;
  private chunks: Subscriber<Uint8Array> | undefined;
  private demand: Subscriber<boolean> | undefined;
  private lingering: LingeringEnd | undefined; // set when our side has been ended
  private isFull = false; // until it has drained
  private cause: unknown; // what the socket failed with, or what it was closed for

  /**
   * @param id the connection's name
   * @param socket an accepted socket, made with `allowHalfOpen`
   * @param turns where it waits for its turn to be read from
   * @param closed called when the connection is gone, after all others have been notified
   */
  constructor(
    readonly id: ConnectionId,
    private readonly socket: Socket,
    turns = new ReadTurns(),
    private readonly closed?: (connection: TcpConnection) => void,
  ) {
    this.remote = { address: plainAddress(socket.remoteAddress ?? NO_ADDRESS), port: socket.remotePort ?? 0 };
    this.gate = new ReadingGate(socket, turns);
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
    this.gate.pauseReading(ms);
  }

  write(bytes: Uint8Array): void {
    const { socket } = this;
    // Full: that has been said through `demand$`, and what comes in spite of it (an answer to telnet) is not kept.
    if (this.lingering || this.isFull) return;
    // The kernel has taken all of it if nothing is left in the socket's own buffer, whatever write() says.
    if (socket.write(bytes) || socket.writableLength === 0) return;
    this.isFull = true;
    this.demand?.next(false);
  }

  /** Stops reading, or goes on; one whose end has begun is read from in any case. */
  suspendReading(isHeld: boolean): void {
    this.gate.hold(isHeld && !this.lingering);
  }

  end(): void {
    if (this.lingering || this.socket.destroyed) return;
    this.lingering = new LingeringEnd(this.socket);
    this.lingering.start();
    this.gate.clear();
    this.gate.hold(false);
  }

  close(ending: Ending): void {
    if (this.socket.destroyed) return;
    this.cause = new ConnectionEndedError(ending);
    this.socket.destroy();
  }

  onData(bytes: Buffer): void {
    this.chunks?.next(bytes);
    this.gate.afterChunk(bytes.length);
  }

  onEnd(): void {
    this.chunks?.complete();
  }

  onDrain(): void {
    this.isFull = false;
    this.demand?.next(true);
  }

  onError(error: Error): void {
    this.cause ??= error;
  }

  onClose(): void {
    this.lingering?.clear();
    this.gate.clear();
    const { cause } = this;
    const ending = cause === undefined ? 'end' : endingOf(cause);
    this.chunks?.error(cause instanceof ConnectionEndedError ? cause : new ConnectionEndedError(ending, { cause }));
    this.demand?.complete();
    this.closed?.(this);
  }
}

/** An IPv4 address as such, also if a socket that takes both kinds reports it as IPv6. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
