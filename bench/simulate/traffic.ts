import { EMPTY_LEDGER, entered, type Fact } from '../../src/streams/journal/ledger';
import { type NodeMessage, toBytes } from '../../src/streams/journal/nodeMessage';
import { Random } from '../random';
import { Agenda } from './agenda';
import { type LogModel, LogQueue } from './logQueue';
import { Publisher } from './publisher';

/** Time that passes before anything counts, in ms. */
export const WARM_MS = 500;
/** The time between two looks of a node at what has come back, as in `sharedJournal`. */
const BEAT_MS = 500;
/** When the simulation begins, in milliseconds since 1970. */
const START = 1_800_000_000_000;

/** A line that somebody says: at which node, counted from 0, and the event as it is on the log. */
export interface Said {
  readonly node: number;
  readonly event: string;
}

/** What is said, how fast, and through which log. */
export interface Talk {
  readonly nodes: number;
  readonly linesPerSecond: number;
  readonly seconds: number;
  readonly seed: number;
  readonly log: LogModel;
  /** The next line of all. */
  readonly next: () => Said;
}

/** What went into the log in a second, and how long it took; a message goes out to each node. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  /** Events that count: those of messages that came twice do so once. */
  readonly events: number;
  /** From the time that a line is said until it is back at its node, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** The share of the time in which the log was busy. */
  readonly busy: number;
}

type EventFact = Extract<Fact<string>, { type: 'event' }>;

/** The name of a node. */
export const nodeName = (index: number): string => `n${String(index).padStart(3, '0')}`;

/**
 * Lets people talk at random over nodes that share a log, in simulated time: what nodes write is decided by the real `Outgoing`,
 * and what counts by the real ledger, which is the same for all nodes and kept once.
 *
 * @param talk who says how much
 * @param counted receives each event that counts, in its order
 * @returns what went into the log in a second
 */
export function simulateTraffic(talk: Talk, counted: (fact: EventFact) => void = () => undefined): Traffic {
  const { nodes, linesPerSecond, seconds, seed, next } = talk;
  const agenda = new Agenda();
  const random = Random.for(seed, 'network', nodes);
  const times = Random.for(seed, 'times', nodes);
  const end = WARM_MS + seconds * 1000;
  const counts = { messages: 0, bytes: 0, events: 0 };
  const delays: number[] = [];
  let ledger = joined(nodes);

  const log = new LogQueue<NodeMessage<string>>(agenda, random, talk.log, nodes, (message, place, bytes) => {
    const isCounted = agenda.now >= WARM_MS;
    const [after, facts] = entered(ledger, { place, at: START + Math.floor(agenda.now), message });
    ledger = after;
    const events = facts.filter((fact): fact is EventFact => fact.type === 'event');
    for (const event of events) counted(event);
    if (isCounted) {
      counts.messages += 1;
      counts.bytes += bytes;
      counts.events += events.length;
    }
    const own = publishers[Number(message.node.slice(1))];
    own?.back(() => {
      for (const said of own.publisher.cameBack(events.length)) if (isCounted) delays.push(agenda.now - said);
    });
  });

  const publishers = Array.from({ length: nodes }, (_, index) => {
    const offer = log.way();
    const offered = (message: NodeMessage<string>): void => offer(message, toBytes(message).length);
    const publisher = new Publisher(nodeName(index), index + 1, offered, () => ledger.place);
    const beat = (): void => {
      publisher.beat();
      agenda.at(agenda.now + BEAT_MS, beat);
    };
    agenda.at(random.next() * BEAT_MS, beat);
    return { publisher, back: log.wayBack() };
  });

  const say = (): void => {
    const { node, event } = next();
    const publisher = publishers[node]?.publisher;
    publisher?.add(event, agenda.now);
    publisher?.write(); // a turn of its own for each line: nothing of the saving by busy turns is counted on
    agenda.at(agenda.now - (1000 / linesPerSecond) * Math.log(1 - times.next()), say);
  };
  agenda.at(0, say);

  agenda.runUntil(WARM_MS);
  const busyBefore = log.busyMs;
  agenda.runUntil(end);
  // What has not come back by then counts by how long it has waited: a log that does not keep up is seen.
  for (const { publisher } of publishers) for (const said of publisher.waitingSince) delays.push(end - said);
  const sorted = Float64Array.from(delays).sort();
  return {
    messages: counts.messages / seconds,
    bytes: counts.bytes / seconds,
    events: counts.events / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    busy: Math.min(1, (log.busyMs - busyBefore) / (seconds * 1000)),
  };
}

/** The ledger when so many nodes have joined: the first by the first message. */
export function joined(nodes: number): typeof EMPTY_LEDGER {
  let ledger = EMPTY_LEDGER;
  for (let index = 0; index < nodes; index += 1) {
    const node = nodeName(index);
    const message: NodeMessage<string> = { type: 'join', node, nonce: node, replaces: 0, fold: '', version: '' };
    [ledger] = entered(ledger, { place: index + 1, at: START, message });
  }
  return ledger;
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
