import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { type Connection, NO_ADDRESS, type Remote } from '../model/connection';
import { ConnectionEndedError, type Ending, endingOf } from '../model/ending';
import type { ConnectionId } from '../model/ids';
import { HeldAnswers } from './heldAnswers';
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
  private lingering: LingeringEnd | undefined; // set once our side has been ended
  private isFull = false; // true from a full write until the drain
  private held: HeldAnswers | undefined; // set once something was written to a full socket
  private cause: unknown; // the error of the socket, or the reason of `close`

  /**
   * @param id the id of the connection
   * @param socket an accepted socket, created with `allowHalfOpen`
   * @param turns the queue in which it waits for its turn to be read
   * @param closed called after the connection has closed and all subscribers have been notified
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
    if (this.lingering || socket.destroyed) return;
    if (this.isFull) {
      // `demand$` has reported a full socket; what is written regardless is an answer to telnet.
      this.held ??= new HeldAnswers();
      this.held.add(bytes);
      return;
    }
    // Above the high-water mark write() returns false, even if the kernel has taken all bytes and nothing is buffered.
    if (socket.write(bytes) || socket.writableLength === 0) return;
    this.isFull = true;
    this.demand?.next(false);
  }

  /** Suspends or resumes reading. A connection whose end has begun is always read from. */
  suspendReading(isSuspended: boolean): void {
    this.gate.suspend(isSuspended && !this.lingering);
  }

  end(): void {
    if (this.lingering || this.socket.destroyed) return;
    const held = this.held?.take();
    if (held) this.socket.write(held); // a client that waits for an answer would not show the last line
    this.lingering = new LingeringEnd(this.socket);
    this.lingering.start();
    this.gate.clear();
    this.gate.suspend(false);
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
    const held = this.held?.take();
    if (held) this.socket.write(held); // less than its high-water mark, so it is not full again
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

/** Returns an IPv4-mapped IPv6 address as the IPv4 address, as a dual-stack socket reports them. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
