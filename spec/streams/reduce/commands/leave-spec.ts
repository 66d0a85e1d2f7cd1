import { enterRoom, leaveRoom, sendRoomDeferrable } from '../../../../src/streams/model/delivery';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { carriedOut, History, NONE, refused, sends } from '../../../helpers/history';

describe('/leave', () => {
  it('is the way back to the lobby', () => {
    const history = History.ofThree();
    expect(history.add(sends(3, '/leave'))).toStrictEqual(
      carriedOut(
        'leave',
        3,
        leaveRoom(3),
        sendRoomDeferrable('dev', { type: 'left', room: 'dev', name: 'Carol', reason: 'moved' }),
        enterRoom(3, LOBBY_KEY),
        sendRoomDeferrable(LOBBY_KEY, { type: 'joined', room: LOBBY_KEY, roomName: 'lobby', name: 'Carol' }),
      ),
    );
    expect(history.registry.clients.get(3)?.user).toStrictEqual({ name: 'Carol', room: LOBBY_KEY });
  });

  it('does nothing in the lobby, and no client hears of it', () => {
    const history = History.ofThree();
    const before = history.registry;
    expect(history.add(sends(1, '/leave'))).toStrictEqual(NONE);
    expect(history.registry).toBe(before);
  });

  it.each(['/leave dev', '/leave lobby', '/Leave'])('%j is unknown', (line) => {
    expect(History.ofThree().add(sends(3, line))).toStrictEqual(refused(3, 'unknown_command'));
  });
});
