import { from, mergeMap } from 'rxjs';
import { concatMapArray } from '../../src/operators/concatMapArray';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import { reduce } from '../../src/streams/reduce/reduce';
import { EMPTY_REGISTRY, type Registry } from '../../src/streams/reduce/registry';
import type { Transition } from '../../src/streams/reduce/transitions';
import { Activity, observed } from '../../src/streams/route/observed';
import { Past, type PastLimits } from '../../src/streams/route/past';
import { remembered } from '../../src/streams/route/remembered';
import { route } from '../../src/streams/route/route';
import { type Group, seen, sending, type Task } from './task';

const COUNT = 100;
const SIZES = [10, 1000, 10_000];
const LIMITS: AdmissionLimits = {
  connections: 1e6,
  connectionsPerAddress: 1e6,
  connectionBurst: 256,
  connectionRate: 16,
  limitLoopback: false,
  registrationTimeout: 60_000,
  idleTimeout: 0,
};

const PAST_LIMITS: PastLimits = { historyLines: 200, historyBytes: 64 * 1024 * 1024, historyOnJoin: 10 };

/** What a registry is after some events, and what came of the last. */
function after(registry: Registry, events: readonly ChatEvent[]): Transition {
  let transition: Transition | undefined;
  for (const event of events) {
    const recorded = { seq: 1, at: 0, event };
    const [next, outcome] = reduce(transition?.registry ?? registry, recorded, LIMITS);
    transition = { registry: next, recorded, outcome };
  }
  if (!transition) throw new Error('no events, no transition');
  return transition;
}

const coming = (client: number): readonly ChatEvent[] => [
  { type: 'connected', client, address: '127.0.0.1', port: client },
  { type: 'lineReceived', client, text: `user${client}` },
];

/** The lobby with so many people in it, of whom 1 is the first. */
const lobbyOf = (people: number): Registry =>
  after(EMPTY_REGISTRY, Array.from({ length: people }, (_, index) => coming(index + 1)).flat()).registry;

const LOBBIES = SIZES.map((people) => ({ people, registry: lobbyOf(people) }));
const text = 'x'.repeat(63);
const shown = (people: number): string => people.toLocaleString('en-US');

/** The same events from the same registry each time, which is never changed. */
const task = (name: string, registry: Registry, events: readonly ChatEvent[]): Task => ({
  name,
  lines: COUNT,
  run() {
    for (let index = 0; index < COUNT; index += 1) seen.last = after(registry, events);
  },
});

const inEach = (name: string, events: (people: number) => readonly ChatEvent[]): readonly Task[] =>
  LOBBIES.map(({ people, registry }) => task(`${name}, ${shown(people)} in the room`, registry, events(people)));

const line = (client: number, said: string): readonly ChatEvent[] => [{ type: 'lineReceived', client, text: said }];

/** The server with so many rooms beside the lobby, each with one who opened it. */
const manyRooms = (rooms: number): Registry =>
  after(
    EMPTY_REGISTRY,
    Array.from({ length: rooms }, (_, index) => [
      ...coming(index + 1),
      ...line(index + 1, `/join room${index}`),
    ]).flat(),
  ).registry;

const ROOMS = SIZES.map((rooms) => ({ rooms, registry: manyRooms(rooms) }));

/** A line that is said, as it is routed and noted in the history, with something said in each room before. */
function noting(rooms: number, registry: Registry): Task {
  const past = new Past(PAST_LIMITS);
  const noted = remembered(observed(route, new Activity()), past);
  for (let room = 0; room < rooms; room += 1) noted(after(registry, line(room + 1, text)));
  const transition = after(registry, line(1, text));
  return {
    name: `routed and noted, ${shown(rooms)} rooms`,
    lines: COUNT,
    run() {
      for (let index = 0; index < COUNT; index += 1) seen.last = noted(transition);
    },
  };
}

const saying: Group = {
  name: 'reduce and history, a line that is said',
  per: 'line',
  tasks: [
    ...ROOMS.map(({ rooms, registry }) => task(`reduced, ${shown(rooms)} rooms`, registry, line(1, text))),
    ...ROOMS.map(({ rooms, registry }) => noting(rooms, registry)),
  ],
};

const listing: Group = {
  name: 'reduce, requests for a list',
  per: 'event (join, leave and ask: the three of them)',
  tasks: [
    ...inEach('/users', () => line(1, '/users')),
    ...inEach('/users *', () => line(1, '/users *')),
    ...ROOMS.map(({ rooms, registry }) => task(`/rooms, ${shown(rooms)} rooms`, registry, line(1, '/rooms'))),
    ...inEach('join, leave and ask', () => ['/join a', '/leave', '/users'].flatMap((each) => line(1, each))),
  ],
};

const reducing: Group = {
  name: 'reduce',
  per: 'event (join: both of its events)',
  tasks: [
    ...inEach('say', () => line(1, text)),
    ...inEach('whisper', (people) => line(1, `/w user${people} ${text}`)),
    ...inEach('join', (people) => coming(people + 1)),
    ...inEach('leave', () => [{ type: 'disconnected', client: 1, ending: 'end' }]),
  ],
};

const small = LOBBIES[0]?.registry ?? EMPTY_REGISTRY;
const said = after(small, line(1, text));
const joined = after(small, coming(11));
const hundred = (transition: Transition): readonly Transition[] => Array.from({ length: COUNT }, () => transition);

const routing: Group = {
  name: 'route, and one delivery after the other from its array',
  per: 'event',
  tasks: [
    sending('say, concatMapArray', COUNT, concatMapArray(route), hundred(said)),
    sending(
      'say, mergeMap',
      COUNT,
      mergeMap((transition: Transition) => from(route(transition))),
      hundred(said),
    ),
    sending('join, concatMapArray', COUNT, concatMapArray(route), hundred(joined)),
    sending(
      'join, mergeMap',
      COUNT,
      mergeMap((transition: Transition) => from(route(transition))),
      hundred(joined),
    ),
  ],
};

export const REDUCING: readonly Group[] = [reducing, saying, listing, routing];
