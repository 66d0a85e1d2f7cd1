import { Subject } from 'rxjs';
import { checkStart, type StartCheck } from '../../src/operators/checkStart';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('x is not allowed here');

/** Allows no `x` up to the first `b`, and no end before it. */
const noXBeforeB = checkStart(() => ({
  next: (value: string) => {
    if (value === 'x') throw DEFECT;
    return value === 'b';
  },
  complete: () => {
    throw DEFECT;
  },
}));

/** A check that records what it receives, and is over with its second value. */
function recording(): StartCheck<number> & { readonly seen: (number | 'complete')[] } {
  const seen: (number | 'complete')[] = [];
  return { seen, next: (value) => seen.push(value) === 2, complete: () => void seen.push('complete') };
}

describe('checkStart', () => {
  it(
    'passes all values, whatever follows when the check is over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('                 --a--b--x--|');
      expectObservable(source$.pipe(noXBeforeB)).toBe('--a--b--x--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
    }),
  );

  it(
    'fails with what the check throws, before that value has gone on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('                 --a--x--');
      expectObservable(source$.pipe(noXBeforeB)).toBe('--a--#', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
    }),
  );

  it(
    'fails with what the check throws when the source completes before the check is over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('                 --a--|');
      expectObservable(source$.pipe(noXBeforeB)).toBe('--a--#', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
    }),
  );

  behavesAsOperator({
    operator: () => checkStart<string>(() => ({ next: () => false, complete: () => undefined })),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: { next: { operator: (fail) => checkStart<string>(() => ({ next: fail, complete: () => undefined })) } },
  });

  it('gives each subscription a check of its own, which receives nothing once it is over', () => {
    const checks: ReturnType<typeof recording>[] = [];
    const source$ = new Subject<number>();
    const checked$ = source$.pipe(
      checkStart(() => {
        const check = recording();
        checks.push(check);
        return check;
      }),
    );
    checked$.subscribe();
    source$.next(1);
    source$.next(2);
    checked$.subscribe();
    source$.next(3);
    source$.complete();
    expect(checks.map(({ seen }) => seen)).toEqual([
      [1, 2],
      [3, 'complete'],
    ]);
  });
});
