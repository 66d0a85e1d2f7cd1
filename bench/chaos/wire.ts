import { LineClient, type Target } from '../../testkit/lineClient';
import { LineWaiter } from '../../testkit/lineWaiter';
import { patient } from '../../testkit/patience';
import { count, type Tally, toldBy } from './tally';
import { Watcher } from './watcher';

/** The longest that a client waits for an answer, or for the end that it has asked for, in ms. */
const LIMIT = 10_000;

/** A connection of a client that does as it likes; what it sees is counted and looked at. */
export class Wire {
  /** Resolves to whether the connection was made. */
  readonly made: Promise<boolean>;
  /** Resolves when the connection is over. */
  readonly over: Promise<void>;
  private readonly client: LineClient;
  private readonly waiter = new LineWaiter();
  private hasLeft = false;

  /**
   * @param target where to connect
   * @param tally what to count in
   * @param halt resolves when no client has time for a slow server any more
   * @param telnet whether it will negotiate, and so gets answers to that
   */
  constructor(
    target: Target,
    private readonly tally: Tally,
    private readonly halt: Promise<unknown>,
    telnet = false,
  ) {
    const watcher = new Watcher(this.read, telnet);
    const onBytes = (bytes: Buffer): void => {
      tally.receivedBytes += bytes.length;
      watcher.take(bytes);
      if (watcher.unsafe !== undefined && tally.unsafe.length < 5) tally.unsafe.push(watcher.unsafe);
    };
    this.client = new LineClient(target, { onBytes });
    this.made = this.client.connected.then((isMade) => {
      if (isMade) tally.connects += 1;
      else tally.failed += 1;
      return isMade;
    });
    this.over = this.client.closed.then(async () => {
      if (await this.made) count(tally.ends, this.end);
      this.waiter.end();
    });
  }

  get isOver(): boolean {
    return this.client.isClosed;
  }

  /** Sends bytes or text, and waits until the system has taken them; not at all when the connection is over. */
  async send(data: string | Uint8Array): Promise<void> {
    if (!this.client.isWritable) return;
    this.tally.sentBytes += Buffer.byteLength(data);
    await Promise.race([this.client.written(data), this.halt]);
  }

  /** Waits for a line; false when the connection ends before it comes, or it takes too long. */
  async sees(pattern: RegExp): Promise<boolean> {
    return (await this.seen(pattern)) !== undefined;
  }

  /** Names itself; false when it cannot have the name. */
  async named(name: string): Promise<boolean> {
    const told = this.seen(/^(OK$|ERR )/);
    void this.send(`${name}\n`);
    return (await told) === 'OK';
  }

  /** Reads no more, and so lets the server's buffers fill. */
  stall(): void {
    this.client.pause();
  }

  readOn(): void {
    this.client.resume();
  }

  /** Ends this side, and leaves the other one open. */
  halfClose(): void {
    this.client.hangUp();
  }

  /** Reads to the end of what the server has to say; the end has to come, or it is counted. */
  async readToEnd(): Promise<void> {
    this.readOn();
    const isOver = this.over.then(() => true);
    if (!(await inTime(isOver))) this.tally.unfinished += 1;
  }

  /** Goes away without a word, by a reset. */
  reset(): void {
    this.hasLeft = true;
    this.client.resetAtOnce();
  }

  /** Goes away, whatever has come or not. */
  cut(): void {
    this.hasLeft = true;
    void this.client.cut();
  }

  private seen(pattern: RegExp): Promise<string | undefined> {
    return this.isOver ? Promise.resolve(undefined) : inTime(this.waiter.next((line) => pattern.test(line)));
  }

  private readonly read = (line: string): void => {
    const told = toldBy(line);
    if (told && 'code' in told) count(this.tally.told, told.code);
    else if (told && 'status' in told) count(this.tally.answers, told.status);
    else if (told) this.tally.skipped += told.skipped;
    this.waiter.note(line);
  };

  private get end(): string {
    if (this.hasLeft) return 'left';
    return this.client.error ?? (this.client.hasEnded ? 'ended by the server' : 'left');
  }
}

/** Waits for something, but not for ever; nothing when it did not come. */
async function inTime<T>(wanted: Promise<T>): Promise<T | undefined> {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timeout = setTimeout(resolve, patient(LIMIT), undefined);
  });
  return Promise.race([wanted, late]).finally(() => {
    clearTimeout(timeout);
  });
}
