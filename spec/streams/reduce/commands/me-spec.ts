import { text } from '../../../../src/streams/dialects/text';
import { send, sendRoom } from '../../../../src/streams/model/delivery';
import type { Message } from '../../../../src/streams/model/message';
import { parseRoomName, parseUserName } from '../../../../src/streams/reduce/names';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { carriedOut, History, refused, sends } from '../../../helpers/history';

const does = (room: string, from: string, deed: string): Message => ({
  type: 'said',
  room,
  from,
  text: deed,
  action: true,
});

describe('/me', () => {
  it.each([
    ['/me waves', 'waves'],
    ['/me   waves  twice ', 'waves  twice'],
    ['/me /exit', '/exit'],
  ])('%j is for all in the room, the sender included', (line, deed) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(
      carriedOut('me', 1, sendRoom(LOBBY_KEY, does(LOBBY_KEY, 'Alice', deed))),
    );
    expect(History.ofThree().add(sends(3, line))).toStrictEqual(
      carriedOut('me', 3, sendRoom('dev', does('dev', 'Carol', deed))),
    );
  });

  it('is a line that begins with a star, as no name does', () => {
    expect(text.show(does(LOBBY_KEY, 'Alice', 'waves'))).toStrictEqual(['* Alice waves']);
    for (const name of ['*', '*Alice', '* Alice']) {
      expect(parseUserName(name)).toBeUndefined();
      expect(parseRoomName(name)).toBeUndefined();
    }
  });

  it.each(['/me', '/me  '])('%j is not enough, and a hint says what is', (line) => {
    const history = History.ofThree();
    const hint = '/me TEXT says what you do, as * alice waves';
    expect(history.add(sends(1, line))).toStrictEqual(refused(1, 'me_usage', { hint }));
    expect(history.deliveries).toStrictEqual([send(1, { type: 'refused', code: 'me_usage', hint })]);
  });

  it('changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, '/me waves'));
    expect(history.registry).toBe(before);
  });
});
