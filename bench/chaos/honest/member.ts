import { LineClient, type Target } from '../../../testkit/lineClient';
import { LineWaiter } from '../../../testkit/lineWaiter';
import { MARK_LENGTH, markText, readMark } from '../../load/mark';
import { toldBy } from '../tally';
import { Watcher } from '../watcher';
import { Ledger } from './ledger';

/** What is said beside the mark: more than letters, to see whether it comes as it was said. */
const SAID = ' says: grüß dich, Ærøskøbing \u{1f44b}';
const MARK = new RegExp(`^\\^[0-9a-f]{${MARK_LENGTH - 1}}`);

/** The clock of the marks, in microseconds. */
const clock = (): number => Math.round(performance.now() * 1000);

/** One honest client: it says numbered lines, and looks at every line that it gets. */
export class Member {
  readonly ledger = new Ledger();
  said = 0;
  altered = 0;
  skipped = 0;
  strangers = 0;
  toldOfShutdown = false;
  private readonly client: LineClient;
  private readonly waiter = new LineWaiter();
  private readonly watcher = new Watcher((line) => this.read(line), false);

  /**
   * @param name its name
   * @param sender the number in its marks
   * @param friends the names of all in its room, by their numbers
   * @param heard takes how long each line of a friend took, in microseconds
   */
  constructor(
    target: Target,
    readonly name: string,
    private readonly sender: number,
    private readonly friends: ReadonlyMap<string, number>,
    private readonly heard: (time: number) => void,
  ) {
    this.client = new LineClient(target, {
      onBytes: (bytes) => {
        this.watcher.take(bytes);
      },
    });
    void this.client.closed.then(() => {
      this.waiter.end();
    });
  }

  get ended(): boolean {
    return this.client.isClosed;
  }

  get unsafe(): string | undefined {
    return this.watcher.unsafe;
  }

  /** Takes its name, goes to its room, and waits until it is there: what is said from then on has to come. */
  async join(room: string | undefined): Promise<void> {
    this.client.send(this.name);
    const told = await this.sees(/^(OK$|ERR )/);
    if (told !== 'OK') throw new Error(`${this.name} could not join: ${told}`);
    if (room === undefined) return;
    this.client.send(`/join ${room}`);
    await this.sees(new RegExp(`^SYSTEM: ${this.name} joined ${room}$`));
  }

  say(): void {
    const mark = markText({ posted: clock(), sender: this.sender, sequence: this.said });
    this.said += 1;
    this.client.send(`${mark}${SAID}`);
  }

  private read(line: string): void {
    this.waiter.note(line);
    const colon = line.indexOf(': ');
    const name = line.slice(0, Math.max(0, colon));
    const sender = this.friends.get(name);
    if (sender !== undefined) this.hear(sender, line.slice(colon + 2));
    else if (colon > 0 && !/^(SYSTEM|WHISPER .*)$/.test(name)) this.strangers += 1;
    else this.note(line);
  }

  private async sees(pattern: RegExp): Promise<string> {
    return (await this.waiter.next((line) => pattern.test(line))) ?? 'its connection has ended';
  }

  private hear(sender: number, text: string): void {
    if (!MARK.test(text) || text.slice(MARK_LENGTH) !== SAID) {
      this.altered += 1;
      return;
    }
    const mark = readMark(Buffer.from(text, 'latin1'), 0);
    if (mark.sender !== sender) this.altered += 1;
    this.ledger.note(sender, mark.sequence);
    this.heard(clock() - mark.posted);
  }

  private note(line: string): void {
    const told = toldBy(line);
    if (told && 'skipped' in told) this.skipped += told.skipped;
    if (line === 'SYSTEM: server is shutting down') this.toldOfShutdown = true;
  }
}
