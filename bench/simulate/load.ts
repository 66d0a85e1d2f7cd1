import { RULES } from './fold';
import type { Costs } from './costs';
import { linesPerSecond, type Scenario } from './scenario';
import type { Traffic } from './traffic';

/** A write to a socket, and a line in it, in microseconds of a core; measured with sockets, see docs/performance.md. */
export const WRITE_US = 4.2;
export const LINE_US = 1 / 83;
/** Lines that come to a client within this time share a write if the core is busy, in ms. */
const SHARED_MS = 50;
/** What NATS puts before a message that it republishes: its subject, its place and its time, in bytes. */
export const HEAD_BYTES = 200;
/** The program without clients, and a client of the node itself, in bytes of memory; see docs/performance.md. */
const PROGRAM_BYTES = 60e6;
export const CLIENT_BYTES = 14 * 1024;

/** What a node and the log have to bear. Shares are of one core. */
export interface Load {
  /** To read messages of the log. */
  readonly messagesCpu: number;
  /** To fold the lines of all nodes. */
  readonly linesCpu: number;
  /** To write to the node's own clients. */
  readonly writesCpu: number;
  /** Lines a second to the clients of a node. */
  readonly deliveries: number;
  /** Bytes of the heap of a node. */
  readonly heap: number;
  /** Messages and bytes a second out of the log, to all nodes. */
  readonly outMessages: number;
  readonly outBytes: number;
}

/**
 * What follows from the traffic and from what the functions cost.
 *
 * @param scenario the nodes, the people, the rates
 * @param traffic what goes into the log in a second
 * @param costs what single steps cost
 */
export function loadOf(
  scenario: Scenario,
  traffic: Pick<Traffic, 'messages' | 'bytes' | 'events'>,
  costs: Costs,
): Load {
  const { nodes, users, roomSize, linesPerMinute } = scenario;
  const own = users / nodes;
  const toEach = (roomSize * linesPerMinute) / 60;
  const deliveries = own * toEach;
  const writes = own * Math.min(toEach, 1000 / SHARED_MS);
  return {
    messagesCpu: (traffic.messages * (costs.message + nodes * costs.messagePerNode)) / 1e6,
    linesCpu: (traffic.events * costs.event + (linesPerSecond(scenario) / nodes) * costs.ownLine) / 1e6,
    writesCpu: (writes * WRITE_US + deliveries * LINE_US) / 1e6,
    deliveries,
    heap: PROGRAM_BYTES + RULES.historyBytes + users * costs.bytesPerUser + own * CLIENT_BYTES,
    outMessages: traffic.messages * nodes,
    outBytes: (traffic.bytes + traffic.messages * HEAD_BYTES) * nodes,
  };
}

/** The share of a core that a node needs. */
export const coreOf = ({ messagesCpu, linesCpu, writesCpu }: Load): number => messagesCpu + linesCpu + writesCpu;
