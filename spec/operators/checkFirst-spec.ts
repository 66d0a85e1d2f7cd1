import { Subject } from 'rxjs';
import { checkFirst } from '../../src/operators/checkFirst';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('begins with b');
const notB = checkFirst((value) => {
  if (value === 'b') throw DEFECT;
});

describe('checkFirst', () => {
  it(
    'lets all values pass where the first one may',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('             --a--b--|');
      expectObservable(source$.pipe(notB)).toBe('--a--b--|');
      expectSubscriptions(source$.subscriptions).toBe('^-------!');
    }),
  );

  it(
    'fails with what the check throws, before the first value has gone on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('             --b--');
      expectObservable(source$.pipe(notB)).toBe('--#', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );

  behavesAsOperator({
    operator: () => checkFirst<string>(() => undefined),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: { check: { operator: (fail) => checkFirst<string>(fail) } },
  });

  it('shows the check nothing but the first value, and in each subscription', () => {
    const seen: number[] = [];
    const source$ = new Subject<number>();
    const checked$ = source$.pipe(checkFirst((value) => seen.push(value)));
    checked$.subscribe();
    source$.next(1);
    checked$.subscribe();
    source$.next(2);
    source$.next(3);
    expect(seen).toEqual([1, 2]);
  });
});
