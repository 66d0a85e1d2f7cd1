import * as fc from 'fast-check';
import { of, Subject, take } from 'rxjs';
import type { TokenBucket } from '../../src/buffers/tokenBucket';
import { rateLimit } from '../../src/operators/rateLimit';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

/** What comes of values that arrive at these times (ms): `+` for a value that passes, `X` and `x` for the others. */
function fates(limit: { burst: number; rate: number }, times: readonly number[], subscribedAt = 0): string {
  let time = subscribedAt;
  let result = '';
  const source$ = new Subject<string>();
  source$
    .pipe(rateLimit({ ...limit, now: () => time }, (_, first) => (first ? 'X' : 'x')))
    .subscribe((fate) => (result += fate));
  for (const next of times) {
    time = next;
    source$.next('+');
  }
  return result;
}

const patient = (bucket: TokenBucket): void => void (bucket.pace = 'wait');

describe('rateLimit', () => {
  it(
    'lets a burst pass, and then what the rate allows',
    marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
      const source$ = cold('             --a-b-c-d-------e--|');
      const result$ = source$.pipe(rateLimit({ burst: 2, rate: 100, now }, (_, first) => (first ? 'X' : 'x')));
      expectObservable(result$).toBe('   --a-b-X-x-------e--|');
      expectSubscriptions(source$.subscriptions).toBe('^------------------!');
    }),
  );

  it(
    'lets values wait for their tokens if the bucket says so, and its end behind them',
    marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
      const source$ = cold('             --(abcd|)');
      const result$ = source$.pipe(rateLimit({ burst: 2, rate: 200, now }, () => 'x', { opened: patient }));
      expectObservable(result$).toBe('   --(ab)-c----(d|)');
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    }),
  );

  it(
    'keeps the order of those that come meanwhile, and says when they begin and cease to wait',
    marbles(({ cold, expectObservable, now }) => {
      const source$ = cold('             --(abc)--(de)------------f--|');
      const states$ = new Subject<boolean>();
      const waiting = (isWaiting: boolean): void => states$.next(isWaiting);
      const result$ = source$.pipe(rateLimit({ burst: 2, rate: 200, now }, () => 'x', { opened: patient, waiting }));
      expectObservable(states$).toBe('   --t----f-t-------f', { t: true, f: false });
      expectObservable(result$).toBe('   --(ab)-c----d----e-------f--|');
    }),
  );

  it(
    'does not wait with an error, and not for one who has left',
    marbles(({ cold, expectObservable, now }) => {
      const limited = rateLimit<string, string>({ burst: 1, rate: 100, now }, () => 'x', { opened: patient });
      expectObservable(cold('            --(ab)-#').pipe(limited)).toBe('--a----#');
      expectObservable(cold('            --(ab)--').pipe(limited), '--------!').toBe('--a-----');
      expectObservable(cold('            --(abc)-').pipe(limited, take(2))).toBe('--a---------(b|)');
    }),
  );

  behavesAsOperator({
    operator: ({ now }) => rateLimit({ burst: 1, rate: 0, now }, (text: string) => text),
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: 'a', b: 'b', c: 'c' },
    throwing: {
      excess: {
        operator: (fail, { now }) => rateLimit<string, string>({ burst: 1, rate: 1, now }, fail),
        result: '--a--#',
        subscription: '^----!',
      },
    },
  });

  it('has no limit at a rate of 0', () => {
    expect(fates({ burst: 1, rate: 0 }, Array<number>(100).fill(0))).toBe('+'.repeat(100));
  });

  it('lets the whole burst pass at once, and no more', () => {
    expect(fates({ burst: 5, rate: 1 }, Array<number>(8).fill(0))).toBe('+++++Xxx');
  });

  it('drops what nothing stands for', () => {
    const source$ = of(1, 2, 3, 4);
    const passed: unknown[] = [];
    const firstOnly = (value: number, first: boolean): string | undefined => (first ? `${value}!` : undefined);
    source$.pipe(rateLimit({ burst: 2, rate: 1, now: () => 0 }, firstOnly)).subscribe((value) => passed.push(value));
    expect(passed).toEqual([1, 2, '3!']);
  });

  it('gains a token when its time has come, and not before', () => {
    expect(fates({ burst: 1, rate: 10 }, [0, 99, 100])).toBe('+X+');
  });

  it('adds up the parts of a token that a value in excess could not have', () => {
    expect(fates({ burst: 1, rate: 10 }, [0, 25, 50, 75, 100])).toBe('+Xxx+');
  });

  it('never holds more than the burst, however long nothing came', () => {
    expect(fates({ burst: 3, rate: 10 }, [0, 3_600_000, 3_600_000, 3_600_000, 3_600_000])).toBe('++++X');
  });

  it('starts its clock at the subscription', () => {
    expect(fates({ burst: 1, rate: 1 }, [5000, 5001], 5000)).toBe('+X');
  });

  it('tells the first value in excess, and none of those that follow while the sender goes on', () => {
    const everyMillisecond = Array.from({ length: 3000 }, (_, time) => time);
    const fate = fates({ burst: 10, rate: 10 }, everyMillisecond);
    expect(fate.match(/X/g)).toHaveLength(1);
    expect(fate.match(/\+/g)).toHaveLength(10 + 29); // the burst, and 10 a second for not quite three seconds
    expect(fate.indexOf('X')).toBe(10);
  });

  it('tells again when the bucket has been at least half full in between', () => {
    const burst = Array<number>(6).fill(0);
    const atOnce = (time: number): number[] => Array<number>(4).fill(time);
    expect(fates({ burst: 4, rate: 1 }, [...burst, ...atOnce(1999)])).toBe('++++Xx' + '+xxx');
    expect(fates({ burst: 4, rate: 1 }, [...burst, ...atOnce(2000)])).toBe('++++Xx' + '++Xx');
  });

  it('tells once a token where the bucket holds no more than one', () => {
    const everyMillisecond = Array.from({ length: 400 }, (_, time) => time);
    const fate = fates({ burst: 1, rate: 10 }, everyMillisecond);
    expect(fate).toBe(`+X${'x'.repeat(98)}`.repeat(4));
  });

  it('hands the value in excess to what makes its stand-in', () => {
    const seen: unknown[] = [];
    const source$ = new Subject<string>();
    source$
      .pipe(rateLimit({ burst: 1, rate: 1, now: () => 0 }, (value, first) => ({ value, first })))
      .subscribe((value) => seen.push(value));
    source$.next('a');
    source$.next('b');
    source$.next('c');
    expect(seen).toStrictEqual(['a', { value: 'b', first: true }, { value: 'c', first: false }]);
  });

  it('lets never more pass than the burst and what the rate has given, whenever values come', () => {
    const limits = fc.record({ burst: fc.integer({ min: 1, max: 20 }), rate: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(limits, fc.array(fc.nat(200), { maxLength: 200 }), (limit, gaps) => {
        let time = 0;
        const times = gaps.map((gap) => (time += gap));
        const fate = fates(limit, times);
        expect(fate).toHaveLength(gaps.length); // nothing is delayed, nothing is kept
        const passed = times.filter((_, index) => fate[index] === '+');
        passed.forEach((start, first) => {
          passed.slice(first).forEach((end, more) => {
            expect(more + 1).toBeLessThanOrEqual(limit.burst + ((end - start) / 1000) * limit.rate + 1e-6);
          });
        });
      }),
    );
  });
});
