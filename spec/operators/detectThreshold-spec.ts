import { detectThreshold } from '../../src/operators/detectThreshold';
import { marbles } from '../helpers/marbles';

const MEASURED = { 3: 3, 4: 4, 5: 5, 7: 7, 8: 8, 9: 9 };

describe('detectThreshold', () => {
  it(
    'leaves only the changes, and a value between the limits is none',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('                          --3--9--7--9--4--7--9--|', MEASURED);
      expectObservable(source$.pipe(detectThreshold(8, 5))).toBe('-----h--------l-----h--|', {
        h: { above: true, value: 9 },
        l: { above: false, value: 4 },
      });
      expectSubscriptions(source$.subscriptions).toBe('^----------------------!');
    }),
  );

  it(
    'takes a value that is equal to a limit for none that has crossed it',
    marbles(({ cold, expectObservable }) => {
      const h = { above: true, value: 9 };
      expectObservable(cold('-8-5-8-9-5-8|', MEASURED).pipe(detectThreshold(8, 5))).toBe('-------h----|', { h });
    }),
  );

  it(
    'ends as its source does, and begins below each time',
    marbles(({ cold, expectObservable }) => {
      const h = { above: true, value: 9 };
      const result$ = cold('-9-#', MEASURED).pipe(detectThreshold(8, 5));
      expectObservable(result$).toBe('-h-#', { h });
      expectObservable(result$, '---^').toBe('----h-#', { h });
    }),
  );
});
