import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ByteQueue, shownBytes } from './byteQueue';
import { Condition } from './condition';
import { within } from './within';

/** Where a server listens. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** How a client connects, and where its bytes go. */
export interface LineClientOptions {
  /** The address to connect from; all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string;
  /** Takes all bytes as they come. Without it they are kept for `line`, `rest` and `take`. */
  readonly onBytes?: (bytes: Buffer) => void;
}

/** A TCP client of a line protocol: the one client of specs, demo, checks and chaos. */
export class LineClient {
  private static readonly open = new Set<LineClient>();
  /** Resolves to whether the connection was made. */
  readonly connected: Promise<boolean>;
  /** Resolves when the connection is closed on both sides, or was never made. */
  readonly closed: Promise<void>;
  /** Whether the server has ended its side in good order. */
  hasEnded = false;
  /** The first error of the connection, such as ECONNRESET. */
  failure: NodeJS.ErrnoException | undefined;
  private readonly socket: Socket;
  private readonly kept = new ByteQueue();
  private readonly condition = new Condition();

  constructor(
    private readonly target: Target,
    { localAddress, onBytes = (bytes) => this.kept.add(bytes) }: LineClientOptions = {},
  ) {
    LineClient.open.add(this);
    const { host, port } = target;
    this.socket = connect({ host, port, noDelay: true, ...(localAddress !== undefined && { localAddress }) });
    this.socket.on('data', (bytes) => {
      onBytes(bytes);
      this.condition.changed();
    });
    this.socket.on('end', () => {
      this.hasEnded = true;
      this.condition.changed();
    });
    this.socket.on('error', (error) => (this.failure ??= error));
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.connected = new Promise((resolve) => {
      this.socket.once('connect', () => resolve(true)).once('close', () => resolve(false));
    });
    void this.closed.then(() => {
      LineClient.open.delete(this);
      this.condition.changed();
    });
  }

  /** Cuts all clients of this process that are still connected, and waits until they are closed. */
  static async cutAll(): Promise<void> {
    await Promise.all(Array.from(LineClient.open, (client) => client.cut()));
  }

  /** Waits until it is connected; throws the system's error when it cannot connect. */
  async opened(): Promise<this> {
    const { host, port } = this.target;
    const isConnected = await within(this.connected, () => `no connection to ${host}:${port}`);
    if (!isConnected) throw this.failure ?? new Error(`no connection to ${host}:${port}`);
    return this;
  }

  /** The code of the error of the connection, such as ECONNRESET. */
  get error(): string | undefined {
    return this.failure?.code;
  }

  /** Whether nothing more can come. */
  get isOver(): boolean {
    return this.hasEnded || this.socket.destroyed;
  }

  /** Whether this side can still send. */
  get isWritable(): boolean {
    return this.socket.writable;
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Sends lines, all in one piece. */
  send(...lines: readonly string[]): void {
    this.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Sends bytes as they are; not at all when this side has ended. */
  write(bytes: string | Uint8Array): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /**
   * Sends bytes as they are; resolves in a later turn of the event loop, when the system has taken them or never will. A
   * write that the system takes at once would otherwise come back before anything is read, and who writes in a loop would
   * hear nothing.
   */
  async written(bytes: string | Uint8Array): Promise<void> {
    if (this.socket.writable) await new Promise((resolve) => this.socket.write(bytes, resolve));
    await nextTurn();
  }

  /** The next line; throws when the connection ends before it. */
  async line(): Promise<string> {
    await this.until(
      () => this.kept.hasLine,
      () => 'a line',
    );
    const line = this.kept.takeLine();
    if (line === undefined) throw new Error(`no further line, but the end after ${shownBytes(this.bytes)}`);
    return line;
  }

  /** All that is left, up to the end of the stream. */
  async rest(): Promise<string> {
    await this.until(
      () => this.isOver,
      () => 'the end of the stream',
    );
    return this.take(this.kept.size).toString();
  }

  /** All that has come and was not taken yet. */
  get bytes(): Buffer {
    return this.kept.bytes;
  }

  /** Takes so many of these bytes, or as many as there are. */
  take(count: number): Buffer {
    return this.kept.take(count);
  }

  /** Waits until what has come is as wanted, or until nothing more can come. */
  async until(reached: () => boolean, what: () => string, limit?: number): Promise<void> {
    await this.condition.until(
      () => reached() || this.isOver,
      () => `waiting for ${what()}, with ${shownBytes(this.bytes)} so far`,
      limit,
    );
  }

  /** Stops reading; the buffers of the network fill up. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Ends its side in good order, and goes on reading. */
  hangUp(): void {
    this.socket.end();
  }

  /** Ends the connection as a crash does, after what was sent: the server's next read fails. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** The same without waiting for what was sent: `resetAndDestroy` ends this side first, and so completes a last line. */
  resetAtOnce(): void {
    Object.assign(this.socket, { resetAndClosing: true }).destroy();
  }

  /** Closes the connection, whatever was sent or received, and waits until it is closed. */
  async cut(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
