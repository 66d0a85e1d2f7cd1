import { Observable, type Subscriber, take, timer, VirtualTimeScheduler } from 'rxjs';
import type { LogState } from '../../src/recovery/logFold';
import { newLogCounters } from '../../src/streams/journal/logCounters';
import { sharedJournal, type SharedJournal } from '../../src/streams/journal/sharedJournal';
import type { SharedLog, Stored } from '../../src/streams/journal/sharedLog';
import type { NodeStatus } from '../../src/streams/journal/nodeStatus';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { PlannedDelivery } from '../../src/streams/model/delivery';
import { DIALECTS } from '../../src/streams/dialects/dialects';
import { text } from '../../src/streams/dialects/text';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import { SharedForms } from '../../src/streams/reduce/sharedForms';
import { type Transition, transitions } from '../../src/streams/reduce/transitions';
import { route } from '../../src/streams/route/route';
import { NO_LIMITS } from './history';

/** A log in memory that several nodes share, in virtual time, with a way to it that can be cut. */
export class LogUnderTest {
  /** What it has, and the place of the last that it has had. */
  stored: readonly Stored<Uint8Array>[] = [];
  end = 0;
  /** How many of the next messages are lost on their way. */
  losing = 0;
  /** How many of the next messages come twice. */
  doubling = 0;
  private readonly ways: Way[] = [];

  constructor(readonly scheduler: VirtualTimeScheduler) {}

  /** A way to it for one node. */
  way(): Way {
    const way = new Way(this);
    this.ways.push(way);
    return way;
  }

  take(message: Uint8Array): void {
    if (this.losing > 0) {
      this.losing -= 1;
      return;
    }
    const times = this.doubling > 0 ? 2 : 1;
    this.doubling = Math.max(0, this.doubling - 1);
    for (let i = 0; i < times; i += 1) {
      this.end += 1;
      this.stored = [...this.stored, { place: this.end, at: 1_000_000 + this.scheduler.now(), message }];
    }
    for (const way of this.ways) way.read();
  }

  /** Removes what is up to a place. */
  purge(upTo: number): void {
    this.stored = this.stored.filter(({ place }) => place > upTo);
  }
}

/** A node's way to the log: both directions take a millisecond. */
class Way implements SharedLog {
  readonly epoch = '7f3a';
  readonly end: number;
  private isCut = false;
  private position = 0;
  private reader: Subscriber<Stored<Uint8Array>> | undefined;

  constructor(private readonly log: LogUnderTest) {
    this.end = log.end;
  }

  offer(bytes: Uint8Array): void {
    if (!this.isCut) timer(1, this.log.scheduler).subscribe(() => this.log.take(bytes));
  }

  entries(after: number): Observable<Stored<Uint8Array>> {
    return new Observable((subscriber) => {
      this.position = after;
      this.reader = subscriber;
      this.read();
    });
  }

  cut(isCut: boolean): void {
    this.isCut = isCut;
    this.read();
  }

  read(): void {
    timer(1, this.log.scheduler).subscribe(() => {
      if (this.isCut || !this.reader) return;
      for (const stored of this.log.stored.filter(({ place }) => place > this.position)) {
        this.position = stored.place;
        this.reader.next(stored);
      }
    });
  }
}

/** A node: its journal, and what it makes of the events. */
export class NodeUnderTest {
  readonly way: Way;
  readonly journal: SharedJournal;
  readonly statuses: NodeStatus[] = [];
  readonly failures: string[] = [];
  readonly counters = newLogCounters();
  /** What has come of each event, in order. */
  readonly transitions: Transition[] = [];
  registry: Registry;

  constructor(log: LogUnderTest, name: string, { limits = NO_LIMITS, fold = '1', nonce = name, from }: Kind = {}) {
    this.registry = from?.registry ?? { ...EMPTY_REGISTRY, epoch: '7f3a' };
    const { scheduler } = log;
    this.way = log.way();
    const forms = new SharedForms(DIALECTS);
    this.journal = sharedJournal({
      ...{ log: this.way, node: name, nonce, fold, version: '1.0', scheduler, ...(from && { ledger: from.ledger }) },
      sharedForm: (event) => forms.of(event, this.registry),
      now: () => 1_000_000 + scheduler.now(),
      counters: this.counters,
      turn$: timer(0, scheduler).pipe(take(1)),
    });
    this.journal.status$.subscribe((status) => this.statuses.push(status));
    this.journal.failed$.subscribe(({ message }) => this.failures.push(message));
    this.journal.events$.pipe(transitions(limits, DIALECTS, this.registry)).subscribe((transition) => {
      this.transitions.push(transition);
      this.registry = transition.registry;
    });
  }

  does(...events: readonly ChatEvent[]): this {
    for (const event of events) this.journal.append(event);
    return this;
  }

  /** What clients of this node and their rooms were sent, as text; `room` of others too, since a delivery does not say it. */
  get lines(): readonly string[] {
    return this.transitions.flatMap((transition) => route(transition).flatMap(linesOf));
  }
}

/** What is different from a plain node. */
interface Kind {
  readonly limits?: AdmissionLimits;
  readonly fold?: string;
  readonly nonce?: string;
  /** What a snapshot has of the log. */
  readonly from?: LogState;
}

function linesOf(delivery: PlannedDelivery): readonly string[] {
  if (delivery.type === 'send') return text.show(delivery.message).map((line) => `${delivery.client}: ${line}`);
  if (delivery.type === 'sendRoom') return text.show(delivery.message).map((line) => `${delivery.room}: ${line}`);
  if (delivery.type !== 'end' || delivery.reason === undefined) return [];
  return text.show({ type: 'end', reason: delivery.reason }).map((line) => `${delivery.client}: ${line}`);
}

/** Virtual time that goes on as far as a spec says. */
export class Time extends VirtualTimeScheduler {
  pass(ms: number): void {
    this.maxFrames = this.frame + ms;
    this.flush();
    this.frame = this.maxFrames;
  }
}

/**
 * What all nodes must have the same of: those with a name, and their rooms, whatever each knows beside. When a client has
 * connected, and how it is shown what it is sent, is known to its own node; so is one that the others take for gone, until
 * its connection has ended.
 */
export function sharedPart({
  clients,
  names,
  rooms,
  leftTopics,
  lastWhispers,
  overflowing,
  ignorers,
  bells,
}: Registry): unknown {
  const named = Array.from(clients.values())
    .filter(({ user, leaving }) => user && leaving !== 'node_lost')
    .sort((a, b) => a.id - b.id);
  return {
    clients: named.map(({ elsewhere: _, dialect: __, since: ___, ...client }) => ({
      ...client,
      ignored: [...(client.ignored ?? [])],
    })),
    names: [...names],
    rooms: Array.from(rooms, ([key, room]) => [key, { ...room, members: [...room.members] }]),
    leftTopics: [...leftTopics],
    lastWhispers: Array.from(lastWhispers).sort(([a], [b]) => a - b),
    overflowing: named.filter(({ id }) => overflowing.has(id)).map(({ id }) => id),
    ignorers: [...ignorers],
    bells: [...bells],
  };
}
