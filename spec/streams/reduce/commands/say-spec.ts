import { sendRoom } from '../../../../src/streams/model/delivery';
import type { Message } from '../../../../src/streams/model/message';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { carriedOut, History, sends } from '../../../helpers/history';

const said = (room: string, from: string, text: string): Message => ({ type: 'said', room, from, text });

describe('something to say', () => {
  it('is for all in the room of the one who says it, the sender included', () => {
    const history = History.ofThree();
    expect(history.add(sends(1, 'hello'))).toStrictEqual(
      carriedOut('broadcast', 1, sendRoom(LOBBY_KEY, said(LOBBY_KEY, 'Alice', 'hello'))),
    );
    expect(history.add(sends(3, 'hello'))).toStrictEqual(
      carriedOut('broadcast', 3, sendRoom('dev', said('dev', 'Carol', 'hello'))),
    );
  });

  it.each([
    ['hello /w bob', 'hello /w bob'],
    [' /users', ' /users'],
    ['//hello', '/hello'],
    ['//', '/'],
    ['///w bob', '//w bob'],
  ])('%j is said as %j', (line, text) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(
      carriedOut('broadcast', 1, sendRoom(LOBBY_KEY, said(LOBBY_KEY, 'Alice', text))),
    );
  });

  it('changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, 'hello'));
    expect(history.registry).toBe(before);
  });
});
