import { interval, map, of, take } from 'rxjs';
import { measureTimerLag } from '../../src/operators/measureTimerLag';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

describe('measureTimerLag', () => {
  it(
    'says how much longer than the period each value took',
    marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
      const source$ = cold('                          -----a-----b--------c----d--|');
      expectObservable(source$.pipe(measureTimerLag(5, now))).toBe('-----0-----1--------4----0--|', {
        0: 0,
        1: 1,
        4: 4,
      });
      expectSubscriptions(source$.subscriptions).toBe('^---------------------------!');
    }),
  );

  behavesAsOperator({
    operator: ({ now }) => measureTimerLag(5, now),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 0, b: 0, c: 0 },
    throwing: {},
  });

  it(
    'is nothing in virtual time, in which no interval is late',
    marbles(({ expectObservable, now }) => {
      expectObservable(interval(100).pipe(measureTimerLag(100, now), take(3))).toBe('100ms 0 99ms 0 99ms (0|)', {
        0: 0,
      });
    }),
  );

  it('is never less than nothing, where a value comes early', () => {
    let time = 0;
    const seen: number[] = [];
    of(40, 90, 200)
      .pipe(
        map((next) => (time = next)),
        measureTimerLag(50, () => time),
      )
      .subscribe((late) => seen.push(late));
    expect(seen).toStrictEqual([0, 0, 60]);
  });
});
