import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A socket without a network: it takes what is written at once, or, while it is blocked, nothing. */
export class FakeSocket extends Duplex {
  remoteAddress: string | undefined = '192.0.2.1';
  remotePort: number | undefined = 40_001;
  /** What has left the socket's own buffer. */
  readonly taken: string[] = [];
  /** Whether our side has been ended, after all that was written. */
  finished = false;
  private blocked = false;
  private held: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: true, highWaterMark: 16 * 1024 });
  }

  /** Itself, as what it stands for. */
  get socket(): Socket {
    return this as unknown as Socket;
  }

  /** A socket of HTTP has its timeout set and cleared; this one has none. */
  setTimeout(): this {
    return this;
  }

  block(): void {
    this.blocked = true;
  }

  /** Takes what has waited, and all that comes. */
  unblock(): void {
    this.blocked = false;
    const { held } = this;
    this.held = undefined;
    held?.();
  }

  /** The client sends something. */
  receive(text: string): void {
    this.push(Buffer.from(text));
  }

  /** The client ends its side. */
  receiveEnd(): void {
    this.push(null);
  }

  override _read(): void {
    // What the client sends is pushed.
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.whenTaken(() => {
      this.taken.push(bytes.toString());
      done();
    });
  }

  override _final(done: () => void): void {
    this.whenTaken(() => {
      this.finished = true;
      done();
    });
  }

  private whenTaken(take: () => void): void {
    if (this.blocked) this.held = take;
    else take();
  }
}

/** Waits until all that streams put off to the end of the turn has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
