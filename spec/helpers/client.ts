import { setImmediate } from 'node:timers/promises';
import { shownBytes } from '../../testkit/byteQueue';
import { LineClient, type LineClientOptions } from '../../testkit/lineClient';

/** How a client connects. */
export type ClientOptions = Pick<LineClientOptions, 'localAddress'> & { readonly host?: string };

/**
 * A client that compares what it receives with what it should receive byte for byte, and leaves nothing out: each
 * expectation goes on where the one before it ended.
 */
export class Client extends LineClient {
  /** Connects; the prompt is not read yet. */
  static connect(port: number, { host = '127.0.0.1', ...options }: ClientOptions = {}): Promise<Client> {
    return new Client({ host, port }, options).opened();
  }

  /** Connects and takes a name. All clients that are in the lobby receive a line for it. */
  static async named(name: string, port: number, options?: ClientOptions): Promise<Client> {
    const client = await Client.connect(port, options);
    client.send(name);
    await client.gets('Enter username:', 'OK', `SYSTEM: ${name} joined`);
    return client;
  }

  /** Sends each piece on its own: a server in this process has read one before the next one is sent. */
  async writePieces(pieces: Iterable<Uint8Array>): Promise<void> {
    for (const piece of pieces) {
      await this.written(piece);
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
      () => this.bytes.length >= wanted.length || !wanted.subarray(0, this.bytes.length).equals(this.bytes),
      () => shownBytes(wanted),
    );
    expect(shownBytes(this.take(wanted.length))).toBe(shownBytes(wanted));
  }

  /** These lines and nothing more are left, and then the stream ends in good order. */
  async getsEnd(...lines: readonly string[]): Promise<void> {
    expect(await this.rest()).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(this.error).toBeUndefined();
  }

  /** The next lines up to one that is wanted, with it. */
  async linesUntil(last: (line: string) => boolean): Promise<string[]> {
    const lines: string[] = [];
    do lines.push(await this.line());
    while (!last(lines.at(-1)!));
    return lines;
  }
}
