import fc from 'fast-check';
import { hasToken } from '../../../src/streams/reduce/arrivals';
import {
  arrives,
  changesRules,
  connects,
  History,
  NO_RULES,
  START_OF_TIME,
  starts,
  TICKS,
} from '../../helpers/history';

describe('a change of the rules', () => {
  it('ends nobody, and decides on those who come from there on', () => {
    const history = History.ofThree();
    expect(history.add(changesRules({ ...NO_RULES, connections: 2 }))).toEqual({ type: 'reload' });
    expect(history.deliveries).toEqual([]);
    expect(history.registry.clients.size).toBe(3);
    expect(history.add(connects(4))).toMatchObject({ type: 'rejected', reason: 'server_full' });
    history.add(changesRules({ ...NO_RULES, connections: 5 }));
    expect(history.add(connects(5))).toMatchObject({ type: 'connect' });
  });

  it('counts silence from then on, if it has a limit from then on', () => {
    const history = new History();
    history.add(...arrives(1, 'Alice'));
    history.wait(1000);
    history.add(changesRules({ ...NO_RULES, idleTimeout: 100 }));
    history.wait(99);
    expect(history.add(TICKS)).toEqual({ type: 'none' });
    history.add(...arrives(2, 'Bob'));
    history.wait(1);
    expect(history.add(TICKS)).toMatchObject({ type: 'expire', expired: [{ client: 1, code: 'idle_timeout' }] });
    history.add(changesRules(NO_RULES));
    expect(history.registry.lastActivityAt.size).toBe(0);
    history.wait(10_000);
    expect(history.add(TICKS)).toEqual({ type: 'none' });
  });

  it('keeps since when each is silent, if the limit of that is merely another one', () => {
    const history = new History();
    history.add(starts({ ...NO_RULES, idleTimeout: 1000 }), ...arrives(1, 'Alice'));
    history.wait(50);
    history.add(changesRules({ ...NO_RULES, idleTimeout: 100 }));
    history.wait(50);
    expect(history.add(TICKS)).toMatchObject({ type: 'expire' });
  });

  it('gives no address more tokens than it has, whatever the rates are', () => {
    const rate = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(fc.nat(9), rate, rate, fc.nat(50), (used, before, after, waited) => {
        const of = (connectionRate: number): typeof NO_RULES => ({
          ...{ ...NO_RULES, connectionBurst: 10, connectionRate },
          connectionsPerAddress: 100,
        });
        const history = new History();
        history.add(starts(of(before)));
        for (let id = 1; id <= used; id += 1) history.add(connects(id));
        history.wait(waited);
        const at = START_OF_TIME + waited;
        const left = tokens(history, at, of(before));
        history.add(changesRules(of(after)));
        expect(tokens(history, at, of(after))).toBe(left);
      }),
    );
  });
});

/** How many connections of the address that specs come from would be let in at once. */
function tokens({ registry }: History, at: number, limits: typeof NO_RULES): number {
  let count = 0;
  while (
    count < limits.connectionBurst &&
    hasToken(registry.arrivals, { key: '192.0.2.1', blocks: 1 }, at, {
      ...limits,
      connectionBurst: limits.connectionBurst - count,
    })
  )
    count += 1;
  return count;
}
