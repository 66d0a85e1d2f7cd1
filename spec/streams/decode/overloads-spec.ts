import fc from 'fast-check';
import { from, interval, map, Subject, toArray } from 'rxjs';
import { measureTimerLag } from '../../../src/operators/measureTimerLag';
import { type LoopLoad, overloads } from '../../../src/streams/decode/overloads';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { marbles } from '../../helpers/marbles';

const LAGS = { a: 20, b: 600.25, c: 300, d: 200 };
const LOADS = Object.fromEntries(Object.entries(LAGS).map(([letter, lag]) => [letter, { lag, utilization: 1 }]));
const r = { type: 'recovered' };

describe('overloads', () => {
  it(
    'become events when the event loop is late by more than the limit twice, and by less than half of it again',
    marbles(({ cold, expectObservable }) => {
      const loads$ = cold('                           --a--b--b--c--d--b--b--|', LOADS);
      expectObservable(loads$.pipe(overloads(() => 500))).toBe('--------o-----r-----o--|', {
        o: { type: 'overloaded', lag: 600 },
        r,
      });
    }),
  );

  it(
    'are none if one measurement is late, or if the loop had no work: the process merely was not run',
    marbles(({ cold, expectObservable }) => {
      const loads = { ...LOADS, i: { lag: 9000, utilization: 0.3 } };
      expectObservable(cold('-b-a-b-i-i-b-i-|', loads).pipe(overloads(() => 500))).toBe('---------------|');
    }),
  );

  it('are none in an idle loop, whatever its lags are', () => {
    const load = fc.record({ lag: fc.nat(1e6), utilization: fc.double({ min: 0, max: 0.79, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(load), (loads) => {
        const events: unknown[] = [];
        from<LoopLoad[]>(loads)
          .pipe(
            overloads(() => 500),
            toArray(),
          )
          .subscribe((all) => events.push(...all));
        expect(events).toEqual([]);
      }),
    );
  });

  it(
    'are never told of where there is no limit',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-b-b-b-|', LOADS).pipe(overloads(() => 0))).toBe('-------|');
    }),
  );

  it('are measured by what is allowed by then; without a limit there are none', () => {
    let allowed = 500;
    const loads$ = new Subject<LoopLoad>();
    const seen: ChatEvent[] = [];
    loads$.pipe(overloads(() => allowed)).subscribe((event) => seen.push(event));
    const late = (lag: number): void => {
      for (let count = 0; count < 2; count += 1) loads$.next({ lag, utilization: 1 });
    };
    late(300);
    allowed = 200;
    late(300);
    expect(seen).toEqual([{ type: 'overloaded', lag: 300 }]);
    allowed = 0;
    late(300);
    late(30_000);
    expect(seen.slice(1)).toEqual([r]);
  });

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
      const overload$ = interval(100).pipe(
        map(() => (ahead += stuck.get(now()) ?? 0)),
        measureTimerLag(100, () => now() + ahead),
        map((lag) => ({ lag, utilization: 1 })),
        overloads(() => 500),
      );
      expectObservable(overload$, '^ 999ms !').toBe('400ms o 199ms r', {
        o: { type: 'overloaded', lag: 700 },
        r,
      });
    }),
  );
});
