import { enterRoom, leaveRoom, sendRoomDeferrable } from '../../../../src/streams/model/delivery';
import { usersIn } from '../../../../src/streams/reduce/listings';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { carriedOut, disconnects, History, NONE, refused, sends } from '../../../helpers/history';

/** The names in each room. */
const roomsOf = ({ registry }: History): unknown =>
  Object.fromEntries(Array.from(registry.rooms, ([key, room]) => [key, usersIn(room).entries]));

/** The room that the last one who joined has entered, and the name under which the room is shown. */
const joined = ({ deliveries }: History): unknown =>
  deliveries.flatMap((delivery) =>
    delivery.type === 'sendRoom' && delivery.message.type === 'joined'
      ? [[delivery.room, delivery.message.roomName]]
      : [],
  );

/** A client has sent one line. */
function after(client: number, line: string): History {
  const history = History.ofThree();
  history.add(sends(client, line));
  return history;
}

describe('/join', () => {
  it('moves a client: the old room hears of it without the one who left, the new one with it', () => {
    expect(after(1, '/join dev').outcome).toStrictEqual(
      carriedOut(
        'join',
        1,
        leaveRoom(1),
        sendRoomDeferrable(LOBBY_KEY, { type: 'left', room: LOBBY_KEY, name: 'Alice', reason: 'moved' }),
        enterRoom(1, 'dev'),
        sendRoomDeferrable('dev', { type: 'joined', room: 'dev', roomName: 'dev', name: 'Alice' }),
      ),
    );
  });

  it('opens a room under the name as typed', () => {
    const history = after(1, '/join QA');
    expect(joined(history)).toEqual([['qa', 'QA']]);
    expect(roomsOf(history)).toEqual({ lobby: ['Bob'], dev: ['Carol'], qa: ['Alice'] });
  });

  it('joins a room that exists under any name that is the same, and shows it as it was opened', () => {
    const history = after(1, '/join ＤＥＶ');
    expect(joined(history)).toEqual([['dev', 'dev']]);
    expect(roomsOf(history)).toEqual({ lobby: ['Bob'], dev: ['Alice', 'Carol'] });
    history.add(sends(1, '/join QA'), sends(2, '/join qa'));
    expect(joined(history)).toEqual([['qa', 'QA']]);
  });

  it('closes a room that its last member has left, and a new one may have another name', () => {
    const history = after(3, '/leave');
    expect(roomsOf(history)).toEqual({ lobby: ['Alice', 'Bob', 'Carol'] });
    history.add(sends(1, '/join DEV'));
    expect(joined(history)).toEqual([['dev', 'DEV']]);
  });

  it.each([
    ['/exit', sends(3, '/exit')],
    ['a lost connection', disconnects(3, 'reset')],
  ])('closes a room that its last member has left by %s', (_, event) => {
    const history = History.ofThree();
    history.add(event);
    expect(roomsOf(history)).toEqual({ lobby: ['Alice', 'Bob'] });
  });

  it('never closes the lobby', () => {
    const history = History.ofThree();
    history.add(sends(1, '/join dev'), sends(2, '/join dev'));
    expect(roomsOf(history)).toEqual({ lobby: [], dev: ['Alice', 'Bob', 'Carol'] });
  });

  it('is a way back to the lobby too', () => {
    expect(joined(after(3, '/join LOBBY'))).toEqual([[LOBBY_KEY, 'lobby']]);
  });

  it.each([
    [1, '/join lobby'],
    [3, '/join Dev'],
  ])('to the room one is in does nothing, and no client hears of it (%i, %s)', (client, line) => {
    const history = History.ofThree();
    const before = history.registry;
    expect(history.add(sends(client, line))).toStrictEqual(NONE);
    expect(history.registry).toBe(before);
  });

  it.each(['/join', '/join  ', '/join bad name', '/join SYSTEM', '/join #dev', `/join ${'x'.repeat(17)}`])(
    'refuses %j',
    (line) => {
      expect(after(1, line).outcome).toStrictEqual(refused(1, 'room_invalid'));
    },
  );

  it.each([
    ['like_one_in_use', '/join ԁеѵ'],
    ['like_one_in_use', '/join l0bby'],
    ['mixed_scripts', '/join dеv'],
    ['like_reserved', '/join HE1P'],
  ] as const)('opens no room whose name could be taken for another: %s, %s', (fault, line) => {
    const history = History.ofThree();
    const before = history.registry;
    expect(history.add(sends(1, line))).toStrictEqual(refused(1, 'room_invalid', { fault }));
    expect(history.registry).toBe(before);
  });

  it('lets others into a room by its own name, and opens none that reads like it', () => {
    const history = after(1, '/join 0ps');
    history.add(sends(2, '/join 0PS'));
    expect(joined(history)).toEqual([['0ps', '0ps']]);
    expect(history.add(sends(3, '/join ops'))).toMatchObject({ type: 'refuse', fault: 'like_one_in_use' });
  });

  it.each(['/leave', '/exit', '/join dev'])('frees what a room reads like with the room, by %s', (goes) => {
    const history = after(1, '/join 0ps');
    expect(history.registry.roomReadings.size).toBe(1);
    history.add(sends(1, goes));
    expect(history.registry.roomReadings.size).toBe(0);
    history.add(sends(2, '/join ops'));
    expect(joined(history)).toEqual([['ops', 'ops']]);
  });

  it('keeps people and rooms apart: a room may read like a person', () => {
    expect(joined(after(1, '/join b0b'))).toEqual([['b0b', 'b0b']]);
  });
});
