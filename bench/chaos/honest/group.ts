import { Latencies } from '../../load/latencies';
import { HOME, honestName } from '../names';
import { Member } from './member';
import type { GroupPlan, HonestFigures, RoomFigures } from './plan';

/** How often somebody may have something to say, in ms. */
const BEAT = 5;
/** How long nothing may come before what is missing is given up, in ms; and how often that is looked at. */
const PATIENCE = 5000;
const LOOK = 20;

/** The clients of one room. */
class Party {
  readonly members: readonly Member[];
  latencies = new Latencies();

  constructor(
    readonly room: string,
    { chat }: GroupPlan,
    private readonly from: number,
    to: number,
  ) {
    const friends = new Map(Array.from({ length: to - from }, (_, index) => [honestName(from + index), from + index]));
    const heard = (time: number): void => {
      this.latencies.add(time);
    };
    this.members = Array.from(friends, ([name, sender]) => new Member(chat, name, sender, friends, heard));
  }

  sum(of: (member: Member) => number): number {
    return this.members.reduce((total, member) => total + of(member), 0);
  }

  /** Deliveries that have not come, of all lines that have been said by now. */
  get lost(): number {
    return this.sum(({ ledger }) =>
      this.members.reduce((total, { said }, index) => total + ledger.lost(this.from + index, said), 0),
    );
  }

  get figures(): RoomFigures {
    return {
      room: this.room,
      clients: this.members.length,
      said: this.sum(({ said }) => said),
      seen: this.sum(({ ledger }) => ledger.seen),
      lost: this.lost,
      doubled: this.sum(({ ledger }) => ledger.doubled),
      reordered: this.sum(({ ledger }) => ledger.reordered),
      altered: this.sum(({ altered }) => altered),
      skipped: this.sum(({ skipped }) => skipped),
      strangers: this.sum(({ strangers }) => strangers),
      ended: this.sum(({ ended }) => Number(ended)),
      p50: this.latencies.quantile(0.5),
      p99: this.latencies.quantile(0.99),
      max: this.latencies.max,
    };
  }
}

/** The honest group: it talks at a steady rate, and every one of it checks every line of every other in its room. */
export class Group {
  private readonly parties: readonly Party[];
  private readonly members: readonly Member[];
  private beat: NodeJS.Timeout | undefined;
  private speaker = 0;
  private late = 0;

  constructor(private readonly plan: GroupPlan) {
    const half = Math.ceil(plan.clients / 2);
    this.parties = [new Party('lobby', plan, 0, half), new Party(HOME, plan, half, plan.clients)];
    this.members = this.parties.flatMap(({ members }) => members);
  }

  async join(): Promise<void> {
    await Promise.all(
      this.parties.flatMap(({ room, members }) =>
        members.map((member) => member.join(room === HOME ? HOME : undefined)),
      ),
    );
  }

  /** Talks on; times are taken anew. */
  talk(): void {
    for (const party of this.parties) party.latencies = new Latencies();
    const started = performance.now();
    let last = started;
    let said = 0;
    this.late = 0;
    clearInterval(this.beat);
    this.beat = setInterval(() => {
      const now = performance.now();
      this.late = Math.max(this.late, now - last - BEAT);
      last = now;
      const due = ((now - started) / 1000) * this.plan.rate;
      for (; said < due; said += 1) this.members[(this.speaker += 1) % this.members.length]?.say();
    }, BEAT);
  }

  /** Says no more, and waits for what is on its way. */
  async pause(): Promise<void> {
    clearInterval(this.beat);
    let last = { seen: NaN, at: performance.now() };
    while (this.parties.some(({ lost }) => lost > 0)) {
      const seen = this.parties.reduce((total, party) => total + party.sum(({ ledger }) => ledger.seen), 0);
      if (seen !== last.seen) last = { seen, at: performance.now() };
      else if (performance.now() - last.at > PATIENCE) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  get figures(): HonestFigures {
    return {
      rooms: this.parties.map(({ figures }) => figures),
      unsafe: this.members.flatMap(({ unsafe }) => (unsafe === undefined ? [] : [unsafe])),
      late: this.late,
      toldOfShutdown: this.members.filter(({ toldOfShutdown }) => toldOfShutdown).length,
    };
  }
}
