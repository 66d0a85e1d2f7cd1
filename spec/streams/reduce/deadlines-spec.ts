import fc from 'fast-check';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Outcome } from '../../../src/streams/model/outcome';
import { LOBBY_KEY } from '../../../src/streams/reduce/registry';
import { arrives, connects, disconnects, History, isRefused, NONE, sends, speaks, TICKS } from '../../helpers/history';

const expired = (outcome: Outcome): unknown[] =>
  outcome.type === 'expire' ? outcome.expired.map(({ client, code }) => [client, code]) : [];

describe('the limit on silence', () => {
  it('sends away clients that have said nothing for so long, the longest silent first, and none twice', () => {
    const history = new History({ idleTimeout: 100 });
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'));
    history.wait(50).add(sends(1, 'hi'));
    expect(history.wait(49).add(TICKS)).toStrictEqual(NONE);
    expect(history.wait(1).add(TICKS)).toStrictEqual({
      type: 'expire',
      expired: [{ client: 2, code: 'idle_timeout', member: { client: 2, name: 'bob', room: LOBBY_KEY } }],
    });
    expect(history.add(TICKS)).toStrictEqual(NONE);
    expect(expired(history.wait(50).add(TICKS))).toStrictEqual([[1, 'idle_timeout']]);
    expect(history.add(disconnects(2, 'reset'))).toMatchObject({ ending: 'idle_timeout', lasted: 150 });
    expect(history.registry.lastActivityAt.size).toBe(0);
  });

  it('holds for a client without a name too, from when it came', () => {
    const history = new History({ idleTimeout: 100 });
    history.add(connects(1));
    expect(history.wait(100).add(TICKS)).toStrictEqual({
      type: 'expire',
      expired: [{ client: 1, code: 'idle_timeout' }],
    });
  });

  it.each([
    ['what it says', sends(1, 'hi')],
    ['a command', sends(1, '/users')],
    ['a line that is refused', isRefused(1, 'invalid_utf8')],
    ['a line that is too much', isRefused(1, 'rate_limited')],
  ])('begins anew with %s', (_, event) => {
    const history = new History({ idleTimeout: 100 });
    history.add(...arrives(1, 'alice'));
    history.wait(99).add(event);
    expect(history.wait(99).add(TICKS)).toStrictEqual(NONE);
    expect(expired(history.wait(1).add(TICKS))).toStrictEqual([[1, 'idle_timeout']]);
  });

  it('leaves alone a client that is gone, or is being sent away', () => {
    const history = new History({ idleTimeout: 100, connections: 3 });
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), connects(3), connects(4));
    history.add(disconnects(1), sends(2, '/exit'), speaks(3, 'http'));
    expect(history.registry.lastActivityAt.size).toBe(0);
    expect(history.wait(100).add(TICKS)).toStrictEqual(NONE);
  });

  it('gives way to the limit on the time to register, if both are reached', () => {
    const history = new History({ idleTimeout: 100, registrationTimeout: 100 });
    history.add(connects(1), ...arrives(2, 'bob'));
    expect(expired(history.wait(100).add(TICKS))).toStrictEqual([
      [1, 'registration_timeout'],
      [2, 'idle_timeout'],
    ]);
  });

  it('frees the name and the seat', () => {
    const history = new History({ idleTimeout: 100 });
    history.add(...arrives(1, 'alice'), sends(1, '/join dev'));
    history.wait(100).add(TICKS);
    expect(history.registry.rooms.has('dev')).toBe(false);
    expect(history.add(...arrives(2, 'alice'))).toMatchObject({ type: 'register' });
    expect(history.add(sends(1, 'hello?'))).toStrictEqual(NONE);
  });

  it('does not exist if it is 0, and costs nothing then: nothing is noted', () => {
    const history = new History({ idleTimeout: 0 });
    history.add(...arrives(1, 'alice'));
    const before = history.registry;
    history.add(sends(1, 'hi'));
    expect(history.wait(1e9).add(TICKS)).toStrictEqual(NONE);
    expect(history.registry).toBe(before);
    expect(before.lastActivityAt.size).toBe(0);
  });
});

describe('a tick', () => {
  it('does not look at clients that have a name, however many those are', () => {
    const history = new History({ registrationTimeout: 100 });
    history.add(connects(1), ...arrives(2, 'alice'), ...arrives(3, 'bob'), connects(4));
    expect(Array.from(history.registry.pendingSince.keys()).sort()).toEqual([1, 4]);
    history.add(disconnects(1), sends(4, 'carol'));
    expect(history.registry.pendingSince.size).toBe(0);
  });
});

describe('a pause of the server', () => {
  const ticked = (stoodStill: number): ChatEvent => ({ type: 'ticked', stoodStill });

  it('counts for no deadline: not to register, and not for silence', () => {
    const history = new History({ registrationTimeout: 100, idleTimeout: 200 });
    history.add(connects(1), ...arrives(2, 'alice'));
    expect(history.wait(60).add(TICKS)).toStrictEqual(NONE);
    expect(history.wait(1000).add(ticked(1000))).toStrictEqual(NONE);
    expect(history.wait(39).add(TICKS)).toStrictEqual(NONE);
    expect(expired(history.wait(1).add(TICKS))).toStrictEqual([[1, 'registration_timeout']]);
    expect(expired(history.wait(100).add(TICKS))).toStrictEqual([[2, 'idle_timeout']]);
  });

  it('gives a client that came in it no more time than any other', () => {
    const history = new History({ registrationTimeout: 100 });
    history.wait(1000).add(connects(1));
    expect(history.add(ticked(1000))).toStrictEqual(NONE);
    expect(history.wait(99).add(TICKS)).toStrictEqual(NONE);
    expect(expired(history.wait(1).add(TICKS))).toStrictEqual([[1, 'registration_timeout']]);
  });

  it('moves each deadline by just its length, however often and however long the server stands still', () => {
    const step = fc.record({ attended: fc.integer({ min: 1, max: 40 }), stood: fc.nat(100_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const history = new History({ registrationTimeout: 100 });
        history.add(connects(1));
        let attended = 0;
        for (const { attended: ms, stood } of steps) {
          attended += ms;
          const outcome = history.wait(ms + stood).add(ticked(stood));
          expect(expired(outcome)).toStrictEqual(attended >= 100 ? [[1, 'registration_timeout']] : []);
          if (attended >= 100) return;
        }
      }),
    );
  });
});
