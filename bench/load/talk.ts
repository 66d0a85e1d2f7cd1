import { type Crowd, type Listener, watch } from './crowd';
import { Latencies } from './latencies';
import { type Mark, markText, MOST_SENDERS, WHISPERED } from './mark';
import { Order } from './order';
import type { Figures, Progress, TalkPlan } from './plan';
import { usageOf } from './usage';

/** How long nothing may come before what is missing is given up, in ms. */
const PATIENCE = 1000;
/** The same when no more is posted: a server that was offered too much may be busy for a while with what it has. */
const END_PATIENCE = 2000;

/** The clock of the marks, in microseconds. */
const clock = (): number => Math.round(performance.now() * 1000);

/** What there is to count at one moment. */
interface Reading {
  readonly at: number; // ms
  readonly got: number;
  readonly posted: number;
  readonly cpu: number; // of the server, in seconds
  readonly rss: number;
  readonly ownCpu: number; // microseconds
}

/**
 * One run of lines through a crowd, and what was measured of it.
 *
 * In a closed loop (`window`) a server that drops lines for slow readers has no reason to: the next line is posted when
 * an earlier one has been delivered. At a rate, lines are posted whatever comes back.
 */
export class Talk implements Listener {
  private readonly latencies = new Latencies();
  private readonly orders = new Map<number, Order>(); // of the clients whose lines are read
  private readonly sequences = new Uint32Array(MOST_SENDERS); // the next line of each sender
  private readonly outgoing: string[]; // what each sender says next
  private readonly addressed: Uint32Array; // how many marked lines each client that reads should get
  private readonly fill: string;
  private roomLines = 0;
  private posted = 0;
  private got = 0;
  private expected = 0;
  private givenUp = 0;
  private refillAt = Infinity; // so many deliveries make room for another line
  private measuredFrom = Infinity; // of the clock of the marks
  private measuredTo = Infinity;
  private speaker = 0;
  private coin = 0;
  private late = 0;

  constructor(
    private readonly crowd: Crowd,
    private readonly plan: TalkPlan,
    private readonly tell: (progress: Progress) => void,
  ) {
    this.outgoing = Array.from({ length: plan.senders }, () => '');
    this.addressed = new Uint32Array(crowd.readers);
    this.fill = 'x'.repeat(plan.size);
  }

  /** Runs it; takes as long as the plan says, and until all that was posted has come back or is given up. */
  async run(): Promise<Figures> {
    const { crowd, plan } = this;
    const before = crowd.clients.slice(0, crowd.readers).map(({ marks }) => marks);
    crowd.listener = this;
    const stopPosting = plan.rate > 0 ? this.postAtRate() : this.postInLoop();
    await this.during('warming up', plan.warm);
    const start = this.reading();
    this.measuredFrom = clock();
    await this.during('measuring', plan.seconds);
    const end = this.reading();
    this.measuredTo = clock();
    stopPosting();
    await this.drained();
    return this.figures(start, end, before);
  }

  received(marks: number): void {
    this.got += marks;
    if (this.got >= this.refillAt) this.refill();
  }

  read(client: number, mark: Mark): void {
    if (mark.posted >= this.measuredFrom && mark.posted < this.measuredTo) this.latencies.add(clock() - mark.posted);
    let order = this.orders.get(client);
    if (!order) this.orders.set(client, (order = new Order()));
    order.note(mark);
  }

  private postInLoop(): () => void {
    const look = watch(
      () => this.got,
      (idle) => {
        if (idle < PATIENCE) return;
        this.givenUp = this.expected - this.got;
        this.refill();
      },
    );
    this.refill();
    return () => {
      clearInterval(look);
      this.refillAt = Infinity;
    };
  }

  private postAtRate(): () => void {
    const { rate } = this.plan;
    const started = performance.now();
    const timer = setInterval(() => {
      const seconds = (performance.now() - started) / 1000;
      const due = Math.floor(seconds * rate);
      if (due > this.posted) this.late = Math.max(this.late, seconds * 1000 - (this.posted * 1000) / rate);
      while (this.posted < due) this.post();
      this.send();
    }, 1);
    return () => {
      clearInterval(timer);
    };
  }

  private refill(): void {
    const inFlight = this.plan.window * this.crowd.readers;
    while (this.expected - this.givenUp < this.got + inFlight) this.post();
    this.refillAt = this.expected - this.givenUp - inFlight + 1;
    this.send();
  }

  private post(): void {
    const { senders, whisper } = this.plan;
    const { readers, clients } = this.crowd;
    const sender = this.speaker;
    this.speaker = (sender + 1) % senders;
    this.coin = (Math.imul(this.coin, 1664525) + 1013904223) >>> 0; // the same run each time
    const direct = this.coin / 2 ** 32 < whisper / 100;
    const sequence = direct ? WHISPERED : (this.sequences[sender] ?? 0);
    const text = markText({ posted: clock(), sender, sequence });
    const line = `${text}${this.fill.slice(text.length)}\n`;
    this.posted += 1;
    if (direct) {
      const receiver = (sender + 1 + (this.coin % (readers - 1))) % readers;
      this.outgoing[sender] = `${this.outgoing[sender] ?? ''}/w ${clients[receiver]?.name ?? ''} ${line}`;
      for (const one of [sender, receiver]) this.addressed[one] = (this.addressed[one] ?? 0) + 1;
      this.expected += 2;
    } else {
      this.outgoing[sender] = (this.outgoing[sender] ?? '') + line;
      this.sequences[sender] = sequence + 1;
      this.roomLines += 1;
      this.expected += readers;
    }
  }

  /** Each sender sends what it has to say at once, which costs the load the least. */
  private send(): void {
    for (let sender = 0; sender < this.outgoing.length; sender += 1) {
      const text = this.outgoing[sender];
      if (!text) continue;
      this.outgoing[sender] = '';
      this.crowd.clients[sender]?.say(text);
    }
  }

  private async during(phase: 'warming up' | 'measuring', seconds: number): Promise<void> {
    const started = performance.now();
    let last = { at: started, got: this.got };
    const look = watch(
      () => this.got,
      () => {
        const at = performance.now();
        const deliveriesPerSecond = ((this.got - last.got) * 1000) / (at - last.at);
        last = { at, got: this.got };
        this.tell({ phase, done: (at - started) / 1000, of: seconds, deliveriesPerSecond });
      },
    );
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    clearInterval(look);
  }

  /** Waits until all has come, or nothing comes any more. */
  private async drained(): Promise<void> {
    let last = { at: performance.now(), got: this.got };
    while (this.got < this.expected) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const at = performance.now();
      if (this.got !== last.got) last = { at, got: this.got };
      else if (at - last.at > END_PATIENCE) return;
    }
  }

  private reading(): Reading {
    const { cpu, rss } = usageOf(this.crowd.plan.pid);
    const { user, system } = process.cpuUsage();
    return { at: performance.now(), got: this.got, posted: this.posted, cpu, rss, ownCpu: user + system };
  }

  private figures(start: Reading, end: Reading, before: readonly number[]): Figures {
    const seconds = (end.at - start.at) / 1000;
    const deliveries = end.got - start.got;
    let lost = 0;
    let twice = 0;
    for (const [index, marks] of before.entries()) {
      const got = (this.crowd.clients[index]?.marks ?? 0) - marks;
      const missing = this.roomLines + (this.addressed[index] ?? 0) - got;
      if (missing > 0) lost += missing;
      else twice -= missing;
    }
    const orders = Array.from(this.orders.values());
    const sum = (key: 'reordered' | 'skipped'): number => orders.reduce((total, order) => total + order[key], 0);
    return {
      seconds,
      deliveriesPerSecond: deliveries / seconds,
      linesPerSecond: (end.posted - start.posted) / seconds,
      lost: Math.max(lost, sum('skipped')),
      reordered: Math.max(twice, sum('reordered')),
      p50: this.latencies.quantile(0.5),
      p99: this.latencies.quantile(0.99),
      p999: this.latencies.quantile(0.999),
      max: this.latencies.max,
      late: this.late,
      serverCpu: (end.cpu - start.cpu) / seconds,
      loadCpu: (end.ownCpu - start.ownCpu) / 1e6 / seconds,
      cpuPerDelivery: ((end.cpu - start.cpu) * 1e6) / deliveries,
      rssStart: start.rss,
      rssEnd: end.rss,
      closed: this.crowd.lost,
    };
  }
}
