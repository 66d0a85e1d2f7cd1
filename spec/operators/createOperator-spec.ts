import { EMPTY, NEVER, Observable, of, Subject, type Subscriber, throwError, withLatestFrom } from 'rxjs';
import { createOperator } from '../../src/operators/createOperator';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect');

describe('createOperator', () => {
  it(
    'does with each value what it is told',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('          --a--b--c--|');
      const result$ = source$.pipe(
        createOperator<string, string>((subscriber) => ({ next: (text) => subscriber.next(text.toUpperCase()) })),
      );
      expectObservable(result$).toBe('--A--B--C--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
    }),
  );

  behavesAsOperator<string, string>({
    operator: () => createOperator((subscriber) => ({ next: (text) => subscriber.next(text) })),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {
      next: { operator: (fail) => createOperator(() => ({ next: fail })) },
      complete: {
        operator: (fail) => createOperator((subscriber) => ({ next: (text) => subscriber.next(text), complete: fail })),
        result: '--a--b--#',
        subscription: '^-------!',
      },
    },
  });

  it(
    'connects anew for each subscription',
    marbles(({ cold, expectObservable }) => {
      const sums = createOperator<number, number>((subscriber) => {
        let total = 0;
        return { next: (value) => subscriber.next((total += value)) };
      });
      const result$ = cold('                  --a--b--|', { a: 1, b: 2 }).pipe(sums);
      expectObservable(result$).toBe('        --a--c--|', { a: 1, c: 3 });
      expectObservable(result$, '---^').toBe('-----a--c--|', { a: 1, c: 3 });
    }),
  );

  it('makes the error of a throwing `connect` its own, and never listens to the source', () => {
    let subscribed = false;
    const source$ = new Observable(() => {
      subscribed = true;
    });
    const errors: unknown[] = [];
    const result$ = source$.pipe(
      createOperator(() => {
        throw DEFECT;
      }),
    );
    result$.subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toEqual([DEFECT]);
    expect(subscribed).toBe(false);
  });

  it(
    'lets go of the source when that completes, also where the result goes on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const more$ = cold('                          ----b--|');
      const source$ = cold('                 --a--|');
      const andMore = createOperator<string, string>((subscriber) => ({
        next: (text) => subscriber.next(text),
        complete() {
          more$.subscribe(subscriber);
        },
      }));
      expectObservable(source$.pipe(andMore)).toBe('--a------b--|');
      expectSubscriptions(source$.subscriptions).toBe('^----!');
      expectSubscriptions(more$.subscriptions).toBe('  -----^------!');
    }),
  );

  it('hears nothing more of a source that has completed', () => {
    const heard: string[] = [];
    const ends = [
      (subscriber: Subscriber<string>) => subscriber.complete(),
      (subscriber: Subscriber<string>) => subscriber.error(DEFECT),
    ];
    const unruly$ = new Observable<string>((subscriber) => {
      subscriber.next('a');
      for (const end of [...ends, ...ends]) {
        end(subscriber);
        subscriber.next('b');
      }
    });
    unruly$
      .pipe(
        createOperator<string, string>(() => ({
          next: (text) => heard.push(text),
          complete: () => heard.push('complete'),
        })),
      )
      .subscribe({ error: () => heard.push('error') });
    expect(heard).toEqual(['a', 'complete']);
  });

  describe('lets go of what it holds, once, when', () => {
    /** An operator that passes all on, and counts how often it was told to let go. */
    const holding = (completes: boolean) => {
      const counts = { connected: 0, finalized: 0 };
      const operator = createOperator<string, string>((subscriber) => {
        counts.connected += 1;
        return {
          next: (text) => subscriber.next(text),
          complete: () => {
            if (completes) subscriber.complete();
          },
          finalize: () => {
            counts.finalized += 1;
          },
        };
      });
      return { counts, operator };
    };

    it('the result completes', () => {
      const { counts, operator } = holding(true);
      EMPTY.pipe(operator).subscribe().unsubscribe();
      expect(counts).toEqual({ connected: 1, finalized: 1 });
    });

    it('the source errors', () => {
      const { counts, operator } = holding(true);
      throwError(() => DEFECT)
        .pipe(operator)
        .subscribe({ error: () => undefined })
        .unsubscribe();
      expect(counts).toEqual({ connected: 1, finalized: 1 });
    });

    it('nobody listens any more', () => {
      const { counts, operator } = holding(true);
      const subscription = NEVER.pipe(operator).subscribe();
      expect(counts).toEqual({ connected: 1, finalized: 0 });
      subscription.unsubscribe();
      subscription.unsubscribe();
      expect(counts).toEqual({ connected: 1, finalized: 1 });
    });

    it('the result is over, where that is later than the source', () => {
      const { counts, operator } = holding(false);
      const subscription = of('a').pipe(operator).subscribe();
      expect(counts).toEqual({ connected: 1, finalized: 0 });
      subscription.unsubscribe();
      expect(counts).toEqual({ connected: 1, finalized: 1 });
    });

    it('nobody listened from the start', () => {
      const { counts, operator } = holding(true);
      let subscribed = false;
      const source$ = new Observable<string>(() => {
        subscribed = true;
      });
      source$.pipe(operator, withLatestFrom(throwError(() => DEFECT))).subscribe({ error: () => undefined });
      expect(counts).toEqual({ connected: 1, finalized: 1 });
      expect(subscribed).toBe(false);
    });
  });

  it('stands in a row with others like it, each of which is let go of', () => {
    const released: number[] = [];
    const passing = (position: number) =>
      createOperator<string, string>((subscriber) => ({
        next: (text) => subscriber.next(text + String(position)),
        finalize: () => released.push(position),
      }));
    const source$ = new Subject<string>();
    const seen: string[] = [];
    const subscription = source$.pipe(passing(1), passing(2), passing(3)).subscribe((text) => seen.push(text));
    source$.next('a');
    subscription.unsubscribe();
    expect(seen).toEqual(['a123']);
    expect(released.sort()).toEqual([1, 2, 3]);
    expect(source$.observed).toBe(false);
  });
});
