import { end, sendRoomDeferrable } from '../../../../src/streams/model/delivery';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { arrives, carriedOut, connects, disconnects, History, NONE, refused, sends } from '../../../helpers/history';

describe('/exit', () => {
  it.each(['/exit', '/exit ', '/quit'])('%j ends the connection, and the room hears of it', (line) => {
    const history = History.ofThree();
    expect(history.add(sends(1, line))).toStrictEqual(
      carriedOut(
        'exit',
        1,
        end(1, 'exit'),
        sendRoomDeferrable(LOBBY_KEY, { type: 'left', room: LOBBY_KEY, name: 'Alice', reason: 'exit' }),
      ),
    );
    expect(history.add(disconnects(1, 'reset'))).toMatchObject({ type: 'unregister', ending: 'exit' });
  });

  it.each(['/exit now', '/quit now', '/Exit', '/exitt'])('%j is unknown, and the client stays', (line) => {
    const history = History.ofThree();
    const before = history.registry;
    expect(history.add(sends(1, line))).toStrictEqual(refused(1, 'unknown_command'));
    expect(history.registry).toBe(before);
  });

  it('is the last that is heard of a client', () => {
    const history = History.ofThree();
    history.add(sends(1, '/exit'));
    expect(history.add(sends(1, 'one more thing'))).toStrictEqual(NONE);
    expect(history.add(sends(1, '/exit'))).toStrictEqual(NONE);
  });

  it('frees the name at once, and leaves it to the one who has it then, also when the connection is gone', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), sends(1, '/exit'), ...arrives(2, 'alice'), disconnects(1), connects(3));
    expect(history.registry.names.get('alice')).toBe(2);
    expect(history.add(sends(3, 'alice'))).toMatchObject({ type: 'refuse', client: 3, code: 'username_taken' });
    history.add(sends(2, '/users'));
    expect(history.deliveries).toMatchObject([{ client: 2, message: { names: ['alice'] } }]);
  });
});
