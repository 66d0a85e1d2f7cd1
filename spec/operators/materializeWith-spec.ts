import { concat, EMPTY, identity, mergeMap, Observable, of, Subject, take } from 'rxjs';
import { materializeWith } from '../../src/operators/materializeWith';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect');
const xyz = materializeWith({
  before: 'x',
  each: (value: string) => value.toUpperCase(),
  after: (error) => (error ? ['y'] : ['z']),
});

describe('materializeWith', () => {
  const becomes = (source: string, result: string, subscription: string): (() => void) =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source);
      expectObservable(source$.pipe(xyz)).toBe(result);
      expectSubscriptions(source$.subscriptions).toBe(subscription);
    });

  it('tells how its source ended', becomes('---a---b---#', 'x--A---B---(y|)', '^----------!'));

  it('never ends where its source never does', becomes('-', 'x', '^'));
  it('has nothing but its brackets where its source is empty', becomes('---|', 'x--(z|)', '^--!'));
  it('takes one value', becomes('--a--|', 'x-A--(z|)', '^----!'));
  it('takes many values', becomes('-a-b--c-|', 'xA-B--C-(z|)', '^-------!'));
  it('closes at once what ends at once', becomes('|', '(xz|)', '(^!)'));
  it('closes at once what fails at once', becomes('#', '(xy|)', '(^!)'));

  it(
    'emits nothing for a value that becomes undefined, and counts it all the same',
    marbles(({ cold, expectObservable }) => {
      const evens = materializeWith<string, string>({
        before: 'x',
        each: (value, index) => (index % 2 === 0 ? `${value}${index}` : undefined),
        after: () => ['z'],
      });
      expectObservable(cold('--a-b-c-|').pipe(evens)).toBe('x-a---c-(z|)', { x: 'x', a: 'a0', c: 'c2', z: 'z' });
    }),
  );

  it(
    'hands the error to what makes the last values; they may be none, one or many',
    marbles(({ cold, expectObservable, flush }) => {
      const errors: unknown[] = [];
      const ending = (values: readonly string[]) =>
        materializeWith({
          before: 'x',
          each: identity<string>,
          after: (error) => {
            errors.push(error);
            return values;
          },
        });
      expectObservable(cold('--#', undefined, DEFECT).pipe(ending([]))).toBe('x-|');
      expectObservable(cold('---|').pipe(ending(['y']))).toBe('x--(y|)');
      expectObservable(cold('----#', undefined, 'plain').pipe(ending(['y', 'z']))).toBe('x---(yz|)');
      flush();
      expect(errors).toEqual([DEFECT, undefined, 'plain']);
    }),
  );

  const failing = materializeWith<string, string>({
    before: 'x',
    each: identity,
    after: () => {
      throw DEFECT;
    },
  });
  it.each([
    ['completed', '--a--|'],
    ['failed', '--a--#'],
  ])('makes the error of a throwing `after` its own, where the source has %s', (_, source) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source);
      expectObservable(source$.pipe(failing)).toBe('x-a--#', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
    })();
  });

  it(
    'numbers the values for what is made of each, and takes an error of that for the end of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('       --a-b-c-d--|');
      const each = (value: string, index: number): string => {
        if (value === 'c') throw DEFECT;
        return String(index);
      };
      const after = (error: unknown): string[] => (error === DEFECT ? ['y'] : ['z']);
      expectObservable(source$.pipe(materializeWith({ before: 'x', each, after }))).toBe('x-0-1-(y|)');
      expectSubscriptions(source$.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'takes the last values from an Observable too, when its source has been let go of',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('--a--b--c--|');
      const rest$ = cold('      -y-|');
      const result$ = source$.pipe(
        materializeWith({
          before: 'x',
          each: (value) => {
            if (value === 'b') throw DEFECT;
            return value;
          },
          after: (error) => (error === undefined ? EMPTY : concat(source$, rest$)),
        }),
      );
      expectObservable(result$).toBe('x-a-----c---y-|');
      expectSubscriptions(source$.subscriptions).toBe(['^----!', '-----^-----!']);
      expectSubscriptions(rest$.subscriptions).toBe('-----------^--!');
    }),
  );

  it(
    'tears its source down on an early unsubscription, and tells nothing then',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('        --a--b--c--|');
      expectObservable(source$.pipe(xyz), '^-----!').toBe('x-A--B');
      expectSubscriptions(source$.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'does not break unsubscription chains',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('        --a--b--c--|');
      const result$ = source$.pipe(
        mergeMap((value) => of(value)),
        xyz,
        mergeMap((value) => of(value)),
      );
      expectObservable(result$, '^-----!').toBe('x-A--B');
      expectSubscriptions(source$.subscriptions).toBe('^-----!');
    }),
  );

  it('hears nothing more of a source that goes on after the end', () => {
    const seen: string[] = [];
    const unruly$ = new Observable<string>((subscriber) => {
      const ends = [() => subscriber.complete(), () => subscriber.error(DEFECT)];
      for (const end of [...ends, ...ends]) {
        end();
        subscriber.next('a');
      }
    });
    const asked: unknown[] = [];
    const after = (error: unknown): string[] => {
      asked.push(error);
      return ['z'];
    };
    unruly$
      .pipe(materializeWith({ before: 'x', each: identity<string>, after }))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x', 'z']);
    expect(asked).toEqual([undefined]);
  });

  it('stops listening to a synchronous source', () => {
    let sent = 0;
    const synchronous$ = new Observable<string>((subscriber) => {
      while (!subscriber.closed && sent < 10) {
        sent += 1;
        subscriber.next('a');
      }
    });
    const seen: string[] = [];
    synchronous$.pipe(xyz, take(3)).subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x', 'A', 'A']);
    expect(sent).toBe(2);
  });

  it('never listens to its source where the first value was all that was wanted', () => {
    let subscribed = false;
    const source$ = new Observable<string>(() => {
      subscribed = true;
    });
    const seen: string[] = [];
    source$.pipe(xyz, take(1)).subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x']);
    expect(subscribed).toBe(false);
  });

  it('asks for the last values once, and not where nobody listens any more', () => {
    let asked = 0;
    const asking = materializeWith({
      before: 'x',
      each: identity<string>,
      after: () => {
        asked += 1;
        return ['y', 'z'];
      },
    });
    const source$ = new Subject<string>();
    source$.pipe(asking).subscribe().unsubscribe();
    const last: string[] = [];
    source$.pipe(asking, take(2)).subscribe((value) => last.push(value));
    source$.complete();
    expect(last).toEqual(['x', 'y']);
    expect(asked).toBe(1);
  });
});
