import { EMPTY, NEVER, Observable, of, take, throwError } from 'rxjs';
import { mergeLean } from '../../src/operators/mergeLean';
import { marbles } from '../helpers/marbles';

describe('mergeLean', () => {
  it(
    'is pictured in its comment',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const a$ = hot('  --a-----a--|');
      const b$ = hot('  ---b-------b--|');
      const aSubs = '   ^----------!';
      const bSubs = '   ^-------------!';
      const expected = '--ab----a--b--|';
      expectObservable(mergeLean(a$, b$)).toBe(expected);
      expectSubscriptions(a$.subscriptions).toBe(aSubs);
      expectSubscriptions(b$.subscriptions).toBe(bSubs);
    }),
  );

  it(
    'is empty without sources, and never ends if one of them does not',
    marbles(({ expectObservable }) => {
      expectObservable(mergeLean()).toBe('|');
      expectObservable(mergeLean(EMPTY, EMPTY)).toBe('|');
      expectObservable(mergeLean(EMPTY, NEVER)).toBe('-');
    }),
  );

  it('subscribes in order, and not to what follows an error', () => {
    const story: string[] = [];
    const logged = (name: string): Observable<string> =>
      new Observable((subscriber) => {
        story.push(name);
        subscriber.next(name);
      });
    const failing$ = throwError(() => new Error('broken'));
    mergeLean(logged('a'), failing$, logged('b')).subscribe({ error: () => story.push('error') });
    expect(story).toEqual(['a', 'error']);
  });

  it(
    'passes on the error of a source, and unsubscribes from the others',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const a$ = hot('--a--#');
      const b$ = hot('----------b');
      expectObservable(mergeLean(a$, b$)).toBe('--a--#');
      expectSubscriptions(b$.subscriptions).toBe('^----!');
    }),
  );

  it(
    'unsubscribes from all of them',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const a$ = hot('--a--a--a');
      const b$ = hot('---b--b--b');
      expectObservable(mergeLean(a$, b$), '----!').toBe('--ab');
      expectSubscriptions(a$.subscriptions).toBe('^---!');
      expectSubscriptions(b$.subscriptions).toBe('^---!');
    }),
  );

  it('stops listening to a synchronous source', () => {
    const seen: number[] = [];
    mergeLean(of(1, 2, 3), of(4))
      .pipe(take(2))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([1, 2]);
  });
});
