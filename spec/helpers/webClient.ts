import { type ClientOptions, WebSocket } from 'ws';
import { Condition } from '../../testkit/condition';

const open = new Set<WebSocket>();

afterEach(() => {
  for (const socket of open) socket.terminate();
  open.clear();
});

/** How a WebSocket is opened. */
export interface WebClientOptions extends ClientOptions {
  /** The subprotocols that it offers; that of JSON if nothing else is said, none if there are none. */
  readonly protocols?: readonly string[];
  readonly scheme?: 'ws' | 'wss';
}

/** A client on a WebSocket, by the library `ws`: an implementation of the protocol that knows nothing of the server's. */
export class WebClient {
  readonly socket: WebSocket;
  /** The lines that have come and were not taken. */
  readonly lines: string[] = [];
  readonly pongs: string[] = [];
  /** How it was closed: the status code and the reason. */
  closed: string | undefined;
  /** The answer to a handshake that was refused. */
  refusal: string | undefined;
  private readonly condition = new Condition();

  constructor(port: number, { protocols = ['rxchat.json'], scheme = 'ws', ...options }: WebClientOptions = {}) {
    this.socket = new WebSocket(`${scheme}://127.0.0.1:${port}/chat`, [...protocols], options);
    open.add(this.socket);
    const noted = (note: () => void): (() => void) => {
      return () => {
        note();
        this.condition.changed();
      };
    };
    this.socket.on(
      'open',
      noted(() => undefined),
    );
    this.socket.on('message', (data: Buffer) => {
      this.lines.push(...data.toString().split('\n'));
      this.condition.changed();
    });
    this.socket.on('pong', (data) => noted(() => this.pongs.push(data.toString()))());
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => noted(() => (this.closed = `${code} ${reason.toString()}`))());
    this.socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on(
        'end',
        noted(() => (this.refusal = `${response.statusCode ?? 0} ${body.trim()}`)),
      );
    });
  }

  /** Opens one, and waits for it. */
  static async open(port: number, options?: WebClientOptions): Promise<WebClient> {
    const client = new WebClient(port, options);
    await client.until(() => client.socket.readyState === WebSocket.OPEN, 'an open WebSocket');
    return client;
  }

  /** Opens one and takes a name; what comes up to the notice of it is left out. */
  static async named(port: number, name: string, options?: WebClientOptions): Promise<WebClient> {
    const client = await WebClient.open(port, options);
    client.socket.send(name);
    await client.gets(`"name":"${name}"`);
    await client.gets('joined');
    return client;
  }

  send(...messages: readonly string[]): void {
    for (const message of messages) this.socket.send(message);
  }

  /** Waits for a line that contains a text, and takes it with those before it. */
  async gets(text: string): Promise<string> {
    const find = (): number => this.lines.findIndex((line) => line.includes(text));
    await this.until(() => find() >= 0, text);
    return this.lines.splice(0, find() + 1).at(-1) ?? '';
  }

  /** Waits for the end; returns the status code and the reason. */
  async ends(): Promise<string> {
    await this.until(() => this.closed !== undefined, 'the end');
    return this.closed ?? '';
  }

  /** Waits for the answer that refuses it. */
  async refused(): Promise<string> {
    await this.until(() => this.refusal !== undefined, 'a refusal');
    return this.refusal ?? '';
  }

  async until(reached: () => boolean, what: string): Promise<void> {
    await this.condition.until(reached, () => `${what}, with ${this.lines.join(' ↵ ')}, ${this.closed ?? 'open'}`);
  }
}
