import { NEVER, type Observable } from 'rxjs';
import type { SocketEvent } from '../../src/client/model';
import { reconnecting } from '../../src/client/reconnecting';
import { marbles } from '../helpers/marbles';

const EVENTS: Record<string, SocketEvent> = {
  o: { type: 'opened' },
  r: { type: 'received', message: { type: 'prompt' } },
  c: { type: 'closed' },
};

describe('reconnecting', () => {
  it(
    'opens another connection when one is closed, after a while that grows while nothing is received',
    marbles(({ cold, expectObservable }) => {
      const first = '     o-r-(c|)';
      const inVain = '    --(c|)';
      const open = (): Observable<SocketEvent> => cold(tries++ === 0 ? first : inVain, EVENTS);
      const expected = '  o-r-c 499ms --c 999ms --c 1999ms --c';
      let tries = 0;
      expectObservable(reconnecting(open, { online$: NEVER, random: () => 1 }), '4s !').toBe(expected, EVENTS);
    }),
  );

  it(
    'waits half as long at least, and half a minute at most',
    marbles(({ cold, expectObservable }) => {
      const open = (): Observable<SocketEvent> => cold('(c|)', EVENTS);
      const waits = [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000];
      const expected = `c ${waits.map((ms) => `${ms - 1}ms c`).join(' ')}`;
      expectObservable(reconnecting(open, { online$: NEVER, random: () => 0 }), '50s !').toBe(expected, EVENTS);
    }),
  );

  it(
    'does not wait when the network is back',
    marbles(({ cold, hot, expectObservable }) => {
      const open = (): Observable<SocketEvent> => cold('(c|)', EVENTS);
      const online$ = hot('---n--');
      expectObservable(reconnecting(open, { online$, random: () => 1 }), '-----!').toBe('c--c--', EVENTS);
    }),
  );

  it(
    'closes the connection when it is not wanted any more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const socket$ = cold('o------', EVENTS);
      expectObservable(
        reconnecting(() => socket$, { online$: NEVER, random: () => 1 }),
        '--!',
      ).toBe('o--', EVENTS);
      expectSubscriptions(socket$.subscriptions).toBe('^-!');
    }),
  );
});
