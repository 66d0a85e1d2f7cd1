import { ENDINGS } from '../../../src/streams/model/ending';
import { FOREIGN_PROTOCOLS } from '../../../src/streams/model/foreignProtocol';
import { EMPTY_REGISTRY, LOBBY_KEY } from '../../../src/streams/reduce/registry';
import {
  arrives,
  connects,
  disconnects,
  History,
  isRefused,
  NONE,
  sends,
  snapshot,
  RESTARTS,
  SHUTS_DOWN,
  speaks,
  TICKS,
  starts,
  NO_RULES,
  OVERLOADED,
} from '../../helpers/history';

const refused = (client: number, code: string, asksName: boolean): unknown => ({
  type: 'refuse',
  client,
  code,
  asksName,
});

describe('a client without a name', () => {
  it('is asked for one', () => {
    expect(new History().add(connects(1))).toStrictEqual({ type: 'connect', client: 1 });
  });

  it('gets the name that it sends, and a seat in the lobby', () => {
    const history = new History();
    expect(history.add(...arrives(1, ' Alice '))).toStrictEqual({
      type: 'register',
      client: 1,
      name: 'Alice',
      room: LOBBY_KEY,
      roomName: 'lobby',
    });
    const { clients, names, rooms } = history.registry;
    expect(clients.get(1)).toMatchObject({ user: { name: 'Alice', room: LOBBY_KEY } });
    expect(names.get('alice')).toBe(1);
    expect(rooms.get(LOBBY_KEY)?.members.get('Alice')).toBe(1);
  });

  it.each([
    ['the same', 'Alice', 'Alice'],
    ['in another case', 'Alice', 'aLICE'],
    ['in another width', 'Alice', 'Ａｌｉｃｅ'],
    ['with its marks stored in another way', 'Zoë', 'Zoe\u0308'],
  ])('cannot have a name that is in use, %s', (_, taken, asked) => {
    const history = new History();
    history.add(...arrives(1, taken), ...arrives(2, asked));
    expect(history.outcome).toStrictEqual(refused(2, 'username_taken', true));
    expect(history.add(sends(2, 'bob'))).toMatchObject({ type: 'register', name: 'bob' });
  });

  it.each([
    ['like_one_in_use', 'PayPaI'],
    ['like_one_in_use', 'paypa1'],
    ['mixed_scripts', 'раураl'],
    ['like_reserved', 'ЅУЅТЕМ'],
  ])('cannot have a name that others could take for another: %s, %s', (fault, asked) => {
    const history = new History();
    history.add(...arrives(1, 'PayPal'), ...arrives(2, asked));
    expect(history.outcome).toStrictEqual({ ...(refused(2, 'username_invalid', true) as object), fault });
    expect(history.add(sends(2, 'bob'))).toMatchObject({ type: 'register', name: 'bob' });
  });

  it('cannot have a name that one reads like which is in use, whichever of the two came first', () => {
    const history = new History();
    history.add(...arrives(1, 'PayPaI'), ...arrives(2, 'paypal'));
    expect(history.outcome).toMatchObject({ code: 'username_invalid', fault: 'like_one_in_use' });
  });

  it.each([
    ['has left', sends(1, '/exit')],
    ['is gone', disconnects(1)],
    ['has turned out to be something else', speaks(1, 'http')],
  ])('can have the name when the one it reads like %s', (_, goes) => {
    const history = new History();
    history.add(...arrives(1, 'PayPaI'), connects(2), goes);
    expect(history.registry.nameReadings.size).toBe(0);
    expect(history.add(sends(2, 'paypal'))).toMatchObject({ type: 'register', name: 'paypal' });
  });

  it.each(['', 'two words', 'SYSTEM', '/users', 'a:b', 'x'.repeat(17)])('cannot have the name %j', (asked) => {
    const history = new History();
    expect(history.add(...arrives(1, asked))).toStrictEqual(refused(1, 'username_invalid', true));
  });

  it('is asked for its name again when its line could not be read', () => {
    const history = new History();
    history.add(connects(1));
    expect(history.add(isRefused(1, 'invalid_utf8'))).toStrictEqual(refused(1, 'invalid_utf8', true));
  });

  it.each(['/exit', 'disconnected'])('leaves the name free for others when it leaves: %s', (way) => {
    const history = new History();
    history.add(...arrives(1, 'alice'), connects(2));
    history.add(way === '/exit' ? sends(1, '/exit') : disconnects(1));
    expect(history.add(sends(2, 'ALICE'))).toMatchObject({ type: 'register', client: 2, name: 'ALICE' });
  });
});

describe('a line that could not be read', () => {
  it.each(['invalid_utf8', 'line_too_long', 'message_too_long', 'rate_limited'] as const)(
    'is refused as %s, and changes nothing',
    (fault) => {
      const history = new History();
      history.add(...arrives(1, 'alice'));
      const before = history.registry;
      expect(history.add(isRefused(1, fault))).toStrictEqual(refused(1, fault, false));
      expect(history.registry).toBe(before);
    },
  );
});

describe('a client of another protocol', () => {
  it.each(FOREIGN_PROTOCOLS)('%s is rejected, and not heard any more', (protocol) => {
    const history = new History();
    history.add(connects(1));
    expect(history.add(speaks(1, protocol))).toStrictEqual({ type: 'rejected', client: 1, reason: protocol });
    expect(history.add(sends(1, 'Host: localhost'))).toStrictEqual(NONE);
    expect(history.add(disconnects(1))).toMatchObject({ type: 'unregister', ending: 'wrong_protocol' });
  });

  it('is not ended a second time for taking too long', () => {
    const history = new History({ registrationTimeout: 10 });
    history.add(connects(1), speaks(1, 'tls'));
    expect(history.wait(10).add(TICKS)).toStrictEqual(NONE);
  });
});

describe('a connection that is gone', () => {
  it.each(ENDINGS)('leaves its room for the reason that the network gives: %s', (ending) => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    expect(history.wait(1234).add(disconnects(1, ending))).toStrictEqual({
      type: 'unregister',
      client: 1,
      ending,
      name: 'alice',
      member: { client: 1, name: 'alice', room: LOBBY_KEY },
      address: '192.0.2.1',
      lasted: 1234,
    });
  });

  it('has no name and no room if it never had one', () => {
    const history = new History();
    history.add(connects(1));
    expect(history.add(disconnects(1, 'reset'))).toStrictEqual({
      type: 'unregister',
      client: 1,
      ending: 'reset',
      address: '192.0.2.1',
      lasted: 0,
    });
  });

  it('ended for the reason that was decided before, and left its room then', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    expect(history.add(sends(1, '/exit'))).toMatchObject({ type: 'command', command: 'exit' });
    expect(history.add(disconnects(1, 'reset'))).toStrictEqual({
      type: 'unregister',
      client: 1,
      ending: 'exit',
      name: 'alice',
      address: '192.0.2.1',
      lasted: 0,
    });
  });

  it('leaves nothing behind', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), sends(1, '/join dev'), connects(2), ...arrives(3, 'carol'), sends(3, '/exit'));
    history.add(disconnects(1), disconnects(2), disconnects(3));
    expect(snapshot(history.registry)).toStrictEqual(snapshot(EMPTY_REGISTRY));
  });

  it('is not heard of again', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), disconnects(1));
    const before = history.registry;
    for (const event of [sends(1, 'hi'), isRefused(1, 'invalid_utf8'), speaks(1, 'ssh'), disconnects(1)]) {
      expect(history.add(event)).toStrictEqual(NONE);
      expect(history.registry).toBe(before);
    }
  });
});

describe('a client that has sent /exit', () => {
  it('is not heard any more', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), sends(1, '/exit'));
    expect(history.add(sends(1, 'one more thing'))).toStrictEqual(NONE);
    expect(history.add(sends(1, '/exit'))).toStrictEqual(NONE);
  });

  it('leaves its name to the one who has it now, also when its connection is gone', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), sends(1, '/exit'), ...arrives(2, 'alice'), disconnects(1), connects(3));
    expect(history.registry.names.get('alice')).toBe(2);
    expect(history.add(sends(3, 'alice'))).toStrictEqual(refused(3, 'username_taken', true));
    history.add(sends(2, '/users'));
    expect(history.deliveries).toMatchObject([{ client: 2, message: { names: ['alice'] } }]);
  });

  it('cannot be whispered to', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), sends(1, '/exit'));
    expect(history.add(sends(2, '/w alice hi'))).toStrictEqual(refused(2, 'user_not_found', false));
  });
});

describe('a server that stops', () => {
  it('ends all connections, with or without a name, but none twice', () => {
    const history = new History({ connections: 4 });
    history.add(
      ...arrives(1, 'alice'),
      connects(2),
      ...arrives(3, 'carol'),
      sends(3, '/exit'),
      connects(4),
      connects(5),
    );
    const outcome = history.add(SHUTS_DOWN);
    expect(outcome.type === 'shutdown' && outcome.clients.toSorted()).toEqual([1, 2, 4]);
    expect(history.add(SHUTS_DOWN)).toStrictEqual({ type: 'shutdown', clients: [] });
  });

  it('says if it restarts', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'));
    expect(history.add(RESTARTS)).toStrictEqual({ type: 'shutdown', clients: [1], restarts: true });
  });

  it('hears no client and lets none in', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), SHUTS_DOWN);
    expect(history.add(sends(1, 'hello?'))).toStrictEqual(NONE);
    expect(history.add(connects(2))).toStrictEqual({ type: 'rejected', client: 2, reason: 'shutdown' });
    expect(history.add(sends(2, 'bob'))).toStrictEqual(NONE);
    expect(history.registry.names.size).toBe(0);
    expect(history.registry.rooms.get(LOBBY_KEY)?.members.size).toBe(0);
  });

  it('is the reason why all clients leave, and the rooms do not hear of them', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), SHUTS_DOWN);
    const outcome = history.add(disconnects(1, 'end'));
    expect(outcome).toMatchObject({ type: 'unregister', ending: 'shutdown', name: 'alice' });
    expect(outcome).not.toHaveProperty('member');
  });
});

describe('a start', () => {
  it('ends all clients of the time before, of whatever kind, and opens their names and rooms to new ones', () => {
    const history = new History();
    history.add(...arrives(1, 'Alice'), sends(1, '/join dev'), connects(2), ...arrives(3, 'Carol'), sends(3, '/exit'));
    expect(history.add(starts())).toEqual({ type: 'restart', clients: [1, 2, 3] });
    expect(history.deliveries).toEqual([]);
    expect(snapshot(history.registry)).toEqual({ ...(snapshot(EMPTY_REGISTRY) as object), rules: NO_RULES });
    history.add(...arrives(1, 'alice'));
    expect(history.outcome).toMatchObject({ type: 'register', name: 'alice' });
  });

  it('ends a shutdown, an overload and what addresses have used up', () => {
    const history = new History({ connectionRate: 1, connectionBurst: 1 });
    history.add(connects(1), OVERLOADED, SHUTS_DOWN, starts());
    expect(history.add(connects(2))).toEqual({ type: 'connect', client: 2 });
  });

  it('has the rules that hold from there on, whatever else is said', () => {
    const history = new History({ connections: 1 });
    history.add(connects(1));
    expect(history.add(connects(2))).toMatchObject({ type: 'rejected', reason: 'server_full' });
    history.add(starts({ ...NO_RULES, connections: 2 }), connects(3), connects(4));
    expect(history.outcome).toMatchObject({ type: 'connect' });
    expect(history.add(connects(5))).toMatchObject({ type: 'rejected', reason: 'server_full' });
  });
});
