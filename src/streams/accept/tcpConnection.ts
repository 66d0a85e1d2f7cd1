import type { Socket } from 'node:net';
import { Observable, type Subscriber } from 'rxjs';
import { plainAddress } from '../model/address';
import { type Connection, NO_ADDRESS, type Remote } from '../model/connection';
import { ConnectionEndedError, type Ending, endingOf } from '../model/ending';
import type { ConnectionId } from '../model/ids';
import type { EndReason } from '../model/message';
import { IAC } from '../../operators/stripTelnet';
import { CR_LF } from './crLf';
import type { Framing, Unframed } from './framing';
import { HeldAnswers } from './heldAnswers';
import { LingeringEnd } from './lingeringEnd';
import { ReadingGate } from './readingGate';
import { ReadTurns } from './readTurns';
import type { Sink } from './sink';
import { socketKey } from './socketTable';
import { observe, observeAgain, read, type SocketObserver, stopReading, unobserve } from './socketObserver';

/** What uses a socket. */
export interface SocketUser {
  /** Suspends or resumes reading. */
  suspendReading(isSuspended: boolean): void;
  /** Closes the connection immediately. */
  close(ending: Ending): void;
}

/** A socket whose protocol has been recognized. It is paused, and all that its client has sent is still to be read from it. */
export interface HandedOver {
  /** The id for the client that comes of it, if one does. */
  readonly id: ConnectionId;
  /** Where the client is, which the socket does not know behind a proxy. */
  readonly remote: Remote;
  readonly socket: Socket;
  /** Says what uses the socket from here on, in place of the connection that it was. */
  use(user: SocketUser): void;
  /** Gives the socket back: it is a client's connection after all, in which lines stand within frames. */
  giveBack(framed: Framed): TcpConnection;
}

/** A connection that carries messages of lines, as it was agreed on. */
export interface Framed {
  readonly framing: Framing;
  /** The dialect in which its client begins, if that is not the first one. */
  readonly dialect: string | undefined;
  /** Where the client is. */
  readonly remote: Remote;
}

/** A TCP socket as a `Connection` and its `Sink`. */
export class TcpConnection implements Connection, Sink, SocketObserver, SocketUser {
  remote: Remote;
  dialect?: string;
  hasFrames?: true;
  /**
   * What is known of it other than by its bytes: a proxy's own connection, one whose client it does not name, or requests of
   * HTTP, each of which says where its client is.
   */
  origin: 'client' | 'proxy' | 'unnamed' | 'web' = 'client';
  private readonly gate: ReadingGate;
  private chunks: Subscriber<Uint8Array> | undefined;
  private demand: Subscriber<boolean> | undefined;
  private lingering: LingeringEnd | undefined; // set once our side has been ended
  private framing: Framing | undefined; // how lines stand in its bytes, if not as they are
  private isFull = false; // true from a full write until the drain
  private held: HeldAnswers | undefined; // set once something was written to a full socket
  private cause: unknown; // the error of the socket, or the reason of `close`
  private first: readonly Uint8Array[] | undefined; // what was read and given back
  private isHeldBack = false; // something was read while nobody took it: it was paused
  private isOver: 'ended' | ConnectionEndedError | undefined; // how `chunks$` has ended, for a later subscriber
  private user: SocketUser | undefined; // what uses the socket once it has been handed over

  /**
   * @param id the id of the connection
   * @param socket an accepted socket, created with `allowHalfOpen`
   * @param turns the queue in which it waits for its turn to be read
   * @param closed called after the connection has closed and all subscribers have been notified
   * @param remote where the client is; the address of the socket if nothing else is known
   */
  constructor(
    readonly id: ConnectionId,
    private readonly socket: Socket,
    turns = new ReadTurns(),
    private readonly closed?: (connection: TcpConnection) => void,
    remote?: Remote,
  ) {
    this.remote = remote ?? {
      address: plainAddress(socket.remoteAddress ?? NO_ADDRESS),
      port: socket.remotePort ?? 0,
    };
    this.gate = new ReadingGate(socket, turns);
    observe(socket, this);
  }

  get chunks$(): Observable<Uint8Array> {
    return new Observable((subscriber) => {
      this.chunks = subscriber;
      this.readFirst(subscriber);
      if (this.isOver) this.endChunks(this.isOver);
      else if (!subscriber.closed) {
        // Otherwise what was given back has shown that this is not for it.
        read(this.socket);
        if (this.isHeldBack) this.gate.resume();
        this.isHeldBack = false;
      }
      return () => {
        if (this.chunks === subscriber) this.chunks = undefined;
      };
    });
  }

  get demand$(): Observable<boolean> {
    return new Observable((subscriber) => {
      if (this.isOver instanceof ConnectionEndedError) subscriber.complete();
      this.demand = subscriber;
      return () => {
        this.demand = undefined;
      };
    });
  }

  /** Its key in the table of sockets of the kernel; `undefined` if it is closed. */
  get kernelKey(): string | undefined {
    return this.socket.destroyed ? undefined : socketKey(this.socket);
  }

  /** Whether it has ended or is closed, so that no further byte comes. */
  get hasEnded(): boolean {
    return this.isOver !== undefined;
  }

  /** Whether something may have come that waits for its turn to be read. */
  get isUnread(): boolean {
    return this.gate.isUnread;
  }

  /** Gives back what was read: the next subscriber of `chunks$` receives it first. */
  unread(chunks: readonly Uint8Array[]): void {
    this.first = chunks;
  }

  /**
   * Hands the socket over to another protocol, in which it is read and written to. This object only notices that it closes.
   *
   * @param chunks what was read, which is given back
   * @returns the socket; nothing if the client has ended its side or the connection is closed
   */
  handOver(chunks: readonly Uint8Array[]): HandedOver | undefined {
    const { id, remote, socket } = this;
    if (this.isOver || socket.destroyed) return undefined;
    unobserve(socket);
    stopReading(socket);
    this.gate.release();
    for (const chunk of chunks.toReversed()) socket.unshift(chunk);
    return { id, remote, socket, use: (user) => this.handTo(user), giveBack: (framed) => this.takeBack(framed) };
  }

  useCrLf(): void {
    this.framing = CR_LF;
  }

  /** Whether what is written now leaves at once, and what the client answers is read. */
  get isAttended(): boolean {
    return !this.isFull && !this.gate.isSuspended && !this.lingering && !this.socket.destroyed;
  }

  pauseReading(ms: number): void {
    this.gate.pauseReading(ms);
  }

  holdReading(isHeld: boolean): void {
    this.gate.hold(isHeld && !this.lingering);
  }

  write(bytes: Uint8Array): void {
    const { framing } = this;
    // An answer to telnet begins with IAC, which is in no text.
    this.writeRaw(framing && bytes[0] !== IAC ? framing.write(bytes) : bytes);
  }

  /** Writes bytes that are no lines, such as a frame. */
  writeRaw(bytes: Uint8Array): void {
    const { socket } = this;
    if (this.lingering || socket.destroyed) return;
    if (this.isFull) {
      // `demand$` has reported a full socket; what is written regardless is an answer to telnet or to a ping.
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
    if (!this.user) {
      this.gate.suspend(isSuspended && !this.lingering);
      return;
    }
    this.gate.isSuspended = isSuspended;
    this.user.suspendReading(isSuspended);
  }

  end(reason?: EndReason): void {
    if (this.lingering || this.socket.destroyed) return;
    const held = this.held?.take();
    if (held) this.socket.write(held); // a client that waits for an answer would not show the last line
    const last = this.framing?.end?.(reason);
    if (last) this.socket.write(last);
    this.lingering = new LingeringEnd(this.socket);
    this.lingering.start();
    this.gate.clear();
    this.gate.suspend(false);
  }

  close(ending: Ending): void {
    if (this.socket.destroyed) return;
    if (this.user) {
      this.user.close(ending);
      return;
    }
    this.cause = new ConnectionEndedError(ending);
    this.socket.destroy();
  }

  onData(bytes: Buffer): void {
    if (!this.chunks && !this.lingering) {
      this.first = [...(this.first ?? []), bytes];
      this.isHeldBack = true;
      this.socket.pause();
      return;
    }
    if (!this.gate.mayHandle(bytes)) return;
    const read = this.framing?.read?.(bytes);
    const taken = this.gate.take(read ? read.lines : bytes, bytes.length);
    if (taken) this.chunks?.next(taken);
    if (read) this.afterFrames(read);
    this.gate.afterChunk(bytes.length);
  }

  onEnd(): void {
    this.endChunks(this.cause instanceof ConnectionEndedError ? this.cause : 'ended');
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
    this.endChunks(cause instanceof ConnectionEndedError ? cause : new ConnectionEndedError(ending, { cause }));
    this.demand?.complete();
    this.closed?.(this);
  }

  /** What comes of frames beside lines. A client that sends what is none is told so, and gone when it has ended its side too. */
  private afterFrames({ answer, over }: Unframed): void {
    if (answer) this.writeRaw(answer);
    if (over === 'ended') this.onEnd();
    if (over !== 'faulty') return;
    this.cause ??= new ConnectionEndedError('wrong_protocol');
    this.end();
  }

  /** Emits what was given back. The subscriber may give it back again. */
  private readFirst(subscriber: Subscriber<Uint8Array>): void {
    const { first = [] } = this;
    this.first = undefined;
    for (const chunk of first) {
      subscriber.next(chunk);
      this.gate.afterChunk(chunk.length);
    }
  }

  private endChunks(how: 'ended' | ConnectionEndedError): void {
    this.isOver = how;
    const { chunks } = this;
    if (how === 'ended') chunks?.complete();
    else chunks?.error(how);
  }

  private handTo(user: SocketUser): void {
    this.user = user;
    if (this.gate.isSuspended) user.suspendReading(true);
  }

  private takeBack({ framing, dialect, remote }: Framed): this {
    this.user = undefined;
    this.framing = framing;
    this.hasFrames = true;
    if (dialect !== undefined) this.dialect = dialect;
    this.remote = remote;
    this.gate.reclaim();
    observeAgain(this.socket);
    return this;
  }
}
