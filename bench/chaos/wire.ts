import { connect, type Socket } from 'node:net';
import { count, type Tally, toldBy } from './tally';
import { Watcher } from './watcher';

/** Where a server listens. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The longest that a client waits for an answer, or for the end that it has asked for, in ms. */
const PATIENCE = 10_000;

/** A connection of somebody who does as he likes; what it sees is counted and looked at. */
export class Wire {
  /** Kept when the connection is made, or has failed; false for that. */
  readonly made: Promise<boolean>;
  /** Kept when the connection is over. */
  readonly over: Promise<void>;
  private readonly socket: Socket;
  private ended = false; // by the server
  private left = false; // by us
  private error: string | undefined;
  private awaited: { readonly pattern: RegExp; readonly seen: () => void } | undefined;

  /**
   * @param target where to connect
   * @param tally what to count in
   * @param halt when nobody has time for a slow server any more
   * @param telnet whether it will negotiate, and so gets answers to that
   */
  constructor(
    target: Target,
    private readonly tally: Tally,
    private readonly halt: Promise<unknown>,
    telnet = false,
  ) {
    const watcher = new Watcher(this.read, telnet);
    const socket = connect({ ...target, noDelay: true, allowHalfOpen: true });
    this.socket = socket;
    socket.on('data', (bytes) => {
      tally.receivedBytes += bytes.length;
      watcher.take(bytes);
      if (watcher.unsafe !== undefined && tally.unsafe.length < 5) tally.unsafe.push(watcher.unsafe);
    });
    socket.on('end', () => {
      this.ended = true;
      this.socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error ??= error.code ?? error.message));
    let connected = false;
    this.made = new Promise((resolve) => {
      socket.once('connect', () => {
        connected = true;
        tally.connects += 1;
        resolve(true);
      });
      socket.once('close', () => {
        if (!connected) tally.failed += 1;
        resolve(connected);
      });
    });
    this.over = new Promise((resolve) => {
      socket.once('close', () => {
        if (connected) count(tally.ends, this.end);
        this.awaited?.seen();
        resolve();
      });
    });
  }

  get isOver(): boolean {
    return this.socket.destroyed;
  }

  /** Sends bytes or text, and waits until the system has taken them; not at all where the connection is over. */
  async send(data: string | Uint8Array): Promise<void> {
    if (!this.socket.writable) return;
    this.tally.sentBytes += Buffer.byteLength(data);
    if (this.socket.write(data)) return;
    await Promise.race([new Promise((resolve) => this.socket.once('drain', resolve)), this.over, this.halt]);
  }

  /** Waits for a line; false where the connection ends before it comes, or it takes too long. */
  async sees(pattern: RegExp): Promise<boolean> {
    if (this.isOver) return false;
    let hasCome = false;
    await within(
      new Promise<void>((resolve) => {
        const seen = (): void => {
          hasCome = !this.isOver;
          resolve();
        };
        this.awaited = { pattern, seen };
      }),
    );
    this.awaited = undefined;
    return hasCome;
  }

  /** Names itself; false where it cannot have the name. */
  async named(name: string): Promise<boolean> {
    const told = this.sees(/^(OK$|ERR )/);
    void this.send(`${name}\n`);
    return (await told) && this.lastLine === 'OK';
  }

  /** Reads no more, and so lets the server's buffers fill. */
  stall(): void {
    this.socket.pause();
  }

  readOn(): void {
    this.socket.resume();
  }

  /** Ends this side, and leaves the other one open. */
  halfClose(): void {
    this.socket.end();
  }

  /** Reads to the end of what the server has to say; the end has to come, or it is counted. */
  async readToEnd(): Promise<void> {
    this.readOn();
    if (!(await within(this.over))) this.tally.unfinished += 1;
  }

  /** Goes away without a word, by a reset. `resetAndDestroy` would end this side first, and so say a last word. */
  reset(): void {
    this.left = true;
    Object.assign(this.socket, { resetAndClosing: true }).destroy();
  }

  /** Goes away, whatever has come or not. */
  cut(): void {
    this.left = true;
    this.socket.destroy();
  }

  private lastLine = '';

  private readonly read = (line: string): void => {
    const told = toldBy(line);
    if (told && 'code' in told) count(this.tally.told, told.code);
    else if (told) this.tally.skipped += told.skipped;
    if (!this.awaited?.pattern.test(line)) return;
    this.lastLine = line;
    this.awaited.seen();
  };

  private get end(): string {
    if (this.left) return 'left';
    if (this.error !== undefined) return this.error;
    return this.ended ? 'ended by the server' : 'left';
  }
}

/** Waits for something, but not for ever; false where it did not come. */
async function within(wanted: Promise<void>): Promise<boolean> {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timeout = setTimeout(() => {
      resolve(false);
    }, PATIENCE);
  });
  const came = await Promise.race([wanted.then(() => true), late]);
  clearTimeout(timeout);
  return came;
}
