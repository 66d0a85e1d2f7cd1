import { reduce } from '../../../src/streams/reduce/reduce';
import { allRooms, allUsers, MOST_ENTRIES, usersIn } from '../../../src/streams/reduce/listings';
import { EMPTY_REGISTRY, LOBBY_KEY, type Registry, type Room } from '../../../src/streams/reduce/registry';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';
import { leastTimes } from '../../helpers/leastTimes';
import { arrives, disconnects, History, NO_LIMITS, sends } from '../../helpers/history';

const lobbyOf = ({ rooms }: Registry): Room => rooms.get(LOBBY_KEY)!;

/** Names of so many people, of whom the last to come sorts first. */
const namesOf = (size: number): string[] =>
  Array.from({ length: size }, (_, index) => `u${String(size - index).padStart(6, '0')}`);

const roomOf = (size: number): Room => ({
  name: 'big',
  members: SortedMap.of(...namesOf(size).map((name, index) => [name, index + 1] as const)),
});

/** A server with so many people in the lobby. */
function crowdOf(size: number): History {
  const history = new History();
  namesOf(size).forEach((name, index) => history.add(...arrives(index + 1, name)));
  return history;
}

describe('usersIn', () => {
  it('is empty for an empty room', () => {
    expect(usersIn(lobbyOf(EMPTY_REGISTRY))).toStrictEqual({ entries: [], more: 0 });
  });

  it('has names by code point, as typed', () => {
    const history = new History();
    history.add(
      ...arrives(1, 'bob'),
      ...arrives(2, '𠮷'),
      ...arrives(3, 'Zoe'),
      ...arrives(4, 'ﬁn'),
      ...arrives(5, 'al'),
    );
    expect(usersIn(lobbyOf(history.registry)).entries).toEqual(['Zoe', 'al', 'bob', 'ﬁn', '𠮷']);
  });

  it('names 500 and counts the rest', () => {
    expect(usersIn(roomOf(MOST_ENTRIES)).entries).toHaveLength(500);
    expect(usersIn(roomOf(MOST_ENTRIES)).more).toBe(0);
    expect(usersIn(roomOf(MOST_ENTRIES + 1)).more).toBe(1);

    const { entries, more } = usersIn(roomOf(4500));
    expect(more).toBe(4000);
    expect(entries).toHaveLength(500);
    expect(entries.slice(0, 2)).toEqual(['u000001', 'u000002']); // the first of all, not the first to come
    expect(entries.at(-1)).toBe('u000500');
  });

  it('stays as it was in a registry that was kept', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    const before = history.registry;
    history.add(...arrives(2, 'Bob'), disconnects(1));
    expect(usersIn(lobbyOf(before)).entries).toEqual(['alice']);
    expect(usersIn(lobbyOf(history.registry)).entries).toEqual(['Bob']);
  });
});

describe('allUsers', () => {
  it('names those in all rooms, and none who has no name yet', () => {
    const history = new History();
    history.add(...arrives(1, 'carol'), ...arrives(2, 'alice'), sends(2, '/join dev'), ...arrives(3, '??'));
    expect(allUsers(history.registry)).toStrictEqual({ entries: ['alice', 'carol'], more: 0 });
  });

  it('stays right when a user changes rooms, and when one goes', () => {
    const history = new History();
    history.add(...arrives(1, 'carol'), ...arrives(2, 'alice'));
    expect(allUsers(history.registry).entries).toEqual(['alice', 'carol']);
    history.add(sends(2, '/join dev'));
    expect(allUsers(history.registry).entries).toEqual(['alice', 'carol']);
    history.add(sends(1, '/exit'));
    expect(allUsers(history.registry).entries).toEqual(['alice']);
  });
});

describe('allRooms', () => {
  it('has the empty lobby of a new server', () => {
    expect(allRooms(EMPTY_REGISTRY)).toStrictEqual({ entries: [{ name: 'lobby', members: 0 }], more: 0 });
  });

  it('counts who is in each, and follows those who move', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), sends(2, '/join Dev'));
    expect(allRooms(history.registry).entries).toEqual([
      { name: 'Dev', members: 1 },
      { name: 'lobby', members: 1 },
    ]);
    history.add(sends(1, '/join dev'));
    expect(allRooms(history.registry).entries).toEqual([
      { name: 'Dev', members: 2 },
      { name: 'lobby', members: 0 },
    ]);
  });

  it('follows a room that is opened again under another name', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), sends(1, '/join zoo'));
    expect(allRooms(history.registry).entries.map(({ name }) => name)).toEqual(['lobby', 'zoo']);
    history.add(sends(1, '/leave'));
    expect(allRooms(history.registry).entries.map(({ name }) => name)).toEqual(['lobby']);
    history.add(sends(1, '/join ZOO'));
    expect(allRooms(history.registry).entries.map(({ name }) => name)).toEqual(['ZOO', 'lobby']);
  });

  it('names 500 and counts the rest', () => {
    const history = new History();
    for (let id = 1; id <= 502; id += 1) history.add(...arrives(id, `u${id}`), sends(id, `/join r${id}`));
    const { entries, more } = allRooms(history.registry);
    expect(entries).toHaveLength(500);
    expect(more).toBe(3); // 502 rooms and the lobby
    expect(entries[0]).toStrictEqual({ name: 'lobby', members: 0 });
  });
});

describe('what a request for a list costs', () => {
  const [some, many] = [crowdOf(3000), crowdOf(30_000)];
  for (const history of [some, many]) history.add(...arrives(0, 'asker'));

  /** A client in the lobby sends lines, in one moment. */
  const lines =
    ({ registry }: History, texts: readonly string[]) =>
    () => {
      texts.reduce((before, text) => {
        const [next] = reduce(before, { seq: 1, at: 0, event: sends(0, text) }, NO_LIMITS);
        return next;
      }, registry);
    };
  const times = (count: number, texts: readonly string[]): string[] =>
    Array<readonly string[]>(count).fill(texts).flat();

  it.each(['/users', '/users *'])('%s is the same to 3,000 and to 30,000', (command) => {
    const asked = times(20, [command]);
    const [ofSome, ofMany] = leastTimes([lines(some, asked), lines(many, asked)], 30);
    expect(ofMany! / ofSome!).toBeLessThan(3);
  });

  it('of the rooms is the same for 3,000 and for 30,000', () => {
    const tasks = [3000, 30_000].map((size) => {
      const keys = namesOf(size);
      const registry: Registry = {
        ...EMPTY_REGISTRY,
        rooms: SortedMap.of(...keys.map((key) => [key, { name: key, members: SortedMap.of<number>() }] as const)),
        roomsByName: SortedMap.of(...keys.map((key) => [key, key] as const)),
      };
      return () => {
        for (let time = 0; time < 20; time += 1) expect(allRooms(registry).more).toBe(size - MOST_ENTRIES);
      };
    });
    const [ofSome, ofMany] = leastTimes(tasks, 30);
    expect(ofMany! / ofSome!).toBeLessThan(3);
  });

  it('is the same when the one who asks comes and goes in between', () => {
    const asked = times(333, ['/join a', '/leave', '/users']);
    const [ofSome, ofMany] = leastTimes([lines(some, asked), lines(many, asked)], 10);
    expect(ofMany! / ofSome!).toBeLessThan(3);
  });
});
