import { Map as PersistentMap } from 'immutable';
import { allRooms, allUsers, MOST_ENTRIES, usersIn } from '../../../src/streams/reduce/listings';
import { EMPTY_REGISTRY, LOBBY_KEY, type Registry, type Room } from '../../../src/streams/reduce/registry';
import { arrives, History, sends } from '../../helpers/history';

const lobbyOf = ({ rooms }: Registry): Room => rooms.get(LOBBY_KEY)!;

/** A room with so many people, of whom the last to come sorts first. */
function roomOf(size: number): Room {
  const names = Array.from(
    { length: size },
    (_, index) => [index, `u${String(size - index).padStart(6, '0')}`] as const,
  );
  return { name: 'big', members: PersistentMap(names) };
}

describe('usersIn', () => {
  it('is nobody in an empty room', () => {
    expect(usersIn(lobbyOf(EMPTY_REGISTRY))).toStrictEqual({ entries: [], more: 0 });
  });

  it('sorts names by code point, as typed', () => {
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

  it('sorts once for as long as nobody comes or goes', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    const before = usersIn(lobbyOf(history.registry));
    history.add(sends(1, 'hello'));
    expect(usersIn(lobbyOf(history.registry))).toBe(before);
    history.add(...arrives(2, 'bob'));
    expect(usersIn(lobbyOf(history.registry)).entries).toEqual(['alice', 'bob']);
    expect(before.entries).toEqual(['alice']);
  });
});

describe('allUsers', () => {
  it('names those in all rooms, and nobody who has no name yet', () => {
    const history = new History();
    history.add(...arrives(1, 'carol'), ...arrives(2, 'alice'), sends(2, '/join dev'), ...arrives(3, '??'));
    expect(allUsers(history.registry)).toStrictEqual({ entries: ['alice', 'carol'], more: 0 });
  });

  it('stays right when somebody changes rooms', () => {
    const history = new History();
    history.add(...arrives(1, 'carol'), ...arrives(2, 'alice'));
    expect(allUsers(history.registry).entries).toEqual(['alice', 'carol']);
    history.add(sends(2, '/join dev'));
    expect(allUsers(history.registry).entries).toEqual(['alice', 'carol']);
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

  it('names 500 and counts the rest', () => {
    const history = new History();
    for (let id = 1; id <= 502; id += 1) history.add(...arrives(id, `u${id}`), sends(id, `/join r${id}`));
    const { entries, more } = allRooms(history.registry);
    expect(entries).toHaveLength(500);
    expect(more).toBe(3); // 502 rooms and the lobby
    expect(entries[0]).toStrictEqual({ name: 'lobby', members: 0 });
  });
});
