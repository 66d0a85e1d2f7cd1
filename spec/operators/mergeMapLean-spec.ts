import { EMPTY, NEVER, Observable, of, Subject } from 'rxjs';
import { mergeMapLean } from '../../src/operators/mergeMapLean';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect of one of them');

describe('mergeMapLean', () => {
  it(
    'merges what is made of each value',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('          --a---b---------|');
      const a$ = cold('               x--x--x--|');
      const b$ = cold('                   y--y--y--|');
      const result$ = source$.pipe(mergeMapLean((value) => (value === 'a' ? a$ : b$)));
      expectObservable(result$).toBe('--x--xy-xy--y---|');
      expectSubscriptions(source$.subscriptions).toBe('^---------------!');
      expectSubscriptions(a$.subscriptions).toBe(' --^--------!');
      expectSubscriptions(b$.subscriptions).toBe(' ------^--------!');
    }),
  );

  behavesAsOperator({
    operator: () => mergeMapLean((text: string) => of(text.toUpperCase())),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'A', b: 'B', c: 'C' },
    throwing: { project: { operator: (fail) => mergeMapLean<string, string>(fail) } },
  });

  it(
    'completes when the source and all that was made of it have',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('                                           -a-|');
      const inner$ = cold('                                             ----x-|');
      expectObservable(source$.pipe(mergeMapLean(() => inner$))).toBe('   -----x-|');
      expectSubscriptions(source$.subscriptions).toBe('                ^--!');
      expectSubscriptions(inner$.subscriptions).toBe('                 -^-----!');
      expectObservable(cold('-a-|').pipe(mergeMapLean(() => NEVER))).toBe('-');
      expectObservable(cold('-a-|').pipe(mergeMapLean(() => EMPTY))).toBe('---|');
    }),
  );

  it(
    'fails with the first that fails, and lets go of all others',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('                 -a-b---');
      const a$ = hot('                      -x-x-x-x');
      const b$ = hot('                      -----#', undefined, DEFECT);
      const result$ = source$.pipe(mergeMapLean((value) => (value === 'a' ? a$ : b$)));
      expectObservable(result$).toBe('      -x-x-(x#)', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
      expectSubscriptions(a$.subscriptions).toBe('-^---!');
    }),
  );

  it(
    'lets go of all of them on an early unsubscription, also after the source has completed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner$ = cold('-');
      expectObservable(cold('-a-b-|').pipe(mergeMapLean(() => inner$)), '^---!').toBe('-----');
      expectObservable(cold('-a-b-|').pipe(mergeMapLean(() => inner$)), '^------!').toBe('--------');
      expectSubscriptions(inner$.subscriptions).toBe(['-^--!', '-^-----!', '---^!', '---^---!']);
    }),
  );

  it('keeps nothing of those that have ended', () => {
    const source$ = new Subject<Observable<number>>();
    let open = 0;
    const counted = (end$: Observable<number>): Observable<number> =>
      new Observable((subscriber) => {
        open += 1;
        subscriber.add(end$.subscribe(subscriber));
        return () => (open -= 1);
      });
    const running = source$.pipe(mergeMapLean(counted)).subscribe();
    const ends = Array.from({ length: 100 }, () => new Subject<number>());
    for (const end$ of ends) source$.next(end$);
    expect(open).toBe(100);
    for (const end$ of ends.slice(0, 99)) end$.complete();
    expect(open).toBe(1);
    running.unsubscribe();
    expect(open).toBe(0);
    expect(source$.observed || ends.some(({ observed }) => observed)).toBe(false);
  });
});
