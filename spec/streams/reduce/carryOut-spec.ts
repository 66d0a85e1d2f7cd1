import { LOBBY_KEY } from '../../../src/streams/reduce/registry';
import { arrives, disconnects, History, sends } from '../../helpers/history';

/** Alice and Bob in the lobby, Carol in dev. */
function three(): History {
  const history = new History();
  history.add(...arrives(1, 'Alice'), ...arrives(2, 'Bob'), ...arrives(3, 'Carol'), sends(3, '/join dev'));
  return history;
}

const refused = (client: number, code: string): unknown => ({
  type: 'refuse',
  client,
  code,
  asksName: false,
});

const roomsOf = ({ registry }: History): unknown =>
  Object.fromEntries(Array.from(registry.rooms, ([key, { members }]) => [key, Array.from(members.keys())]));

describe('something to say', () => {
  it('is for the room of the one who says it', () => {
    const history = three();
    expect(history.add(sends(1, 'hello'))).toStrictEqual({
      type: 'broadcast',
      client: 1,
      name: 'Alice',
      room: LOBBY_KEY,
      text: 'hello',
    });
    expect(history.add(sends(3, '//hello'))).toMatchObject({ type: 'broadcast', room: 'dev', text: '/hello' });
  });
});

describe('/w', () => {
  it.each(['Bob', 'bob', 'BOB', 'ｂｏｂ'])('finds Bob as %s, and shows the name as he typed it', (typed) => {
    expect(three().add(sends(1, `/w ${typed} hi there`))).toStrictEqual({
      type: 'whisper',
      from: 1,
      fromName: 'Alice',
      to: 2,
      toName: 'Bob',
      text: 'hi there',
    });
  });

  it('crosses rooms', () => {
    expect(three().add(sends(1, '/w carol hi'))).toMatchObject({ type: 'whisper', to: 3, toName: 'Carol' });
  });

  it.each(['nobody', 'SYSTEM', '1', 'bob,', '*'])('does not find %s', (typed) => {
    expect(three().add(sends(1, `/w ${typed} hi`))).toStrictEqual(refused(1, 'user_not_found'));
  });

  it('does not find one who is gone', () => {
    const history = three();
    history.add(disconnects(2));
    expect(history.add(sends(1, '/w bob hi'))).toStrictEqual(refused(1, 'user_not_found'));
  });

  it.each(['Alice', 'ALICE', 'ａｌｉｃｅ'])('refuses oneself, as %s', (typed) => {
    expect(three().add(sends(1, `/w ${typed} hi`))).toStrictEqual(refused(1, 'cannot_whisper_self'));
  });

  it.each(['/w', '/w bob', '/w nobody'])('%j is not enough', (line) => {
    expect(three().add(sends(1, line))).toStrictEqual(refused(1, 'whisper_usage'));
  });
});

describe('/users', () => {
  const users = (history: History, client: number, line = '/users'): readonly string[] => {
    const outcome = history.add(sends(client, line));
    expect(outcome).toMatchObject({ type: 'users', client });
    return outcome.type === 'users' ? outcome.users.entries : [];
  };

  it('names those in the room of the one who asks', () => {
    expect(users(three(), 1)).toEqual(['Alice', 'Bob']);
    expect(users(three(), 3)).toEqual(['Carol']);
  });

  it('names everyone on the server with *', () => {
    expect(users(three(), 3, '/users *')).toEqual(['Alice', 'Bob', 'Carol']);
  });

  it('follows who joins and who leaves', () => {
    const history = three();
    history.add(sends(2, '/join dev'));
    expect(users(history, 1)).toEqual(['Alice']);
    expect(users(history, 3)).toEqual(['Bob', 'Carol']);
    history.add(sends(2, '/leave'));
    expect(users(history, 1)).toEqual(['Alice', 'Bob']);
    expect(users(history, 3)).toEqual(['Carol']);
    history.add(sends(2, '/exit'));
    expect(users(history, 1)).toEqual(['Alice']);
    expect(users(history, 1, '/users *')).toEqual(['Alice', 'Carol']);
    history.add(disconnects(3));
    expect(users(history, 1, '/users *')).toEqual(['Alice']);
    history.add(...arrives(4, 'Aaron'));
    expect(users(history, 1)).toEqual(['Aaron', 'Alice']);
  });
});

describe('/join and /leave', () => {
  it('opens a room under the name as typed', () => {
    const history = three();
    expect(history.add(sends(1, '/join QA'))).toStrictEqual({
      type: 'join',
      client: 1,
      name: 'Alice',
      room: 'qa',
      left: LOBBY_KEY,
      roomName: 'QA',
    });
    expect(roomsOf(history)).toEqual({ lobby: ['Bob'], dev: ['Carol'], qa: ['Alice'] });
  });

  it('joins a room that exists under whatever name is the same, and shows it as it was opened', () => {
    const history = three();
    expect(history.add(sends(1, '/join ＤＥＶ'))).toMatchObject({ type: 'join', room: 'dev', roomName: 'dev' });
    expect(roomsOf(history)).toEqual({ lobby: ['Bob'], dev: ['Alice', 'Carol'] });
  });

  it('closes a room that the last one has left, and a new one may have another name', () => {
    const history = three();
    history.add(sends(3, '/leave'));
    expect(roomsOf(history)).toEqual({ lobby: ['Alice', 'Bob', 'Carol'] });
    expect(history.add(sends(1, '/join DEV'))).toMatchObject({ roomName: 'DEV' });
  });

  it.each([
    ['/exit', sends(3, '/exit')],
    ['a lost connection', disconnects(3, 'reset')],
  ])('closes a room that the last one has left by %s', (_, event) => {
    const history = three();
    history.add(event);
    expect(roomsOf(history)).toEqual({ lobby: ['Alice', 'Bob'] });
  });

  it('never closes the lobby', () => {
    const history = three();
    history.add(sends(1, '/join dev'), sends(2, '/join dev'));
    expect(roomsOf(history)).toEqual({ lobby: [], dev: ['Alice', 'Bob', 'Carol'] });
  });

  it('/leave is the way back to the lobby', () => {
    expect(three().add(sends(3, '/leave'))).toStrictEqual({
      type: 'leave',
      client: 3,
      name: 'Carol',
      room: LOBBY_KEY,
      left: 'dev',
      roomName: 'lobby',
    });
  });

  it('/join LOBBY is so too', () => {
    expect(three().add(sends(3, '/join LOBBY'))).toMatchObject({ type: 'join', room: LOBBY_KEY, roomName: 'lobby' });
  });

  it.each([
    [1, '/leave'],
    [1, '/join lobby'],
    [3, '/join Dev'],
  ])('going to the room one is in does nothing (%i, %s)', (client, line) => {
    const history = three();
    const before = history.registry;
    expect(history.add(sends(client, line))).toStrictEqual({ type: 'ignore' });
    expect(history.registry).toBe(before);
  });

  it.each(['/join', '/join bad name', '/join SYSTEM', '/join #dev', `/join ${'x'.repeat(17)}`])(
    'refuses %j',
    (line) => {
      expect(three().add(sends(1, line))).toStrictEqual(refused(1, 'room_invalid'));
    },
  );

  it.each([
    ['like_one_in_use', '/join ԁеѵ'],
    ['like_one_in_use', '/join l0bby'],
    ['mixed_scripts', '/join dеv'],
    ['like_reserved', '/join HE1P'],
  ])('opens no room whose name fools others: %s, %s', (fault, line) => {
    const history = three();
    const before = history.registry;
    expect(history.add(sends(1, line))).toStrictEqual({ ...(refused(1, 'room_invalid') as object), fault });
    expect(history.registry).toBe(before);
  });

  it('lets others into a room by its own name, and opens none that reads like it', () => {
    const history = three();
    history.add(sends(1, '/join 0ps'));
    expect(history.add(sends(2, '/join 0PS'))).toMatchObject({ type: 'join', room: '0ps', roomName: '0ps' });
    expect(history.add(sends(3, '/join ops'))).toMatchObject({ type: 'refuse', fault: 'like_one_in_use' });
  });

  it.each(['/leave', '/exit', '/join dev'])('frees what a room reads like with the room, by %s', (goes) => {
    const history = three();
    history.add(sends(1, '/join 0ps'));
    expect(history.registry.roomReadings.size).toBe(1);
    history.add(sends(1, goes));
    expect(history.registry.roomReadings.size).toBe(0);
    expect(history.add(sends(2, '/join ops'))).toMatchObject({ type: 'join', room: 'ops' });
  });

  it('keeps people and rooms apart: a room may read like a person', () => {
    expect(three().add(sends(1, '/join b0b'))).toMatchObject({ type: 'join', room: 'b0b' });
  });
});

describe('/rooms, /help and what there is not', () => {
  it('/rooms lists the rooms', () => {
    expect(three().add(sends(1, '/rooms'))).toStrictEqual({
      type: 'rooms',
      client: 1,
      rooms: {
        entries: [
          { name: 'dev', members: 1 },
          { name: 'lobby', members: 2 },
        ],
        more: 0,
      },
    });
  });

  it('/help is help', () => {
    expect(three().add(sends(1, '/help'))).toStrictEqual({ type: 'help', client: 1 });
  });

  it('anything else is refused, and nobody hears it', () => {
    expect(three().add(sends(1, '/weather'))).toStrictEqual(refused(1, 'unknown_command'));
  });

  it.each(['hello', '/w bob hi', '/users', '/users *', '/rooms', '/help', '/nothing'])('%s changes nothing', (line) => {
    const history = three();
    const before = history.registry;
    history.add(sends(1, line));
    expect(history.registry).toBe(before);
  });
});
