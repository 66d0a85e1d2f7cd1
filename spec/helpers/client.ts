import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { within } from './within';

/** How a client connects. */
export interface ClientOptions {
  readonly host?: string;
  /** The address that it comes from; on Linux all of 127.0.0.0/8 is this machine. */
  readonly localAddress?: string;
}

/**
 * A client of the line protocol. It compares what it gets with what it should get byte for byte, and leaves nothing out:
 * each expectation goes on where the one before it ended.
 */
export class Client {
  private static readonly open = new Set<Client>();
  private chunks: Buffer[] = [];
  private ended = false;
  private arrived: () => void = () => {};
  private failure: NodeJS.ErrnoException | undefined;

  private constructor(private readonly socket: Socket) {
    Client.open.add(this);
    socket.on('data', (chunk) => {
      this.chunks.push(chunk);
      this.arrived();
    });
    socket.on('end', () => {
      this.ended = true;
      this.arrived();
    });
    socket.on('error', (error) => (this.failure = error));
    socket.on('close', () => {
      this.ended = true;
      this.arrived();
      Client.open.delete(this);
    });
  }

  /** Connects; the prompt is not read yet. */
  static async connect(port: number, { host = '127.0.0.1', localAddress }: ClientOptions = {}): Promise<Client> {
    const socket = connect({ host, port, noDelay: true, ...(localAddress !== undefined && { localAddress }) });
    const client = new Client(socket);
    const connected = new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    await within(connected, () => `no connection to ${host}:${port}`);
    return client;
  }

  /** Connects and takes a name. Whoever is in the lobby already gets a line for it. */
  static async named(name: string, port: number, options?: ClientOptions): Promise<Client> {
    const client = await Client.connect(port, options);
    client.send(name);
    await client.gets('Enter username:', 'OK', `SYSTEM: ${name} joined`);
    return client;
  }

  /** Cuts all clients that are still connected. */
  static async cutAll(): Promise<void> {
    await Promise.all(Array.from(Client.open, (client) => client.cut()));
  }

  /** The error of the connection, such as ECONNRESET. */
  get error(): string | undefined {
    return this.failure?.code;
  }

  /** Sends lines, all in one piece. */
  send(...lines: readonly string[]): void {
    this.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Sends bytes as they are. */
  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends each piece on its own: a server in this process has read one before the next one is sent. */
  async writePieces(pieces: Iterable<Uint8Array>): Promise<void> {
    for (const piece of pieces) {
      await new Promise((resolve) => this.socket.write(piece, resolve));
      await setImmediate();
      await setImmediate();
    }
  }

  /** The next bytes are these lines. */
  async gets(...lines: readonly string[]): Promise<void> {
    await this.getsBytes(lines.map((line) => `${line}\n`).join(''));
  }

  /** The next bytes are these. */
  async getsBytes(expected: string | Uint8Array): Promise<void> {
    const wanted = Buffer.from(expected);
    await this.until(
      () => this.size >= wanted.length || !wanted.subarray(0, this.size).equals(this.bytes),
      () => show(wanted),
    );
    expect(show(this.take(Math.min(wanted.length, this.size)))).toBe(show(wanted));
  }

  /** These lines and nothing more are left, and then the stream ends in good order. */
  async getsEnd(...lines: readonly string[]): Promise<void> {
    expect(await this.rest()).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(this.error).toBeUndefined();
  }

  /** All that is left, up to the end of the stream. */
  async rest(): Promise<string> {
    await this.until(
      () => this.ended,
      () => 'the end of the stream',
    );
    return this.take(this.size).toString();
  }

  /** The next lines up to one that is wanted, with it. */
  async linesUntil(last: (line: string) => boolean): Promise<string[]> {
    const lines: string[] = [];
    do lines.push(await this.line());
    while (!last(lines.at(-1)!));
    return lines;
  }

  /** The next line, whatever it says. */
  async line(): Promise<string> {
    await this.until(
      () => this.ended || this.chunks.some((chunk) => chunk.includes('\n')),
      () => 'a line',
    );
    const end = this.bytes.indexOf('\n');
    if (end < 0) throw new Error(`no further line before the end of the stream, only ${show(this.bytes)}`);
    return this.take(end + 1)
      .subarray(0, -1)
      .toString();
  }

  /** Stops reading; the network's buffers fill up. */
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

  /** Ends the connection as a crash does: the server's next read fails. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Closes the connection, and waits until it is closed. */
  async cut(): Promise<void> {
    if (this.socket.closed) return;
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.destroy();
    await closed;
  }

  private get size(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /** All that has arrived and was not expected yet. */
  private get bytes(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  private take(count: number): Buffer {
    const { bytes } = this;
    const rest = bytes.subarray(count);
    this.chunks = rest.length > 0 ? [rest] : [];
    return bytes.subarray(0, count);
  }

  private async until(reached: () => boolean, what: () => string): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.arrived = () => {
        if (reached() || this.ended) resolve();
      };
      this.arrived();
    });
    await within(done, () => `waiting for ${what()}, with ${show(this.bytes)} so far`);
  }
}

/** Bytes as a text in which each byte can be told from any other. */
function show(bytes: Buffer): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('hex');
}
