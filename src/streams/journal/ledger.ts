import type { NodeMessage } from './nodeMessage';
import type { Stored } from './sharedLog';

/** How long a node may write nothing before it is lost, by the clock of the ledger, in ms. */
export const LEASE_MS = 10_000;

/** How far a message advances that clock at most, in ms: so a log that has stood still makes no node lost. */
export const MAX_ADVANCE_MS = 1500;

/** What the ledger knows of a node. */
export interface NodeState {
  /** The place of the message by which it has joined. What it writes under another epoch is passed over. */
  readonly epoch: number;
  /** Which of all joins that was, counted from 1: no other one has the same. */
  readonly incarnation: number;
  /** The number of its next event. */
  readonly next: number;
  /** The clock at its last message. */
  readonly heardAt: number;
  /** Up to which place it has read the log, as far as it has said; 0 until then. */
  readonly read: number;
  readonly isPresent: boolean;
}

/** What follows from the messages of a shared log, up to one of them. Immutable, and the same on all nodes. */
export interface Ledger {
  /** The place of that message. */
  readonly place: number;
  /** How many facts there were that have a number. */
  readonly seq: number;
  /** The time of the newest message, in milliseconds since 1970; it never steps back. */
  readonly at: number;
  /** A clock that advances with the messages alone. */
  readonly clock: number;
  readonly incarnations: number;
  /** What those who are present make of the events, by the name that all of them have for it. */
  readonly fold: string;
  /** The version of the one of them that has joined last. */
  readonly version: string;
  readonly nodes: ReadonlyMap<string, NodeState>;
}

/** A log in which there is nothing yet. */
export const EMPTY_LEDGER: Ledger = {
  place: 0,
  seq: 0,
  at: 0,
  clock: 0,
  incarnations: 0,
  fold: '',
  version: '',
  nodes: new Map(),
};

/** Something that follows from a message. Those that change what nodes fold have a number, and the time of their message. */
export type Fact<E = unknown> =
  | { readonly type: 'joined'; readonly node: string; readonly nonce: string; readonly incarnation: number }
  /** A join is passed over: another process was faster (`late`), or those present make something else of the events. */
  | { readonly type: 'refused'; readonly node: string; readonly nonce: string; readonly why: 'late' | 'fold' }
  | {
      readonly type: 'event';
      readonly node: string;
      readonly incarnation: number;
      readonly seq: number;
      readonly at: number;
      readonly event: E;
    }
  /** A node is no longer present: it said so, was not heard for `LEASE_MS`, or another process has joined under its name. */
  | {
      readonly type: 'gone';
      readonly node: string;
      readonly incarnation: number;
      readonly seq: number;
      readonly at: number;
      readonly why: 'left' | 'lost' | 'replaced';
    };

/**
 * Enters a message of a shared log into the ledger. Pure, so all nodes that read the same log derive the same facts at the same
 * places.
 *
 * ```
 * log      a joins   a: 1 2   a: 1 2   a: 4   a: 3 4   (a is silent)   b: 1       a: 5
 * facts    joined    a1 a2                    a3 a4                    a lost, b1
 * ```
 *
 * Of a node, events count in the order of their numbers, each once: what is doubled, or stands behind a gap, is passed over. So a
 * node writes again from the first event on that it has not seen come back. What a node writes after it was lost is passed over:
 * it has to join again.
 *
 * @param ledger what follows from the messages before
 * @param stored the message, with its place; nothing in place of the message if it makes no sense
 * @returns the ledger after it, and the facts in their order
 */
export function entered<E>(
  ledger: Ledger,
  stored: Stored<NodeMessage<E> | undefined>,
): readonly [Ledger, readonly Fact<E>[]] {
  if (stored.place <= ledger.place) return [ledger, []]; // it is in there
  const page = new Page<E>(ledger, stored);
  page.loseTheSilent();
  if (stored.message) page.take(stored.message, stored.place);
  return page.turned;
}

/**
 * Says whether a message was passed over because one before it has not come.
 *
 * @param after the ledger after the message
 * @param message what its node has written
 */
export function isBehindGap(after: Ledger, message: Exclude<NodeMessage, { type: 'join' }>): boolean {
  const state = after.nodes.get(message.node);
  return state?.isPresent === true && state.epoch === message.epoch && message.first > state.next;
}

/** The ledger while a message is entered. */
class Page<E> {
  private readonly facts: Fact<E>[] = [];
  private readonly nodes: Map<string, NodeState>;
  private ledger: Ledger;

  constructor(ledger: Ledger, { place, at }: Stored<unknown>) {
    // Since the message before, and not since the clock: what it leaves out once must not be made up for by the next ones.
    const advance = Math.min(Math.max(at - ledger.at, 0), MAX_ADVANCE_MS);
    this.ledger = {
      ...ledger,
      place,
      at: Math.max(at, ledger.at),
      clock: ledger.clock === 0 ? at : ledger.clock + advance,
    };
    this.nodes = new Map(ledger.nodes);
  }

  get turned(): readonly [Ledger, readonly Fact<E>[]] {
    return [{ ...this.ledger, nodes: this.nodes }, this.facts];
  }

  loseTheSilent(): void {
    for (const [node, { isPresent, heardAt }] of this.nodes) {
      if (isPresent && this.ledger.clock - heardAt > LEASE_MS) this.end(node, 'lost');
    }
  }

  take(message: NodeMessage<E>, place: number): void {
    if (message.type === 'join') {
      this.join(message, place);
      return;
    }
    const state = this.nodes.get(message.node);
    if (!state?.isPresent || state.epoch !== message.epoch) return;
    const heard = { ...state, heardAt: this.ledger.clock, read: Math.max(state.read, readBy(message)) };
    this.nodes.set(message.node, heard);
    if (message.first > state.next) return; // what is between is lost, and comes again
    if (message.type === 'leave') this.end(message.node, 'left');
    else this.count(message.node, heard, message.events.slice(state.next - message.first));
  }

  private join(message: Extract<NodeMessage, { type: 'join' }>, epoch: number): void {
    const { node, nonce, replaces, fold, version } = message;
    const before = this.nodes.get(node);
    const others = Array.from(this.nodes).filter(([name, { isPresent }]) => isPresent && name !== node);
    const isLate = replaces !== (before?.epoch ?? 0);
    if (isLate || (others.length > 0 && fold !== this.ledger.fold)) {
      this.facts.push({ type: 'refused', node, nonce, why: isLate ? 'late' : 'fold' });
      return;
    }
    if (before?.isPresent) this.end(node, 'replaced');
    const incarnation = this.ledger.incarnations + 1;
    this.ledger = { ...this.ledger, incarnations: incarnation, fold, version };
    this.nodes.set(node, { epoch, incarnation, next: 1, heardAt: this.ledger.clock, read: 0, isPresent: true });
    this.facts.push({ type: 'joined', node, nonce, incarnation });
  }

  private count(node: string, state: NodeState, events: readonly E[]): void {
    const { incarnation } = state;
    for (const event of events) this.facts.push({ type: 'event', node, incarnation, ...this.stamp(), event });
    this.nodes.set(node, { ...state, next: state.next + events.length });
  }

  private end(node: string, why: 'left' | 'lost' | 'replaced'): void {
    const state = this.nodes.get(node);
    if (!state) return;
    this.nodes.set(node, { ...state, isPresent: false });
    this.facts.push({ type: 'gone', node, incarnation: state.incarnation, ...this.stamp(), why });
  }

  private stamp(): { readonly seq: number; readonly at: number } {
    const seq = this.ledger.seq + 1;
    this.ledger = { ...this.ledger, seq };
    return { seq, at: this.ledger.at };
  }
}

/** A node that says nothing of it may have read nothing. */
const readBy = (message: NodeMessage): number => (message.type === 'events' ? (message.read ?? 0) : 0);
