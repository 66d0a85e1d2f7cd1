import { mebibytes, milliseconds, shown } from '../cases';
import { percent, table } from '../report';
import type { Costs } from './costs';
import { firstOf, LIMITS, reachedAt, type Shares, type Step } from './limits';
import { coreOf, type Load } from './load';
import { linesPerSecond, type Scenario } from './scenario';
import type { Traffic } from './traffic';

const microseconds = (value: number): string => `${value.toFixed(2)} us`;
const gigabits = (bytes: number): string => `${((bytes * 8) / 1e9).toFixed(2)} Gbit/s`;

/** What is simulated, in a line. */
export const scenarioLine = (scenario: Scenario): string =>
  `${shown(scenario.users)} people on ${shown(scenario.nodes)} nodes, in ${shown(scenario.rooms)} rooms of ` +
  `${shown(scenario.roomSize)}, ${scenario.linesPerMinute} lines a minute each: ` +
  `${shown(linesPerSecond(scenario))} lines a second; --seed ${scenario.seed}`;

/** What single steps cost. */
export const costsTable = (costs: Costs): string =>
  table(
    ['', 'cost'],
    [
      ['a message of the log: to read it, and its place in the ledger', microseconds(costs.message)],
      ['  ... and for each node that there is', microseconds(costs.messagePerNode)],
      ['a line of anybody: read, reduced, routed, kept as history', microseconds(costs.event)],
      ['a line of an own client: its form for the log', microseconds(costs.ownLine)],
      ['heap for everybody who is there, on each node', `${shown(costs.bytesPerUser)} bytes`],
    ],
  );

/** All that came of a scenario. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly traffic: Traffic;
  readonly deliveries: readonly number[];
  readonly load: Load;
  readonly shares: Shares;
}

/** What goes through the log, and what a node has to bear. */
export function loadTable({ scenario, traffic, deliveries, load, shares }: Outcome): string {
  const rows: readonly (readonly [string, string])[] = [
    ['into the log: messages/s', shown(traffic.messages)],
    ['  ... lines in each', (traffic.events / traffic.messages).toFixed(1)],
    ['  ... bytes/s', shown(traffic.bytes)],
    ['  ... share of the time that it is busy', percent(traffic.busy)],
    ['out of the log: messages/s, to all nodes', shown(load.outMessages)],
    ['  ... bytes', gigabits(load.outBytes)],
    ['a line through the log and back: p50', milliseconds(traffic.p50)],
    ['  ... p99', milliseconds(traffic.p99)],
    ['a node: lines/s to its clients, on average', shown(mean(deliveries))],
    ['  ... at the node with most', shown(Math.max(...deliveries))],
    ['  ... core: messages of the log', percent(load.messagesCpu)],
    ['  ... core: lines of all nodes', percent(load.linesCpu)],
    ['  ... core: writes to its clients', percent(load.writesCpu)],
    ['  ... core in all', percent(coreOf(load))],
    ['  ... heap', mebibytes(load.heap)],
  ];
  const used = LIMITS.map((limit) => [`used of the limit: ${limit}`, percent(shares[limit])]);
  return table(['', `${shown(scenario.nodes)} nodes`], [...rows, ...used]);
}

/** Where each limit is reached, if people become more, and if each says more. */
export function wallTable(people: readonly Step[], lines: readonly Step[]): string {
  const at = (value: number | undefined, show: (value: number) => string): string =>
    value === undefined ? 'never' : show(value);
  const rows = LIMITS.map((limit) => [
    limit,
    at(reachedAt(people, limit), twoDigits),
    at(reachedAt(lines, limit), twoDigits),
  ]);
  const sentences = [
    ['more people', firstOf(people), 'people'] as const,
    ['more lines of each', firstOf(lines), 'lines a minute each'] as const,
  ].map(([what, first, unit]) =>
    first
      ? `With ${what}, the first limit is the ${first.limit}, at ${twoDigits(first.at)} ${unit}.`
      : `With ${what}, no limit was reached.`,
  );
  return [table(['', 'people', 'lines a minute each'], rows), '', ...sentences].join('\n');
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A value of which no more is known than two digits. */
const twoDigits = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en-US');
