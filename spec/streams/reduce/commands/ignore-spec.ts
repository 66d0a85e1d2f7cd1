import { send, sendWhisper, sendRoom, sendRoomExcept } from '../../../../src/streams/model/delivery';
import { MOST_IGNORED } from '../../../../src/streams/reduce/ignoring';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { arrives, carriedOut, disconnects, History, refused, sends, snapshot } from '../../../helpers/history';

const ignored = (client: number, ...names: string[]) => send(client, { type: 'ignored', names });
const said = (from: string, text: string) => ({ type: 'said', room: LOBBY_KEY, from, text }) as const;

/** Alice ignores Bob. */
function ignoring(): History {
  const history = History.ofThree();
  history.add(sends(1, '/ignore bob'));
  return history;
}

describe('/ignore', () => {
  it.each(['bob', 'BOB', 'ｂｏｂ'])('finds Bob as %s, and shows the name as he typed it', (typed) => {
    const history = History.ofThree();
    expect(history.add(sends(1, `/ignore ${typed}`))).toStrictEqual(carriedOut('ignore', 1, ignored(1, 'Bob')));
  });

  it('keeps away what is said and done under the name, in whatever room, from those alone who ignore it', () => {
    const history = ignoring();
    expect(history.add(sends(2, 'spam'))).toStrictEqual(
      carriedOut('broadcast', 2, sendRoomExcept(LOBBY_KEY, said('Bob', 'spam'), [1])),
    );
    expect(history.add(sends(2, '/me spams'))).toStrictEqual(
      carriedOut('me', 2, sendRoomExcept(LOBBY_KEY, { ...said('Bob', 'spams'), action: true }, [1])),
    );
    history.add(sends(3, '/ignore bob'), sends(2, 'spam'));
    expect(history.deliveries).toStrictEqual([sendRoomExcept(LOBBY_KEY, said('Bob', 'spam'), [1, 3])]);
    history.add(sends(1, 'hello'));
    expect(history.deliveries).toStrictEqual([sendRoom(LOBBY_KEY, said('Alice', 'hello'))]);
  });

  it('keeps whispers away, and the one who whispers receives the same as otherwise', () => {
    const history = ignoring();
    history.add(sends(1, '/away lunch'));
    const answers = [
      send(2, { type: 'whispering', to: 'Alice', text: 'spam' }),
      send(2, { type: 'notice', text: 'Alice is away: lunch' }),
    ];
    expect(history.add(sends(2, '/w alice spam'))).toStrictEqual(carriedOut('whisper', 2, ...answers));
    expect(history.add(sends(1, '/r what?'))).toStrictEqual(refused(1, 'reply_to_nobody'));
    history.add(sends(1, '/unignore bob'), sends(2, '/w alice spam'));
    const whispered = sendWhisper(2, 1, 'Alice', { type: 'whispered', from: 'Bob', text: 'spam' });
    expect(history.deliveries).toStrictEqual([whispered, ...answers]);
  });

  it('holds for the name, when its owner comes back and when another one takes it', () => {
    const history = ignoring();
    history.add(disconnects(2), ...arrives(9, 'BoB'), sends(9, 'back'));
    expect(history.deliveries).toStrictEqual([sendRoomExcept(LOBBY_KEY, said('BoB', 'back'), [1])]);
  });

  it('takes a name that is not in use, and lists all in order', () => {
    const history = ignoring();
    expect(history.add(sends(1, '/ignore Zed'))).toStrictEqual(carriedOut('ignore', 1, ignored(1, 'Bob', 'Zed')));
    expect(history.add(sends(1, '/ignore ann'))).toStrictEqual(
      carriedOut('ignore', 1, ignored(1, 'ann', 'Bob', 'Zed')),
    );
    expect(history.add(sends(1, '/ignore'))).toStrictEqual(carriedOut('ignore', 1, ignored(1, 'ann', 'Bob', 'Zed')));
  });

  it('says the same of a name that is ignored already, and changes nothing', () => {
    const history = ignoring();
    const before = history.registry;
    expect(history.add(sends(1, '/ignore BOB'))).toStrictEqual(carriedOut('ignore', 1, ignored(1, 'Bob')));
    expect(history.registry).toBe(before);
  });

  it.each(['a b', 'SYSTEM', 'bob,', '*'])('takes no %j', (typed) => {
    const hint = '/ignore NAME ignores one name, whether it is in use or not';
    expect(History.ofThree().add(sends(1, `/ignore ${typed}`))).toStrictEqual(refused(1, 'ignore_usage', { hint }));
  });

  it('refuses oneself', () => {
    expect(History.ofThree().add(sends(1, '/ignore ALICE'))).toStrictEqual(refused(1, 'cannot_ignore_self'));
  });

  it('is bounded', () => {
    const history = History.ofThree();
    for (let index = 0; index < MOST_IGNORED; index += 1) history.add(sends(1, `/ignore n${index}`));
    expect(history.outcome.type).toBe('command');
    const hint = 'you ignore 100 names already; /unignore NAME makes room';
    expect(history.add(sends(1, '/ignore more'))).toStrictEqual(refused(1, 'ignore_full', { hint }));
    history.add(sends(1, '/unignore n7'));
    expect(history.add(sends(1, '/ignore more')).type).toBe('command');
  });

  it.each([
    ['it is gone', disconnects(1)],
    ['it has sent /exit', sends(1, '/exit')],
  ])('is over for a client when %s, and nothing of it is kept', (_, goes) => {
    const [ignorant, plain] = [ignoring(), History.ofThree()];
    for (const history of [ignorant, plain]) history.add(goes, disconnects(1));
    expect(snapshot(ignorant.registry)).toStrictEqual(snapshot(plain.registry));
  });
});

describe('/unignore', () => {
  it('lets it come again', () => {
    const history = ignoring();
    expect(history.add(sends(1, '/unignore BOB'))).toStrictEqual(carriedOut('unignore', 1, ignored(1)));
    history.add(sends(2, 'hello'));
    expect(history.deliveries).toStrictEqual([sendRoom(LOBBY_KEY, said('Bob', 'hello'))]);
  });

  it('leaves others who ignore the name as they are', () => {
    const history = ignoring();
    history.add(sends(3, '/ignore bob'), sends(1, '/unignore bob'), sends(2, 'hello'));
    expect(history.deliveries).toStrictEqual([sendRoomExcept(LOBBY_KEY, said('Bob', 'hello'), [3])]);
  });

  it.each(['carol', '', 'a b'])('refuses %j, which is not ignored', (typed) => {
    const hint = '/ignore lists whom you ignore';
    expect(ignoring().add(sends(1, `/unignore ${typed}`))).toStrictEqual(refused(1, 'not_ignored', { hint }));
  });
});
