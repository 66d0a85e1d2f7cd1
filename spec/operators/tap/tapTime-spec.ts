import { delay, of, tap } from 'rxjs';
import { tapTime } from '../../../src/operators/tap/tapTime';
import { behavesAsOperator } from '../../helpers/behavesAsOperator';
import { marbles } from '../../helpers/marbles';

describe('tapTime', () => {
  it(
    'changes nothing, and records each value when it has gone all the way down',
    marbles(({ cold, expectObservable, expectSubscriptions, flush, now }) => {
      const recorded: number[] = [];
      const source$ = cold('          --a-----b--|');
      const result$ = source$.pipe(tapTime(now, (seconds) => recorded.push(seconds)));
      expectObservable(result$).toBe('--a-----b--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
      flush();
      expect(recorded).toEqual([0, 0]); // no virtual time passes in the middle of a frame
    }),
  );

  behavesAsOperator<string, string>({
    operator: ({ now }) => tapTime(now, () => undefined),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {
      record: { operator: (fail, { now }) => tapTime(now, fail), result: '--(a#)' },
      now: { operator: (fail) => tapTime(fail, () => undefined) },
    },
  });

  it('measures in seconds what everything below it takes, on a clock in milliseconds', () => {
    let time = 1000;
    const order: string[] = [];
    of(3, 250)
      .pipe(
        tapTime(
          () => time,
          (seconds) => order.push(`took ${seconds}`),
        ),
        tap((cost) => (time += cost)),
      )
      .subscribe((cost) => order.push(`saw ${cost}`));
    expect(order).toEqual(['saw 3', 'took 0.003', 'saw 250', 'took 0.25']);
  });

  it(
    'does not measure what is kept for later',
    marbles(({ cold, expectObservable, flush, now }) => {
      const recorded: number[] = [];
      const result$ = cold('-a--|').pipe(
        tapTime(now, (seconds) => recorded.push(seconds)),
        delay(100),
      );
      expectObservable(result$).toBe('101ms (a|)');
      flush();
      expect(recorded).toEqual([0]);
    }),
  );
});
