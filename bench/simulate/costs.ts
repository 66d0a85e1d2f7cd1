import { DIALECTS } from '../../src/streams/dialects/dialects';
import { entered } from '../../src/streams/journal/ledger';
import { fromBytes, toBytes } from '../../src/streams/journal/nodeMessage';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { SharedForms } from '../../src/streams/reduce/sharedForms';
import { Fold } from './fold';
import { cpuOf, heapOf } from './measure';
import { arrivals, lineOf, nodeOf, type Population } from './population';
import { joined, nodeName } from './traffic';

/** What the real functions cost a node; times in microseconds of a core. */
export interface Costs {
  /** To read a message of the log and enter it into the ledger, without its events, and for each node that there is. */
  readonly message: number;
  readonly messagePerNode: number;
  /** To read an event in a message, and to make the registry and the deliveries of it. */
  readonly event: number;
  /** To put a line of an own client into its form for the log. */
  readonly ownLine: number;
  /** Heap for everybody who is there, wherever they are, in bytes. */
  readonly bytesPerUser: number;
}

const [FEW_NODES, MANY_NODES] = [2, 200];
const [FEW_EVENTS, MANY_EVENTS] = [1, 33];
const COUNT = 100;

/** Measures the real functions on a sample of people. */
export function costsOf(population: Population): Costs {
  const { made: fold, bytes } = heapOf(() => {
    const filled = new Fold();
    for (const [index, event] of arrivals(population).entries()) {
      const client = 'client' in event ? nodeOf(event.client) : 0;
      filled.take({ seq: index + 1, at: 0, event, elsewhere: client + 1 });
    }
    return filled;
  });
  const { people } = population;
  const lines = Array.from({ length: COUNT }, (_, index) => lineOf(people[(index * 7919) % people.length]?.id ?? 0, 9));
  const small = messageCost(FEW_NODES, FEW_EVENTS, lines);
  const perEvent = (messageCost(FEW_NODES, MANY_EVENTS, lines) - small) / (MANY_EVENTS - FEW_EVENTS);
  const perNode = (messageCost(MANY_NODES, FEW_EVENTS, lines) - small) / (MANY_NODES - FEW_NODES);
  return {
    message: Math.max(0, small - FEW_EVENTS * perEvent - FEW_NODES * perNode),
    messagePerNode: perNode,
    event: perEvent + foldCost(fold, lines),
    ownLine: formCost(fold, lines),
    bytesPerUser: bytes / people.length,
  };
}

/** Of a message with so many events among so many nodes. */
function messageCost(nodes: number, events: number, lines: readonly ChatEvent[]): number {
  const ledger = joined(nodes);
  const forms = lines.slice(0, events).map((line) => JSON.stringify(line));
  const bytes = toBytes({ type: 'events', node: nodeName(0), epoch: 1, first: 1, events: forms });
  const cost = cpuOf(() => {
    for (let index = 0; index < COUNT; index += 1) {
      entered<ChatEvent>(ledger, { place: nodes + 1, at: ledger.at, message: fromBytes<ChatEvent>(bytes) });
    }
  });
  return cost / COUNT;
}

const foldCost = (fold: Fold, lines: readonly ChatEvent[]): number => {
  let seq = 0;
  const cost = cpuOf(() => {
    for (const event of lines) fold.take({ seq: (seq += 1), at: 0, event, elsewhere: 2 });
  });
  return cost / lines.length;
};

const formCost = ({ registry }: Fold, lines: readonly ChatEvent[]): number => {
  const forms = new SharedForms(DIALECTS);
  return cpuOf(() => lines.map((line) => JSON.stringify(forms.of(line, registry)))) / lines.length;
};
