import fc from 'fast-check';
import { NEVER, of, Subject } from 'rxjs';
import { holdWhile } from '../../src/operators/holdWhile';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const HELD = { t: true, f: false };

describe('holdWhile', () => {
  behavesAsOperator({
    operator: () => holdWhile<string>(NEVER, 10),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {},
  });

  it(
    'holds values back while the other source says so, and passes them in order after that',
    marbles(({ hot, cold, expectObservable }) => {
      const source$ = cold('--a--b--c-----------d--|');
      const held$ = hot('   ----t----------f-------', HELD);
      const result = '      --a------------(bc)-d--|';
      expectObservable(source$.pipe(holdWhile(held$, 20))).toBe(result);
    }),
  );

  it(
    'holds no value for longer than allowed',
    marbles(({ hot, cold, expectObservable }) => {
      const source$ = cold('--a--b--c--------------|');
      const held$ = hot('   t----------------------', HELD);
      const result = '      -------a--b--c---------|';
      expectObservable(source$.pipe(holdWhile(held$, 5))).toBe(result);
    }),
  );

  it(
    'passes what is held when the source completes',
    marbles(({ hot, cold, expectObservable }) => {
      const source$ = cold('--a--b--|');
      const held$ = hot('   t--------', HELD);
      const result = '      --------(ab|)';
      expectObservable(source$.pipe(holdWhile(held$, 100))).toBe(result);
    }),
  );

  it(
    'passes on an error of either source at once, and what is held is lost',
    marbles(({ hot, cold, expectObservable }) => {
      expectObservable(cold('--a--#').pipe(holdWhile(hot('t---', HELD), 100))).toBe('-----#');
      expectObservable(cold('--a---').pipe(holdWhile(hot('t---#', HELD), 100))).toBe('----#');
    }),
  );

  it(
    'unsubscribes from both sources, and starts no timer after that',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot('--a------');
      const held$ = hot('  t--------', HELD);
      expectObservable(source$.pipe(holdWhile(held$, 5)), '^---!').toBe('-----');
      expectSubscriptions(source$.subscriptions).toBe('^---!');
      expectSubscriptions(held$.subscriptions).toBe('   ^---!');
    }),
  );

  it('loses nothing and keeps the order, however holding begins and ends', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.boolean(), fc.nat())), (steps) => {
        const [source$, held$] = [new Subject<number>(), new Subject<boolean>()];
        const passed: number[] = [];
        source$.pipe(holdWhile(held$, 1e6)).subscribe((value) => passed.push(value));
        let isHeld = false;
        for (const step of steps) {
          if (typeof step === 'boolean') held$.next((isHeld = step));
          else source$.next(step);
          const sent = steps.slice(0, steps.indexOf(step) + 1).filter((one) => typeof one === 'number');
          if (!isHeld) expect(passed.length).toBeGreaterThanOrEqual(sent.length);
        }
        source$.complete();
        expect(passed).toEqual(steps.filter((one) => typeof one === 'number'));
      }),
    );
  });

  it('takes a source that emits while it is subscribed to', () => {
    const passed: string[] = [];
    of('a', 'b')
      .pipe(holdWhile(of(true), 5))
      .subscribe((value) => passed.push(value));
    expect(passed).toEqual(['a', 'b']);
  });
});
