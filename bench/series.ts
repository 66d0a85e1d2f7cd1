import { type Case, CASES } from './cases';
import { row, type Sample } from './compare';
import { serverAt, type Subject } from './subjects';

/** Cases in which the server is compared with itself, set up in other ways: all of them in turn, in one run. */
export interface Series {
  readonly name: string;
  readonly says: string;
  readonly cases: readonly Case[];
  /** The server as the others are compared with, then those. */
  subjectsOf(file: string, clients: number): readonly [Subject, ...Subject[]];
}

/** How many lines were said in the room before those of the series `history` join. */
const PAST = 10;

const casesNamed = (...names: readonly string[]): readonly Case[] => CASES.filter(({ name }) => names.includes(name));

export const SERIES: readonly Series[] = [
  {
    name: 'journal',
    says: 'w1, w16, w256, small and latency: with --data, written and synced, beside no journal',
    cases: casesNamed('w1', 'w16', 'w256', 'small', 'latency'),
    subjectsOf(file, clients) {
      const server = serverAt('server', file, clients);
      return [
        server,
        { ...server, name: 'written', durability: 'written' },
        { ...server, name: 'synced', durability: 'synced' },
      ];
    },
  },
  {
    name: 'nats',
    says: 'w16, w256 and latency: with --nats, of one nats-server and of three, beside --data; needs nats-server',
    cases: casesNamed('w16', 'w256', 'latency'),
    subjectsOf(file, clients) {
      const server = serverAt('server', file, clients);
      return [
        { ...server, name: 'written', durability: 'written' },
        { ...server, name: 'nats', natsServers: 1 },
        { ...server, name: 'nats 3', natsServers: 3 },
      ];
    },
  },
  {
    name: 'history',
    says: `joins: with ${String(PAST)} lines of the past for each, beside a room in which nothing was said`,
    cases: casesNamed('joins'),
    subjectsOf(file, clients) {
      const server = serverAt('server', file, clients);
      return [server, { ...server, name: 'past', past: PAST }];
    },
  },
];

/**
 * A row for each way in which the server is set up.
 *
 * @param one the case
 * @param samples its measurements
 * @param subjects the first is by itself, and the others are beside it
 * @returns cells under `HEADINGS`
 */
export const rowsOfSeries = (
  one: Case,
  samples: readonly Sample[],
  [first, ...others]: readonly [Subject, ...Subject[]],
): string[][] => [
  row(one, samples, [first]),
  ...others.map((other) => row({ ...one, name: `${one.name}, ${other.name}` }, samples, [other, first])),
];
