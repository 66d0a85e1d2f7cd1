import {
  type Delivery,
  send,
  sendFrom,
  sendRoom,
  sendRoomExcept,
  useDialect,
  usePace,
} from '../../../../src/streams/model/delivery';
import type { Preferences } from '../../../../src/streams/model/preferences';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import {
  arrives,
  carriedOut,
  connects,
  disconnects,
  History,
  refused,
  sends,
  snapshot,
} from '../../../helpers/history';
import { TEXT_AND_TINY } from '../../../helpers/tinyDialect';

const DEFAULTS = { bell: 'off', joins: 'on', pace: 'refuse', time: 'off', ids: 'off' };
const answer = (values: Partial<Record<keyof Preferences, string>> = {}, client = 1): Delivery =>
  send(client, { type: 'set', values: { ...DEFAULTS, ...values } });
const said = (from: string, text: string) => ({ type: 'said', room: LOBBY_KEY, from, text }) as const;

/** Alice has sent these lines; what comes of the last one. */
function after(...lines: string[]) {
  const history = History.ofThree();
  return { history, outcome: history.add(...lines.map((line) => sends(1, line))) };
}

describe('/set', () => {
  it('says what is set', () => {
    expect(after('/set').outcome).toStrictEqual(carriedOut('set', 1, answer()));
  });

  it.each<[string, Delivery[]]>([
    ['time +02:00', [useDialect(1, undefined, { time: 120 }), answer({ time: '+02:00' })]],
    ['time -3', [useDialect(1, undefined, { time: -180 }), answer({ time: '-03:00' })]],
    ['time +0545', [useDialect(1, undefined, { time: 345 }), answer({ time: '+05:45' })]],
    ['time utc', [useDialect(1, undefined, { time: 0 }), answer({ time: 'utc' })]],
    ['time -00:00', [useDialect(1, undefined, { time: 0 }), answer({ time: 'utc' })]],
    ['time off', [answer()]],
    ['ids on', [useDialect(1, undefined, { ids: 'on' }), answer({ ids: 'on' })]],
    ['joins  off', [useDialect(1, undefined, { joins: 'off' }), answer({ joins: 'off' })]],
    ['bell name', [answer({ bell: 'name' })]],
    ['bell all', [useDialect(1, undefined, { bell: 'all' }), answer({ bell: 'all' })]],
    ['pace wait', [usePace(1, 'wait'), answer({ pace: 'wait' })]],
  ])('%s', (typed, deliveries) => {
    expect(after(`/set ${typed}`).outcome).toStrictEqual(carriedOut('set', 1, ...deliveries));
  });

  it('keeps one setting when another changes, and goes back to how it is for everybody', () => {
    const { history, outcome } = after('/set ids on', '/set pace wait', '/set time utc');
    const style = { time: 0, ids: 'on' } as const;
    expect(outcome).toStrictEqual(
      carriedOut('set', 1, useDialect(1, undefined, style), answer({ ids: 'on', pace: 'wait', time: 'utc' })),
    );
    history.add(sends(1, '/set ids off'), sends(1, '/set pace refuse'));
    expect(history.deliveries).toStrictEqual([usePace(1, 'refuse'), answer({ time: 'utc' })]);
    history.add(sends(1, '/set time off'));
    expect(history.deliveries).toStrictEqual([useDialect(1), answer()]);
  });

  it.each([
    ['time +15', 'time takes a zone such as +02:00, utc or off'],
    ['time +14:15', 'time takes a zone such as +02:00, utc or off'],
    ['time -12:15', 'time takes a zone such as +02:00, utc or off'],
    ['time +02:07', 'time takes a zone such as +02:00, utc or off'],
    ['time +01:60', 'time takes a zone such as +02:00, utc or off'],
    ['time Europe/Berlin', 'time takes a zone such as +02:00, utc or off'],
    ['time', 'time takes a zone such as +02:00, utc or off'],
    ['ids yes', 'ids takes on or off'],
    ['joins', 'joins takes on or off'],
    ['bell ring', 'bell takes off, name or all'],
    ['pace constructor', 'pace takes refuse or wait'],
    ['nothing on', 'takes bell, joins, pace, time, ids'],
    ['__proto__ on', 'takes bell, joins, pace, time, ids'],
  ])('refuses %s, and says what is allowed', (typed, hint) => {
    expect(after(`/set ${typed}`).outcome).toStrictEqual(refused(1, 'set_usage', { hint: `/set ${hint}` }));
  });

  it('has no more than 105 zones', () => {
    const zones = new Set<unknown>();
    for (let minute = -2000; minute <= 2000; minute += 1) {
      const [hours, rest] = [Math.floor(Math.abs(minute) / 60), Math.abs(minute) % 60];
      const typed = `${minute < 0 ? '-' : '+'}${hours}:${String(rest).padStart(2, '0')}`;
      const { history, outcome } = after(`/set time ${typed}`);
      if (outcome.type === 'command') zones.add(history.registry.clients.get(1)?.preferences?.time);
    }
    expect(zones.size).toBe(105);
  });

  it('lets a client of another dialect set what is not for lines of text', () => {
    const history = new History({}, TEXT_AND_TINY);
    history.add(connects(1), sends(1, '/tiny'), sends(1, 'alice'));
    expect(history.add(sends(1, '!set joins off'))).toStrictEqual(
      carriedOut('set', 1, useDialect(1, 'tiny', { joins: 'off' }), answer({ joins: 'off' })),
    );
    const hint = '/set ids is for lines of text; objects have what it shows';
    expect(history.add(sends(1, '!set ids on'))).toStrictEqual(refused(1, 'set_usage', { hint }));
  });

  it('ends with the session, and nothing of it is kept', () => {
    const { history } = after('/set bell name', '/set joins off');
    history.add(disconnects(1));
    const plain = History.ofThree();
    plain.add(disconnects(1));
    expect(snapshot(history.registry)).toStrictEqual(snapshot(plain.registry));
  });
});

describe('/set joins off', () => {
  it('shows one who goes to another room that it is there', () => {
    const { history } = after('/set joins off', '/join dev');
    expect(history.deliveries.at(-1)).toStrictEqual(
      send(1, { type: 'joined', room: 'dev', roomName: 'dev', name: 'Alice', isOwn: true }),
    );
  });
});

describe('/set bell name', () => {
  const ringing = (): History => {
    const history = History.ofThree();
    history.add(sends(2, '/set bell name'));
    return history;
  };
  const rings = (text: string): Delivery[] => [
    sendRoomExcept(LOBBY_KEY, said('Alice', text), [2]),
    sendFrom(1, 2, { ...said('Alice', text), rings: true }),
  ];

  it.each(['bob', 'hi BOB!', '@bob: so', "bob's", 'ｂｏｂ?', 'bob bob Bob'])(
    'rings once for %j, in a message that it receives alone',
    (text) => {
      const history = ringing();
      history.add(sends(1, text));
      expect(history.deliveries).toStrictEqual(rings(text));
    },
  );

  it.each(['bobby', 'b o b', 'bob-cat', 'rob', 'carol', '...'])('does not for %j', (text) => {
    const history = ringing();
    history.add(sends(1, text));
    expect(history.deliveries).toStrictEqual([sendRoom(LOBBY_KEY, said('Alice', text))]);
  });

  it('does not for what one says oneself, in another room, of one who is ignored, or any more', () => {
    const history = ringing();
    history.add(sends(2, 'I am bob'));
    expect(history.deliveries).toHaveLength(1);
    history.add(sends(3, 'where is bob?'));
    expect(history.deliveries).toHaveLength(1);
    history.add(sends(2, '/ignore alice'), sends(1, 'bob!'));
    expect(history.deliveries).toStrictEqual([sendRoomExcept(LOBBY_KEY, said('Alice', 'bob!'), [2])]);
    history.add(sends(2, '/unignore alice'), sends(2, '/set bell off'), sends(1, 'bob!'));
    expect(history.deliveries).toStrictEqual([sendRoom(LOBBY_KEY, said('Alice', 'bob!'))]);
  });

  it('rings for deeds and whispers too', () => {
    const history = ringing();
    history.add(sends(1, '/me waves to bob'));
    expect(history.deliveries[1]).toMatchObject({ client: 2, message: { action: true, rings: true } });
    history.add(sends(1, '/w bob hi'));
    expect(history.deliveries[0]).toMatchObject({ client: 2, message: { type: 'whispered', rings: true } });
  });

  it('is for the one who has it, and not for one who takes its name later', () => {
    const history = ringing();
    history.add(disconnects(2), ...arrives(9, 'Bob'), sends(1, 'bob'));
    expect(history.deliveries).toStrictEqual([sendRoom(LOBBY_KEY, said('Alice', 'bob'))]);
  });
});

describe('/set bell all', () => {
  it('does not ring for what one says oneself, which one receives alone', () => {
    const { history } = after('/set bell all', 'hello');
    expect(history.deliveries).toStrictEqual([
      sendRoomExcept(LOBBY_KEY, said('Alice', 'hello'), [1]),
      send(1, { ...said('Alice', 'hello'), isOwn: true }),
    ]);
  });
});
