import { BehaviorSubject, combineLatest, distinctUntilChanged, map, ReplaySubject, Subject } from 'rxjs';
import type { ChatEvent } from '../model/chatEvent';
import type { Recorded } from './journal';
import { type JournalError, otherFoldError, purgedError, replacedError } from './journalError';
import { EMPTY_LEDGER, entered, type Fact, isBehindGap, type Ledger } from './ledger';
import { type LogCounters, newLogCounters } from './logCounters';
import { fromBytes, type NodeMessage, toBytes } from './nodeMessage';
import { ofOthers } from './ofOthers';
import { oneAtATime } from './oneAtATime';
import { Outgoing } from './outgoing';
import type { NodeStatus } from './nodeStatus';
import type { Sharing } from './sharing';
import type { Stored } from './sharedLog';
import { snapshotDuty } from './snapshotDuty';

/** How long nothing of a node may come back before it is cut off, in ms. */
const CUT_OFF_MS = 2500;

/** After so many beats in which a node has written nothing else, it writes that it is there. */
const QUIET_BEATS = 2;

/** How many events may wait for the log before the node is behind: a few turns of input. */
const MAX_AWAITED = 8192;

/** An event for this node alone, which follows an event of its own that is on its way. */
interface Held {
  readonly after: number;
  readonly event: ChatEvent;
}

/** What one node does with a shared log: what it writes there, what it makes of what it reads, and where its own events stand. */
export class NodeSide {
  private ledger: Ledger;
  private outgoing = new Outgoing();
  private held: Held[] = [];
  /** While the node is present: which of all joins was its own, the epoch, and how many of its events have come back. */
  private presence: { readonly incarnation: number; readonly epoch: number; returned: number } | undefined;
  private heardAt = 0;
  private awaitedByBeat: number | undefined;
  private quietBeats = 0;
  private isLeaving = false;
  private isOver = false; // it must not join again
  private readonly counters: LogCounters;
  private readonly emit: (recorded: Recorded<ChatEvent>) => void;
  private readonly statuses$ = new BehaviorSubject<NodeStatus>('joining');
  private readonly crowds$ = new BehaviorSubject(false);
  private readonly piles$ = new BehaviorSubject(false);
  private readonly joins$ = new ReplaySubject<number>(1);
  private readonly failures$ = new ReplaySubject<JournalError>(1);
  private readonly duties$ = new Subject<number>();

  readonly status$ = this.statuses$.pipe(distinctUntilChanged());
  readonly present$ = this.joins$.asObservable();
  readonly failed$ = this.failures$.asObservable();
  readonly snapshotDue$ = this.duties$.asObservable();
  readonly behind$ = combineLatest([this.statuses$, this.crowds$, this.piles$]).pipe(
    map(([status, isCrowded, isPiled]) => status === 'joining' || status === 'cut' || isCrowded || isPiled),
    distinctUntilChanged(),
  );

  /**
   * @param sharing the log, who the node is, and what of its events is shared
   * @param recorded receives each event in its place
   * @param gathering called when there is something to write at the end of the turn
   */
  constructor(
    private readonly sharing: Sharing,
    recorded: (recorded: Recorded<ChatEvent>) => void,
    private readonly gathering: () => void,
  ) {
    this.ledger = sharing.ledger ?? EMPTY_LEDGER;
    this.counters = sharing.counters ?? newLogCounters();
    this.emit = oneAtATime(recorded, (isBehind) => {
      this.piles$.next(isBehind);
    });
  }

  /** Takes an event of this node: it goes to the log, or waits for its place, or has it at once. */
  append(event: ChatEvent): void {
    const form = this.sharing.sharedForm(event);
    if (form && this.statuses$.value !== 'left') {
      this.outgoing.add(JSON.stringify(form), this.sharing.now());
      this.checkAwaited();
      this.gathering();
    } else if (this.outgoing.size > 0 || this.held.length > 0) {
      this.held.push({ after: this.outgoing.last, event });
      this.release();
    } else {
      this.emitOwn(event);
    }
  }

  /** Writes what has been gathered, as far as it may be on its way. */
  write(): void {
    const { presence } = this;
    if (!presence) return;
    for (let batch = this.outgoing.next(); batch; batch = this.outgoing.next()) {
      this.offer({ type: 'events', node: this.sharing.node, epoch: presence.epoch, read: this.ledger.place, ...batch });
    }
  }

  /** Takes a message of the log, whoever has written it. */
  take({ message: bytes, ...place }: Stored<Uint8Array>): void {
    if (place.place > this.ledger.place + 1) {
      this.fail(purgedError(this.ledger.place + 1));
      return;
    }
    const message = fromBytes<ChatEvent>(bytes, place.writer);
    const before = this.ledger;
    const [ledger, facts] = entered(before, { ...place, message });
    this.ledger = ledger;
    if (message && message.type !== 'join' && message.epoch === this.presence?.epoch) {
      this.heard();
      if (isBehindGap(ledger, message)) this.counters.passedOver += 1;
    }
    for (const fact of facts) this.account(fact);
    if (place.place === this.sharing.log.end) this.join();
    if (this.presence && snapshotDuty(before, ledger) === this.sharing.node) this.duties$.next(ledger.place);
  }

  /** Looks at what has come back since the last time. */
  beat(): void {
    const { presence } = this;
    if (!presence) {
      if (this.ledger.place >= this.sharing.log.end) this.join();
      return;
    }
    if (this.outgoing.size > 0 && this.outgoing.firstAwaited === this.awaitedByBeat) this.outgoing.goBack();
    this.awaitedByBeat = this.outgoing.size > 0 ? this.outgoing.firstAwaited : undefined;
    this.quietBeats += 1;
    this.write();
    const { node } = this.sharing;
    const { epoch } = presence;
    if (this.isLeaving) this.offer({ type: 'leave', node, epoch, first: this.outgoing.last + 1 });
    else if (this.quietBeats >= QUIET_BEATS) {
      const first = this.outgoing.firstAwaited;
      this.offer({ type: 'events', node, epoch, first, read: this.ledger.place, events: [] });
    }
    if (this.statuses$.value === 'present' && this.sharing.now() - this.heardAt > CUT_OFF_MS) {
      this.counters.cuts += 1;
      this.stand('cut');
      this.emitOwn({ type: 'cutOff' });
    }
  }

  /** Leaves when all that it has written is there. */
  leave(): void {
    this.isLeaving = true;
    if (this.presence) this.beat();
    else this.stand('left');
  }

  private account(fact: Fact<ChatEvent>): void {
    switch (fact.type) {
      case 'joined':
        if (fact.nonce === this.sharing.nonce) this.begin(fact.incarnation);
        return;
      case 'refused':
        if (fact.nonce === this.sharing.nonce && fact.why === 'fold')
          this.fail(otherFoldError(this.ledger, this.sharing));
        return; // one that came late is tried again
      case 'event':
        this.accountEvent(fact);
        return;
      case 'gone':
        if (fact.incarnation === this.presence?.incarnation) this.end(fact);
        else this.emitOfOthers(fact);
    }
  }

  private accountEvent(fact: Extract<Fact<ChatEvent>, { type: 'event' }>): void {
    const { presence } = this;
    const { incarnation, seq, at, event } = fact;
    if (incarnation !== presence?.incarnation) {
      this.emitOfOthers(fact);
      return;
    }
    presence.returned += 1;
    this.outgoing.cameBack(presence.returned + 1);
    this.emit({ seq, at, event });
    this.release();
    this.checkAwaited();
    if (this.outgoing.hasMore) this.gathering();
  }

  private begin(incarnation: number): void {
    this.presence = { incarnation, epoch: this.ledger.place, returned: 0 };
    this.heard();
    this.joins$.next(incarnation);
    this.stand('present');
    this.gathering();
  }

  private end({ seq, at, why }: Extract<Fact, { type: 'gone' }>): void {
    this.presence = undefined;
    if (why === 'replaced') this.fail(replacedError(this.sharing.node));
    if (why !== 'left') this.counters.fences += 1;
    if (why === 'left') {
      this.stand('left');
      this.releaseAll();
      return;
    }
    // All that waits is of clients that end. Those that have gone already are to go here too: it is not said of them again.
    const departures = this.outgoing.awaited
      .map(({ event }) => JSON.parse(event) as ChatEvent)
      .filter(({ type }) => type === 'disconnected');
    this.outgoing = new Outgoing();
    this.checkAwaited();
    this.stand('joining');
    this.emit({ seq, at, event: { type: 'nodeGone' } });
    for (const event of departures) this.emitOwn(event);
    this.releaseAll();
    if (why === 'lost') this.join();
  }

  private fail(error: JournalError): void {
    this.isOver = true;
    this.failures$.next(error);
  }

  private join(): void {
    if (this.presence || this.isLeaving || this.isOver) return;
    const { node, nonce, fold, version } = this.sharing;
    this.offer({ type: 'join', node, nonce, replaces: this.ledger.nodes.get(node)?.epoch ?? 0, fold, version });
  }

  private offer(message: NodeMessage<string>): void {
    this.quietBeats = 0;
    this.sharing.log.offer(toBytes(message));
  }

  private heard(): void {
    this.heardAt = this.sharing.now();
    if (this.statuses$.value === 'cut') this.stand('present');
  }

  private stand(status: NodeStatus): void {
    this.counters.status = status;
    this.statuses$.next(status);
  }

  private release(): void {
    const returned = this.presence?.returned ?? 0;
    for (let [next] = this.held; next && next.after <= returned; [next] = this.held) {
      this.held.shift();
      this.emitOwn(next.event);
    }
  }

  private releaseAll(): void {
    for (const { event } of this.held.splice(0)) this.emitOwn(event);
  }

  private emitOfOthers(fact: Fact<ChatEvent>): void {
    const recorded = ofOthers(fact);
    if (recorded) this.emit(recorded);
  }

  /** It has no number of its own: it tells clients nothing that has an id. */
  private emitOwn(event: ChatEvent): void {
    this.emit({ seq: this.ledger.seq, at: this.sharing.now(), event });
  }

  /** After each change of what has not come back. */
  private checkAwaited(): void {
    this.counters.awaited = this.outgoing.size;
    this.counters.awaitedSince = this.outgoing.awaited[0]?.at ?? 0;
    const isCrowded = this.outgoing.size > MAX_AWAITED;
    if (isCrowded !== this.crowds$.value) this.crowds$.next(isCrowded);
  }
}
