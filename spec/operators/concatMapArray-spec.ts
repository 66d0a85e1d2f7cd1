import { Subject, take } from 'rxjs';
import { concatMapArray } from '../../src/operators/concatMapArray';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

describe('concatMapArray', () => {
  it(
    'emits each element of what a value is made into',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const elements = new Map([
        ['a', [1, 2]],
        ['b', []],
        ['c', [3]],
      ]);
      const source$ = cold('          --a-------b--c-----|');
      const result$ = source$.pipe(concatMapArray((value) => elements.get(value) ?? []));
      expectObservable(result$).toBe('--(12)-------3-----|', { 1: 1, 2: 2, 3: 3 });
      expectSubscriptions(source$.subscriptions).toBe('^------------------!');
    }),
  );

  behavesAsOperator({
    operator: () => concatMapArray((text: string) => [text.toUpperCase()]),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'A', b: 'B', c: 'C' },
    throwing: { project: { operator: (fail) => concatMapArray<string, string>(fail) } },
  });

  it('takes no more of an array after an unsubscription in the middle of it', () => {
    let taken = 0;
    const counted = {
      *[Symbol.iterator]() {
        for (; taken < 5; taken += 1) yield taken;
      },
    } as readonly number[];
    const source$ = new Subject<undefined>();
    const seen: number[] = [];
    source$
      .pipe(
        concatMapArray(() => counted),
        take(2),
      )
      .subscribe((element) => seen.push(element));
    source$.next(undefined);
    expect(seen).toEqual([0, 1]);
    expect(taken).toBe(2);
    expect(source$.observed).toBe(false);
  });

  it('projects a value only when its turn has come', () => {
    const order: string[] = [];
    const source$ = new Subject<string>();
    source$
      .pipe(
        concatMapArray((text) => {
          order.push(`project ${text}`);
          return [text, text];
        }),
      )
      .subscribe((text) => order.push(text));
    source$.next('a');
    source$.next('b');
    expect(order).toEqual(['project a', 'a', 'a', 'project b', 'b', 'b']);
  });
});
