import { NO_ADDRESS } from '../../../src/streams/model/connection';
import {
  arrives,
  connects,
  disconnects,
  History,
  isRefused,
  NONE,
  sends,
  SHUTS_DOWN,
  speaks,
  TICKS,
} from '../../helpers/history';

describe('the limit on connections in all', () => {
  it('rejects clients for which there is no place, and lets the next one in when a client leaves', () => {
    const history = new History({ connections: 2 });
    expect(history.add(connects(1))).toStrictEqual({ type: 'connect', client: 1 });
    expect(history.add(connects(2))).toStrictEqual({ type: 'connect', client: 2 });
    expect(history.add(connects(3))).toStrictEqual({ type: 'rejected', client: 3, reason: 'server_full' });
    history.add(disconnects(1));
    expect(history.add(connects(4))).toStrictEqual({ type: 'connect', client: 4 });
  });

  it('gives no place to a rejected client: neither when it comes nor when it goes', () => {
    const history = new History({ connections: 1 });
    history.add(connects(1), connects(2), connects(3));
    expect(history.registry.admitted).toBe(1);
    history.add(disconnects(2));
    expect(history.registry.admitted).toBe(1);
    expect(history.registry.addresses.get('192.0.2.1')).toBe(1);
    expect(history.add(connects(4))).toMatchObject({ type: 'rejected' });
  });

  it('does not hear a rejected client', () => {
    const history = new History({ connections: 1 });
    history.add(connects(1), connects(2));
    for (const event of [sends(2, 'alice'), isRefused(2, 'invalid_utf8'), speaks(2, 'http')]) {
      expect(history.add(event)).toStrictEqual(NONE);
    }
    expect(history.registry.names.size).toBe(0);
  });

  it('names why a rejected client has gone', () => {
    const history = new History({ connections: 1 });
    history.add(connects(1), connects(2));
    expect(history.wait(40).add(disconnects(2, 'reset'))).toStrictEqual({
      type: 'unregister',
      client: 2,
      ending: 'server_full',
      address: '192.0.2.1',
      lasted: 40,
    });
  });

  it('counts one whose end is decided until the connection is gone', () => {
    const history = new History({ connections: 1 });
    history.add(...arrives(1, 'alice'), sends(1, '/exit'));
    expect(history.add(connects(2))).toMatchObject({ type: 'rejected' });
    history.add(disconnects(1));
    expect(history.add(connects(3))).toMatchObject({ type: 'connect' });
  });
});

describe('the limit on connections from one address', () => {
  const full = (client: number): unknown => ({ type: 'rejected', client, reason: 'too_many_connections' });
  const letIn = (client: number): unknown => ({ type: 'connect', client });

  it('counts each address for itself', () => {
    const history = new History({ connectionsPerAddress: 1 });
    expect(history.add(connects(1, '192.0.2.1'))).toEqual(letIn(1));
    expect(history.add(connects(2, '192.0.2.1'))).toEqual(full(2));
    expect(history.add(connects(3, '192.0.2.2'))).toEqual(letIn(3));
  });

  it('is not for clients that were gone before their address was known: these do not come from one place', () => {
    const history = new History({
      connectionsPerAddress: 1,
      connectionBurst: 1,
      connectionRate: 1,
      limitLoopback: true,
    });
    for (const client of [1, 2, 3]) expect(history.add(connects(client, NO_ADDRESS))).toEqual(letIn(client));
  });

  it('frees the place of a client that leaves, and forgets an address without clients', () => {
    const history = new History({ connectionsPerAddress: 2 });
    history.add(connects(1), connects(2), disconnects(1));
    expect(history.registry.addresses.get('192.0.2.1')).toBe(1);
    expect(history.add(connects(3))).toEqual(letIn(3));
    history.add(disconnects(2), disconnects(3));
    expect(history.registry.addresses.size).toBe(0);
  });

  it('counts an IPv6 address as its /64 block', () => {
    const history = new History({ connectionsPerAddress: 1 });
    expect(history.add(connects(1, '2001:db8::1'))).toEqual(letIn(1));
    expect(history.add(connects(2, '2001:db8::ffff:2'))).toEqual(full(2));
    expect(history.add(connects(3, '2001:db8:0:1::1'))).toEqual(letIn(3));
    history.add(disconnects(1));
    expect(history.add(connects(4, '2001:db8:0:0:9::'))).toEqual(letIn(4));
  });

  it('counts an IPv6 /48 as so many of its /64 blocks', () => {
    const history = new History({ connectionsPerAddress: 2, blocksPerSite: 2 });
    const fates = [1, 1, 1, 2, 3, 4].map((block, index) => history.add(connects(index + 1, `2001:db8:0:${block}::1`)));
    expect(fates).toEqual([letIn(1), letIn(2), full(3), letIn(4), letIn(5), full(6)]);
    expect(history.add(connects(7, '2001:db8:1::1'))).toEqual(letIn(7));
    history.add(disconnects(4));
    expect(history.add(connects(8, '2001:db8:0:4::1'))).toEqual(letIn(8));
    for (const client of [1, 2, 3, 5, 6, 7, 8]) history.add(disconnects(client));
    expect(history.registry.addresses.size).toBe(0);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1'])('does not hold for %s, this machine', (address) => {
    const history = new History({ connectionsPerAddress: 1 });
    history.add(connects(1, address));
    expect(history.add(connects(2, address))).toEqual(letIn(2));
  });

  it.each(['127.0.0.1', '::1'])('holds for %s if a limit says so', (address) => {
    const history = new History({ connectionsPerAddress: 1, limitLoopback: true });
    history.add(connects(1, address));
    expect(history.add(connects(2, address))).toEqual(full(2));
  });

  it('says that the server is full if both limits are reached', () => {
    const history = new History({ connections: 1, connectionsPerAddress: 1 });
    history.add(connects(1));
    expect(history.add(connects(2))).toMatchObject({ reason: 'server_full' });
  });
});

describe('the limit on how fast one address may connect', () => {
  const SLOWLY = { connectionBurst: 2, connectionRate: 10 };
  const tooFast = (client: number): unknown => ({ type: 'rejected', client, reason: 'too_many_connections' });
  const letIn = (client: number): unknown => ({ type: 'connect', client });

  it('lets a burst in, rejects the next ones, and lets one in again when its time has come', () => {
    const history = new History(SLOWLY);
    history.add(connects(1), disconnects(1), connects(2), disconnects(2));
    expect(history.add(connects(3))).toStrictEqual(tooFast(3));
    expect(history.wait(99).add(connects(4))).toStrictEqual(tooFast(4));
    expect(history.wait(1).add(connects(5))).toStrictEqual(letIn(5));
    expect(history.add(connects(6))).toStrictEqual(tooFast(6));
  });

  it('holds for each IPv4 address and each IPv6 /64 block', () => {
    const history = new History({ connectionBurst: 1, connectionRate: 1 });
    expect(history.add(connects(1, '192.0.2.1'))).toEqual(letIn(1));
    expect(history.add(connects(2, '192.0.2.2'))).toEqual(letIn(2));
    expect(history.add(connects(3, '2001:db8::1'))).toEqual(letIn(3));
    expect(history.add(connects(4, '2001:db8::2'))).toEqual(tooFast(4));
    expect(history.add(connects(5, '2001:db8:0:1::2'))).toEqual(letIn(5));
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1'])('does not hold for %s, of which nothing is kept', (address) => {
    const history = new History({ connectionBurst: 1, connectionRate: 1 });
    history.add(connects(1, address));
    expect(history.add(connects(2, address))).toEqual(letIn(2));
    expect(history.registry.arrivals.size).toBe(0);
  });

  it.each(['127.0.0.1', '::1'])('holds for %s if a limit says so', (address) => {
    const history = new History({ connectionBurst: 1, connectionRate: 1, limitLoopback: true });
    history.add(connects(1, address));
    expect(history.add(connects(2, address))).toEqual(tooFast(2));
  });

  it('holds for an IPv6 /48 as for so many of its /64 blocks', () => {
    const history = new History({ connectionBurst: 1, connectionRate: 1, blocksPerSite: 3 });
    for (const block of [1, 2, 3]) {
      expect(history.add(connects(block, `2001:db8:0:${block}::1`))).toEqual(letIn(block));
    }
    expect(history.add(connects(4, '2001:db8:0:4::1'))).toEqual(tooFast(4));
    expect(history.wait(331).add(connects(5, '2001:db8:0:5::1'))).toEqual(tooFast(5));
    expect(history.wait(1).add(connects(6, '2001:db8:0:6::1'))).toEqual(letIn(6));
  });

  it('takes nothing from a client that is rejected for another reason', () => {
    const history = new History({ ...SLOWLY, connectionsPerAddress: 1 });
    history.add(connects(1), connects(2), connects(3), disconnects(1));
    expect(history.add(connects(4))).toEqual(letIn(4));
  });

  it('forgets an address at the tick after it may come in a whole burst again', () => {
    const history = new History(SLOWLY);
    history.add(connects(1), disconnects(1), TICKS);
    expect(history.registry.arrivals.size).toBe(1);
    expect(history.wait(99).add(TICKS)).toStrictEqual(NONE);
    expect(history.registry.arrivals.size).toBe(1);
    expect(history.wait(1).add(TICKS)).toStrictEqual(NONE);
    expect(history.registry.arrivals.size).toBe(0);
  });

  it('costs nothing at a tick if there is nothing to forget', () => {
    const history = new History(SLOWLY);
    history.add(connects(1));
    const before = history.registry;
    history.add(TICKS);
    expect(history.registry).toBe(before);
  });
});

describe('the limit on the time to register', () => {
  const late = (...clients: number[]): unknown => ({
    type: 'expire',
    expired: clients.map((client) => ({ client, code: 'registration_timeout' })),
  });

  it('sends away clients that have given no name in time, the longest waiting first, and none twice', () => {
    const history = new History({ registrationTimeout: 100 });
    history.add(connects(3));
    history.wait(1).add(connects(1));
    history.wait(49).add(connects(2));
    expect(history.wait(49).add(TICKS)).toStrictEqual(NONE);
    expect(history.wait(2).add(TICKS)).toStrictEqual(late(3, 1));
    expect(history.add(TICKS)).toStrictEqual(NONE);
    expect(history.wait(49).add(TICKS)).toStrictEqual(late(2));
    expect(history.add(disconnects(3, 'reset'))).toMatchObject({ ending: 'registration_timeout', lasted: 150 });
  });

  it('leaves alone a client that has a name, and one that is gone', () => {
    const history = new History({ registrationTimeout: 100 });
    history.add(...arrives(1, 'alice'), connects(2), disconnects(2));
    expect(history.wait(1000).add(TICKS)).toStrictEqual(NONE);
  });

  it('is not put off by lines that give no name', () => {
    const history = new History({ registrationTimeout: 100 });
    history.add(connects(1));
    history.wait(99).add(sends(1, 'no name'), isRefused(1, 'invalid_utf8'));
    expect(history.wait(1).add(TICKS)).toStrictEqual(late(1));
  });

  it('does not hear a name that comes too late', () => {
    const history = new History({ registrationTimeout: 100 });
    history.add(connects(1));
    history.wait(100).add(TICKS, sends(1, 'alice'));
    expect(history.outcome).toStrictEqual(NONE);
    expect(history.registry.names.size).toBe(0);
  });

  it('does not exist if it is 0', () => {
    const history = new History({ registrationTimeout: 0 });
    history.add(connects(1));
    expect(history.wait(1e9).add(TICKS)).toStrictEqual(NONE);
  });
});

describe('the limits while the server stops', () => {
  it('give way to the one reason there is left', () => {
    const history = new History({ connections: 1 });
    history.add(connects(1), SHUTS_DOWN);
    expect(history.add(connects(2))).toStrictEqual({ type: 'rejected', client: 2, reason: 'shutdown' });
  });
});
