import { LineClient, type Target } from '../../../testkit/lineClient';
import type { Segment } from './checker';

/** The time between two attempts to connect, in ms. */
const RETRY = 250;

/** What is said: who, which connection of theirs, and a number. */
const SAID = /^[a-z]\w*: (\S+#\d+)$/;

/** One connection of a seat: what was sent and read on it. */
interface Visit {
  readonly client: LineClient;
  readonly name: string;
  readonly isWhole: boolean;
  readonly lines: string[];
  readonly open: Set<string>; // sent, and not seen
  sent: number;
  isNamed: boolean;
  isOver: boolean;
  rest: string;
}

/** A client of one node that comes back whenever it is disconnected: one who talks, or one who only reads. */
export class Seat {
  /** What its node and others have told it. */
  readonly told = new Set<string>();
  readonly acknowledged: string[] = [];
  /** When something was acknowledged, in ms. */
  readonly times: number[] = [];
  private readonly visits: Visit[] = [];
  private isStopped = false;

  constructor(
    readonly node: string,
    private readonly name: string,
    readonly isWitness: boolean,
    private readonly target: () => Target,
  ) {
    void this.stay();
  }

  get isNamed(): boolean {
    return this.visit?.isNamed === true && !this.visit.isOver;
  }

  /** Lines that were sent on the connection that it has, and have not come back. */
  get open(): number {
    return this.visit?.isOver === false ? this.visit.open.size : 0;
  }

  /** How many lines have come on the connection that it has. */
  get received(): number {
    return this.visit?.lines.length ?? 0;
  }

  get segments(): readonly Segment[] {
    return this.visits.map(({ lines, isWhole, isOver }) => ({ lines, isWhole, isLive: !isOver }));
  }

  /** Says so many numbered lines, if it is connected. */
  say(count: number): void {
    const { visit } = this;
    if (!visit || !this.isNamed || count === 0) return;
    const lines = Array.from({ length: count }, () => `${visit.name}#${(visit.sent += 1)}`);
    for (const line of lines) visit.open.add(line);
    visit.client.send(...lines);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.visit?.client.cut();
  }

  private get visit(): Visit | undefined {
    return this.visits.at(-1);
  }

  private async stay(): Promise<void> {
    while (!this.isStopped) {
      const visit = this.enter();
      await visit.client.closed;
      visit.isOver = true;
      if (visit.isNamed) this.note('(disconnected)');
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }

  private enter(): Visit {
    const client = new LineClient(this.target(), { onBytes: (bytes) => this.read(visit, bytes) });
    const counts = { sent: 0, isNamed: false, isOver: false, rest: '' };
    const name = `${this.name}v${this.visits.length}`; // the name of before may be taken until its node is lost
    const visit: Visit = { client, name, isWhole: this.visits.length === 0, lines: [], open: new Set(), ...counts };
    this.visits.push(visit);
    client.send(visit.name);
    return visit;
  }

  private read(visit: Visit, bytes: Buffer): void {
    const lines = (visit.rest + bytes.toString('latin1')).split('\n');
    visit.rest = lines.pop() ?? '';
    for (const line of lines) this.take(visit, line);
  }

  private take(visit: Visit, line: string): void {
    const said = SAID.exec(line)?.[1];
    if (said === undefined) {
      if (line === 'OK') visit.isNamed = true;
      else if (/^(SYSTEM|ERR)/.test(line)) this.note(line);
      return;
    }
    if (this.isWitness) visit.lines.push(said);
    if (!visit.open.delete(said)) return;
    this.acknowledged.push(said);
    this.times.push(performance.now());
  }

  private note(line: string): void {
    if (this.isStopped) return;
    this.told.add(line.replace(/^SYSTEM: \w+ (joined|left)$/, 'SYSTEM: NAME $1').replace(/\d+/g, 'N'));
  }
}
