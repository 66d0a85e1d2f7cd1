import { concat, EMPTY, mergeMap, NEVER, of, Subject } from 'rxjs';
import { recognize, type Recognizer } from '../../src/operators/recognize';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect in a callback');
const fail = (): never => {
  throw DEFECT;
};

/** Knows the stream at its first `b`, and at the second of the times; else it is what came until its end. */
function atB(): Recognizer<string, string> {
  let times = 0;
  return {
    next: (value) => (value === 'b' ? 'shown' : undefined),
    timePassed: () => ((times += 1) === 2 ? 'silent' : undefined),
    complete: () => 'ended',
  };
}

const throwing = (part: keyof Recognizer<string, string>) => (): Recognizer<string, string> => ({
  ...atB(),
  [part]: fail,
});

const results = {
  x: { as: 'shown', first: ['a', 'b'] },
  y: { as: 'silent', first: ['a'] },
  e: { as: 'ended', first: ['a'] },
  n: { as: 'silent', first: [] },
  z: { as: 'ended', first: [] },
};

describe('recognize', () => {
  it(
    'emits what the values show, with them, and lets go of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a--b--c--');
      const times$ = cold(' --------t--');
      expectObservable(source$.pipe(recognize(times$, atB))).toBe('-----(x|)', results);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
      expectSubscriptions(times$.subscriptions).toBe('^----!');
    }),
  );

  it(
    'decides by the time where the values show nothing, at the first or a later time',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a------------');
      const times$ = cold(' ----t---t------');
      expectObservable(source$.pipe(recognize(times$, atB))).toBe('--------(y|)', results);
      expectSubscriptions(source$.subscriptions).toBe('^-------!');
      expectSubscriptions(times$.subscriptions).toBe('^-------!');
    }),
  );

  it(
    'decides by the time where there is no value',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-').pipe(recognize(cold('(tt)'), atB))).toBe('(n|)', results);
    }),
  );

  it(
    'recognizes a source that completes by what came, and passes an error on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const times$ = cold('-------');
      expectObservable(cold('--a--|').pipe(recognize(times$, atB))).toBe('-----(e|)', results);
      expectObservable(cold('|').pipe(recognize(NEVER, atB))).toBe('(z|)', results);
      expectObservable(cold('--a--#').pipe(recognize(NEVER, atB))).toBe('-----#');
      expectObservable(cold('---').pipe(recognize(cold('-#'), atB))).toBe('-#');
      expectSubscriptions(times$.subscriptions).toBe('^----!');
    }),
  );

  it(
    'waits on when the times have ended',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--a--b--').pipe(recognize(EMPTY, atB))).toBe('-----(x|)', results);
      expectObservable(cold('-').pipe(recognize(EMPTY, atB))).toBe('-');
    }),
  );

  it(
    'fails with what the recognizer throws, and lets go of all inputs',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a--|');
      const times$ = cold(' -t----');
      expectObservable(source$.pipe(recognize(NEVER, throwing('next')))).toBe('--#', undefined, DEFECT);
      expectObservable(source$.pipe(recognize(times$, throwing('timePassed')))).toBe('-#', undefined, DEFECT);
      expectObservable(source$.pipe(recognize(NEVER, throwing('complete')))).toBe('-----#', undefined, DEFECT);
      expectSubscriptions(source$.subscriptions).toBe(['^-!', '^!', '^----!']);
      expectSubscriptions(times$.subscriptions).toBe('^!');
    }),
  );

  it(
    'tears every input down on an early unsubscription, also in a chain',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('--a------');
      const times$ = cold(' ---------');
      const result$ = source$.pipe(
        mergeMap((value) => of(value)),
        recognize(times$, atB),
        mergeMap((value) => of(value)),
      );
      expectObservable(result$, '^---!').toBe('-');
      expectSubscriptions(source$.subscriptions).toBe('^---!');
      expectSubscriptions(times$.subscriptions).toBe('^---!');
    }),
  );

  it('lets the receiver subscribe to the source at once, which misses nothing and receives nothing twice', () => {
    const source$ = new Subject<string>();
    const seen: string[] = [];
    source$
      .pipe(
        recognize(NEVER, atB),
        mergeMap(({ first }) => concat(of(`first: ${first.join('')}`), source$)),
      )
      .subscribe((value) => seen.push(value));
    for (const value of ['a', 'b', 'c', 'd']) source$.next(value);
    expect(seen).toEqual(['first: ab', 'c', 'd']);
  });

  it('stops listening to a synchronous source, and has a recognizer of its own in each subscription', () => {
    const seen: unknown[] = [];
    const recognized$ = of('a', 'b', 'c').pipe(recognize(NEVER, atB));
    for (let count = 0; count < 2; count += 1) recognized$.subscribe((value) => seen.push(value));
    expect(seen).toStrictEqual([results.x, results.x]);
  });
});
