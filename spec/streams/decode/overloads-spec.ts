import { interval, map } from 'rxjs';
import { measureTimerLag } from '../../../src/operators/measureTimerLag';
import { overloads } from '../../../src/streams/decode/overloads';
import { marbles } from '../../helpers/marbles';

const LAGS = { a: 20, b: 600.25, c: 300, d: 200 };
const r = { type: 'recovered' };

describe('overloads', () => {
  it(
    'become events when the event loop is late by more than the limit, and by less than half of it again',
    marbles(({ cold, expectObservable }) => {
      const lags$ = cold('                           --a--b--c--d--b--|', LAGS);
      expectObservable(lags$.pipe(overloads(500))).toBe('-----o-----r--o--|', {
        o: { type: 'overloaded', lag: 600 },
        r,
      });
    }),
  );

  it(
    'are never told of where there is no limit',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-b-a-b-|', LAGS).pipe(overloads(0))).toBe('-------|');
    }),
  );

  it(
    'are seen by an interval that has to wait: one event for as long as it lasts, one at its end, and none in between',
    marbles(({ expectObservable, now }) => {
      // A clock that is ahead of virtual time by all the time that the loop has been stuck.
      const stuck = new Map([
        [300, 700],
        [400, 900],
        [500, 300],
      ]);
      let ahead = 0;
      const lags$ = interval(100).pipe(
        map(() => (ahead += stuck.get(now()) ?? 0)),
        measureTimerLag(100, () => now() + ahead),
        overloads(500),
      );
      expectObservable(lags$, '^ 999ms !').toBe('300ms o 299ms r', {
        o: { type: 'overloaded', lag: 700 },
        r,
      });
    }),
  );
});
