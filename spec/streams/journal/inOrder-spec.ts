import { EMPTY, map, of, tap } from 'rxjs';
import { inOrder } from '../../../src/streams/journal/inOrder';
import { localJournal } from '../../../src/streams/journal/localJournal';
import { marbles } from '../../helpers/marbles';

describe('inOrder', () => {
  it(
    'is pictured in its comment',
    marbles(({ hot, now, expectObservable, expectSubscriptions }) => {
      const events$ = hot('--a--b---------|');
      const subs = '       ^-----------!';
      const expected = '   --1--(23)---';
      const unsub = '      ------------!';

      const journal = localJournal<string>(now, '7f3a');
      const result$ = events$.pipe(
        inOrder(journal),
        tap(({ event }) => {
          if (event === 'b') journal.append('c');
        }),
      );
      expectObservable(result$, unsub).toBe(expected, {
        1: { seq: 1, at: 2, event: 'a' },
        2: { seq: 2, at: 5, event: 'b' },
        3: { seq: 3, at: 5, event: 'c' },
      });
      expectSubscriptions(events$.subscriptions).toBe(subs);
    }),
  );

  it('sees what comes with the subscription', () => {
    const seen: string[] = [];
    of('a', 'b')
      .pipe(inOrder(localJournal<string>(() => 0, '7f3a')))
      .subscribe(({ event }) => seen.push(event));
    expect(seen).toEqual(['a', 'b']);
  });

  it('emits what others append to the journal', () => {
    const journal = localJournal<string>(() => 0, '7f3a');
    const seen: string[] = [];
    EMPTY.pipe(inOrder(journal)).subscribe(({ event }) => seen.push(event));
    journal.append('of another');
    expect(seen).toEqual(['of another']);
  });

  it(
    'passes on the error of the events, and completes when the journal does',
    marbles(({ cold, expectObservable }) => {
      const journal = { epoch: '7f3a', append: (): void => undefined, behind$: EMPTY };
      const ends$ = cold('---|').pipe(map(() => ({ seq: 1, at: 0, event: 'x' })));
      expectObservable(cold('--#').pipe(inOrder({ ...journal, events$: ends$ }))).toBe('--#');
      expectObservable(cold('-|').pipe(inOrder({ ...journal, events$: ends$ }))).toBe('---|');
    }),
  );
});
