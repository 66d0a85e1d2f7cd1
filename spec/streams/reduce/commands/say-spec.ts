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
    [' hello', ' hello'],
    ['//hello', '/hello'],
    ['//', '/'],
    ['///w bob', '//w bob'],
  ])('%j is said as %j', (line, text) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(
      carriedOut('broadcast', 1, sendRoom(LOBBY_KEY, said(LOBBY_KEY, 'Alice', text))),
    );
  });

  it.each(['', '   ', '\u2800', '\u3000\u00a0'])('%j is blank, and nothing is said', (line) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual({ type: 'none' });
  });

  it.each([' /w bob hi', '／w bob hi'])('%j is never said: it may be a whisper', (line) => {
    expect(History.ofThree().add(sends(1, line))).toMatchObject({ type: 'refuse', code: 'unknown_command' });
  });

  it('changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, 'hello'));
    expect(history.registry).toBe(before);
  });
});
