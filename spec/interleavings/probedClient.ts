import { LineClient } from '../../testkit/lineClient';
import { END } from '../helpers/modelReader';

const IAC = 255;
const DO = 253;
const WILL = 251;

/** A client over a real socket, which can find out that the server has read all that it sent. */
export class ProbedClient {
  private received = ''; // a character for each byte
  private taken = 0; // how many lines have been handed out
  private probes = 0;
  private readonly client: LineClient;
  /** Whether it has ended its side, closed or cut the connection. */
  hasLeft = false;
  /** Whether the connection is over, on both sides. */
  isClosed = false;

  /**
   * @param id its name in the model
   * @param port the server's port
   * @param changed called whenever something has arrived, and when the connection is over
   */
  constructor(
    readonly id: number,
    port: number,
    changed: () => void,
  ) {
    const onBytes = (bytes: Buffer): void => {
      this.received += bytes.toString('latin1');
      changed();
    };
    this.client = new LineClient({ host: '127.0.0.1', port }, { onBytes });
    void this.client.closed.then(() => {
      this.isClosed = true;
      changed();
    });
  }

  async connected(): Promise<void> {
    await this.client.opened();
  }

  sends(piece: Uint8Array): void {
    this.client.write(piece);
  }

  leaves(how: 'end' | 'close' | 'reset'): void {
    this.hasLeft = true;
    if (how === 'end') this.client.hangUp();
    else if (how === 'close') void this.client.cut();
    else this.client.reset();
  }

  /**
   * Asks for a telnet option, which the server refuses once it has read it, and so has read all that came before. Telnet
   * negotiation is no part of any line, so this can be done in the middle of one, even of a character.
   */
  probe(): void {
    const verb = this.probes < 250 ? DO : WILL;
    this.sends(Uint8Array.of(IAC, verb, this.probes % 250));
    this.probes += 1;
  }

  /** Whether all probes have been answered, or never will be. */
  get isProbed(): boolean {
    return this.isClosed || this.received.split('\xff').length > this.probes;
  }

  /** How often it received a line. */
  count(line: string): number {
    return this.lines.filter((candidate) => candidate === line).length;
  }

  /** The lines since the last time, and the end of the connection when that has come. */
  take(): string[] {
    const news = this.lines.slice(this.taken);
    this.taken += news.length;
    return news;
  }

  private get lines(): string[] {
    const text = Buffer.from(this.received.replace(/\xff[^]{2}/g, ''), 'latin1').toString();
    const lines = text.split(/\r?\n/); // CR LF once it has negotiated telnet, as a probe does
    const rest = lines.pop();
    if (rest) lines.push(`(unfinished: ${rest})`);
    return this.isClosed ? [...lines, ...this.ending] : lines;
  }

  /** How the connection has ended, unless it was this side alone that ended it. */
  private get ending(): readonly string[] {
    const { hasEnded, failure } = this.client;
    if (hasEnded) return [END];
    return failure ? [`(${failure.message})`] : [];
  }
}
