import { of, tap } from 'rxjs';
import { tapCount } from '../../../src/operators/tap/tapCount';
import { behavesAsOperator } from '../../helpers/behavesAsOperator';
import { marbles } from '../../helpers/marbles';

describe('tapCount', () => {
  it(
    'changes nothing, and shows each value to the counter',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const seen: string[] = [];
      const source$ = cold('          --a-----b--|');
      const result$ = source$.pipe(tapCount((value) => seen.push(value)));
      expectObservable(result$).toBe('--a-----b--|');
      expectSubscriptions(source$.subscriptions).toBe('^----------!');
      flush();
      expect(seen).toEqual(['a', 'b']);
    }),
  );

  behavesAsOperator<string, string>({
    operator: () => tapCount(() => undefined),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: { add: { operator: (fail) => tapCount(fail) } },
  });

  it('counts a value before it is passed on', () => {
    let bytes = 0;
    const seenBelow: number[] = [];
    of('abc', 'de')
      .pipe(
        tapCount((chunk) => (bytes += chunk.length)),
        tap(() => seenBelow.push(bytes)),
      )
      .subscribe();
    expect(seenBelow).toEqual([3, 5]);
  });
});
