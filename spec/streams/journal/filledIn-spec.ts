import fc from 'fast-check';
import { concat, from, type Observable, of, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import { filledIn } from '../../../src/streams/journal/filledIn';
import type { Stored } from '../../../src/streams/journal/sharedLog';
import { marbles } from '../../helpers/marbles';

const stored = (place: number): Stored<string> => ({ place, at: place, message: String(place) });
const PLACES = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index + 1), stored(index + 1)]));

describe('filledIn', () => {
  it(
    'reads from the log what is missing in front of a message',
    marbles(({ hot, cold, expectObservable }) => {
      const live = '  --4-------7--5----8--';
      const reads = [cold('----(45|)', PLACES), cold('---(67|)', PLACES)];
      const result = '----(45)-----(67)-8--';
      const read = (): Observable<Stored<string>> =>
        reads.shift() ?? throwError(() => new Error('it is read once more'));
      expectObservable(hot(live, PLACES).pipe(filledIn({ after: 3, end: 4, read, retryMs: 10 }))).toBe(result, PLACES);
    }),
  );

  it(
    'passes on what comes in order without a read',
    marbles(({ hot, expectObservable }) => {
      const read = (): Observable<never> => throwError(() => new Error('nothing is missing'));
      const live$ = hot('-1-2-2-1-3-', PLACES);
      expectObservable(live$.pipe(filledIn({ after: 0, end: 0, read, retryMs: 10 }))).toBe('-1-2-----3-', PLACES);
    }),
  );

  it('has all of them once and in order, however they come and whatever a read brings', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 }),
        fc.infiniteStream(fc.record({ length: fc.nat(5), fails: fc.boolean() })),
        (end, order, reads) => {
          const scheduler = new VirtualTimeScheduler();
          const live$ = new Subject<Stored<string>>();
          const read = (place: number): Observable<Stored<string>> => {
            const { value } = reads.next() as { value: { length: number; fails: boolean } };
            const found = Array.from({ length: value.length }, (_, index) => place + index).filter((p) => p <= 30);
            return concat(from(found.map(stored)), value.fails ? throwError(() => new Error('gone')) : of());
          };
          const seen: number[] = [];
          live$
            .pipe(filledIn({ after: 0, end, read, retryMs: 10, scheduler }))
            .subscribe(({ place }) => seen.push(place));
          for (const place of order) live$.next(stored(place));
          scheduler.maxFrames = 100_000;
          scheduler.flush();
          const most = Math.max(end, ...order, 0);
          expect(seen.slice(0, most)).toEqual(Array.from({ length: most }, (_, index) => index + 1));
          expect(seen).toEqual(Array.from(seen, (_, index) => index + 1));
        },
      ),
    );
  });

  it('reads no more when nobody listens', () => {
    const scheduler = new VirtualTimeScheduler();
    let reads = 0;
    const read = (): Observable<never> => {
      reads += 1;
      return throwError(() => new Error('gone'));
    };
    const subscription = new Subject<Stored<string>>()
      .pipe(filledIn({ after: 0, end: 5, read, retryMs: 10, scheduler }))
      .subscribe();
    scheduler.maxFrames = 25;
    scheduler.flush();
    expect(reads).toBe(3);
    subscription.unsubscribe();
    scheduler.maxFrames = 1000;
    scheduler.flush();
    expect(reads).toBe(3);
  });
});
