import fc from 'fast-check';
import { InvariantError } from '../../../src/invariant';
import { closed, moved, withClient, withoutClient, withUser } from '../../../src/streams/reduce/membership';
import { reduce } from '../../../src/streams/reduce/reduce';
import { type Client, EMPTY_REGISTRY, LOBBY_KEY, type Registry, type Room } from '../../../src/streams/reduce/registry';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';
import { anyHistory } from '../../helpers/anyHistory';
import { NO_LIMITS, START_OF_TIME } from '../../helpers/history';

/** A field that the registry does not know: one that a later version has, say. */
const MARK = { mark: 'kept' };
const isMarked = (thing: object | undefined): boolean => (thing as Partial<typeof MARK> | undefined)?.mark === 'kept';

const markedClient = (client: Client): Client => ({
  ...client,
  ...MARK,
  ...(client.user && { user: { ...client.user, ...MARK } }),
});

/** The registry in which itself, each client, each user and each room has that field. */
const marked = (registry: Registry): Registry => ({
  ...registry,
  ...MARK,
  clients: registry.clients.map(markedClient),
  rooms: SortedMap.of(...Array.from(registry.rooms, ([key, room]): [string, Room] => [key, { ...room, ...MARK }])),
});

describe('fields of which the registry knows nothing', () => {
  it('stay with the client, the user and the room, whatever happens to them', () => {
    const limits = { ...NO_LIMITS, registrationTimeout: 100, idleTimeout: 150 };
    fc.assert(
      fc.property(anyHistory, (history) => {
        let registry = marked(EMPTY_REGISTRY);
        for (const recorded of history) {
          const [next] = reduce(registry, recorded, limits);
          expect(isMarked(next)).toBe(true);
          for (const [id, client] of next.clients) {
            const before = registry.clients.get(id);
            expect([id, isMarked(client), isMarked(client.user)]).toEqual([id, !!before, !!before?.user]);
          }
          for (const [key, room] of next.rooms) expect([key, isMarked(room)]).toEqual([key, registry.rooms.has(key)]);
          registry = marked(next);
        }
      }),
    );
  });
});

const alice: Client = { id: 1, address: '192.0.2.1', port: 40_001, since: START_OF_TIME };
const arrived = withClient(EMPTY_REGISTRY, alice);
const named = withUser(arrived, alice, 'alice', []);
const user = { name: 'alice', room: LOBBY_KEY };
const namedAlice = { ...alice, user };

describe('what must hold of the registry', () => {
  it.each<[what: string, broken: () => unknown]>([
    ['no two clients have the same name', () => withUser(named, { ...alice, id: 2 }, 'Alice', [])],
    [
      'no reading is one of two names',
      () => withUser(withUser(arrived, alice, '0ps', ['ops']), alice, '0PS1', ['ops']),
    ],
    ['each user is found by its name', () => closed({ ...named, names: SortedMap.of() }, namedAlice, 'exit')],
    ['each user is listed by its name', () => closed({ ...named, usersByName: SortedMap.of() }, namedAlice, 'exit')],
    ['the room of each user exists', () => moved({ ...named, rooms: SortedMap.of() }, namedAlice, user, 'dev')],
    [
      'each user is a member of its room',
      () => moved({ ...named, rooms: EMPTY_REGISTRY.rooms }, namedAlice, user, 'dev'),
    ],
    [
      'no two rooms have the same name',
      () => moved({ ...named, roomsByName: SortedMap.of(['dev', 'dev']) }, namedAlice, user, 'dev'),
    ],
    [
      'each client that was let in is counted, in all and for its address',
      () => withoutClient({ ...named, addresses: SortedMap.of() }, namedAlice),
    ],
    [
      'each client that was let in is counted, in all and for its address',
      () => withoutClient({ ...named, admitted: 0 }, namedAlice),
    ],
  ])('%s, or that is a defect', (what, broken) => {
    expect(broken).toThrow(InvariantError);
    expect(broken).toThrow(what);
  });

  it('holds where nothing was broken', () => {
    const outside = moved(named, namedAlice, user, 'dev');
    const gone = withoutClient(outside, outside.clients.get(1)!);
    expect(gone).toStrictEqual(EMPTY_REGISTRY);
  });
});
