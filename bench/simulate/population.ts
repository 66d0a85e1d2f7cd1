import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { ConnectionId } from '../../src/streams/model/ids';
import { Random } from '../random';
import type { Scenario } from './scenario';
import type { Said } from './traffic';

/** How many people are simulated one by one; more are a multiple of them. */
const MOST_PEOPLE = 20_000;
/** The ids of the connections of a node are above a multiple of this, which is its own: as in `natsJournal`. */
const IDS_PER_NODE = 2 ** 32;
/** What people say, in characters: a line of some ten words. */
const LINE_LENGTH = 63;

/** Somebody who is simulated. */
export interface Person {
  readonly id: ConnectionId;
  /** The node, counted from 0. */
  readonly node: number;
  readonly name: string;
  readonly room: string;
}

/** Those who are simulated one by one. */
export interface Population {
  readonly people: readonly Person[];
  /** How many receive a line for each one that does so here: more than 1 if a room is too large to be simulated. */
  readonly weight: number;
}

/**
 * A sample of the people: rooms are of their real size as far as they fit, and there are fewer of them. Everybody is at a node by
 * chance, as behind a balancer.
 */
export function populationOf({ users, nodes, roomSize, seed }: Scenario): Population {
  const random = Random.for(seed, 'people', users);
  const size = Math.min(roomSize, MOST_PEOPLE);
  const count = Math.min(users, Math.floor(MOST_PEOPLE / size) * size);
  const people = Array.from({ length: count }, (_, index): Person => {
    const node = random.whole(0, nodes - 1);
    return {
      id: (node + 1) * IDS_PER_NODE + index + 1,
      node,
      name: `user${index + 1}`,
      room: `room${Math.floor(index / size) + 1}`,
    };
  });
  return { people, weight: roomSize / size };
}

/** The node of a connection, counted from 0. */
export const nodeOf = (client: ConnectionId): number => Math.floor(client / IDS_PER_NODE) - 1;

/** What the log has of people until they are in their rooms. */
export const arrivals = ({ people }: Population): readonly ChatEvent[] =>
  people.flatMap(({ id: client, name, room }): ChatEvent[] => [
    { type: 'nameAsked', client, address: '192.0.2.1', port: 40_000, text: name, line: 1 },
    { type: 'lineReceived', client, text: `/join ${room}`, line: 2 },
  ]);

/** What a person says. */
export const lineOf = (client: ConnectionId, line: number): ChatEvent => ({
  type: 'lineReceived',
  client,
  text: 'x'.repeat(LINE_LENGTH),
  line,
});

/** Lines of anybody by chance, one after the other. */
export function linesOf({ people }: Population, seed: number): () => Said {
  const random = Random.for(seed, 'speakers', people.length);
  let line = 2;
  return () => {
    const { node, id } = people[random.whole(0, people.length - 1)] ?? { node: 0, id: 0 };
    return { node, event: JSON.stringify(lineOf(id, (line += 1))) };
  };
}

/** The same, of people of whom nothing is known but that they are at some node. */
export function linesOfAny(nodes: number, seed: number): () => Said {
  const random = Random.for(seed, 'speakers', nodes);
  const event = JSON.stringify(lineOf(IDS_PER_NODE + 10_000, 1000));
  return () => ({ node: random.whole(0, nodes - 1), event });
}
