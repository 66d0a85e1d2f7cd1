import { concatMap, NEVER, tap } from 'rxjs';
import { MAX_WAITING } from '../../../src/streams/journal/oneAtATime';
import { writtenJournal } from '../../../src/streams/journal/writtenJournal';
import type { DurableJournal } from '../../../src/streams/journal/durableJournal';
import { type Marbles, marbles } from '../../helpers/marbles';
import { RecordedLog } from '../../helpers/recordedLog';

/** A journal of letters that goes on after event 4, of which some are appended. */
function journalOf(log: RecordedLog, { now, cold, hot }: Marbles, appended: string): DurableJournal<string> {
  const journal = writtenJournal<string>({ log, now, epoch: '7f3a', seq: 4, turn$: cold('---(t|)') });
  hot(appended).subscribe((event) => {
    journal.append(event);
  });
  return journal;
}

describe('writtenJournal', () => {
  it(
    'emits events at once, and has written those of a turn when that is over',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const appended = '--a-b-----c------';
      const events = '  --x-y-----z------';
      const log = new RecordedLog(virtual.now);

      const journal = journalOf(log, virtual, appended);
      expectObservable(journal.events$).toBe(events, {
        x: { seq: 5, at: 2, event: 'a' },
        y: { seq: 6, at: 2, event: 'b' }, // one time for all of a commit
        z: { seq: 7, at: 10, event: 'c' },
      });
      flush();
      expect(log.story.slice(0, 2)).toEqual(['5: 5 a b', '13: 7 c']);
    }),
  );

  it(
    'does not nest: what the handling of an event appends comes after it',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      const journal = journalOf(log, virtual, '--b--');
      const handled$ = journal.events$.pipe(
        tap(({ event }) => {
          if (event === 'b') journal.append('d');
        }),
      );
      expectObservable(handled$).toBe('--(bd)', {
        b: { seq: 5, at: 2, event: 'b' },
        d: { seq: 6, at: 2, event: 'd' },
      });
      flush();
      expect(log.story[0]).toBe('5: 5 b d');
    }),
  );

  it(
    'has written what it has emitted when `kept$` emits',
    marbles((virtual) => {
      const { expectObservable, cold, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      const journal = journalOf(log, virtual, '--a-----------');
      const keeps$ = cold('                      ---(k|)').pipe(tap(() => log.story.push('asked')));
      expectObservable(journal.events$).toBe('   --x-----------', { x: { seq: 5, at: 2, event: 'a' } });
      keeps$.pipe(concatMap(() => journal.kept$)).subscribe(() => log.story.push('kept'));
      flush();
      expect(log.story.slice(0, 3)).toEqual(['asked', '3: 5 a', 'kept']);
    }),
  );

  it(
    'is behind while the disk is full, keeps nothing, and loses nothing',
    marbles((virtual) => {
      const { expectObservable, hot, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      hot('f 300ms r', { f: false, r: true }).subscribe((hasRoom) => (log.hasRoom = hasRoom));
      const journal = journalOf(log, virtual, '-a----b---------');
      const behind = '                         ----t 499ms f';

      expectObservable(journal.events$).toBe(' -a----b', {
        a: { seq: 5, at: 1, event: 'a' },
        b: { seq: 6, at: 6, event: 'b' },
      });
      expectObservable(journal.behind$).toBe(behind, { t: true, f: false });
      expectObservable(journal.isFull$).toBe('f---t 499ms f', { t: true, f: false });
      const kept$ = hot('-------k').pipe(concatMap(() => journal.kept$));
      kept$.subscribe(() => log.story.push('kept'));
      flush();
      expect(log.story).toEqual([
        ...['4: full', '7: full', '254: full', '257: full', '504: 5 a', '504: 6 b', 'kept'],
        '1504: sync',
      ]);
    }),
  );

  it(
    'puts on the disk once a second what was written',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      const journal = journalOf(log, virtual, 'a 499ms b 1499ms c');
      expectObservable(journal.events$).toBe('x 499ms y 1499ms z', {
        x: { seq: 5, at: 0, event: 'a' },
        y: { seq: 6, at: 500, event: 'b' },
        z: { seq: 7, at: 2000, event: 'c' },
      });
      flush();
      expect(log.story).toEqual(['3: 5 a', '503: 6 b', '1003: sync', '2003: 7 c', '3003: sync']);
    }),
  );

  it(
    'says how long what is not on the disk has waited',
    marbles((virtual) => {
      const { expectObservable, hot, cold, flush } = virtual;
      const log = new RecordedLog(virtual.now, cold('100ms s'));
      const journal = journalOf(log, virtual, '--a');
      const lags: number[] = [];
      hot('-l 9ms l 1000ms l 200ms l').subscribe(() => lags.push(journal.lag));
      expectObservable(journal.events$).toBe('--x', { x: { seq: 5, at: 2, event: 'a' } });
      flush();
      expect(lags).toEqual([0, 9, 1010, 0]);
    }),
  );

  it(
    'says that the disk has failed, and keeps nothing any more',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      const fault = new Error('EIO');
      log.fault = fault;
      const journal = journalOf(log, virtual, '-a---b');
      expectObservable(journal.events$).toBe('-a---b', {
        a: { seq: 5, at: 1, event: 'a' },
        b: { seq: 6, at: 5, event: 'b' },
      });
      expectObservable(journal.failed$).toBe('----(e|)', { e: fault });
      flush();
      expectObservable(journal.kept$).toBe('-');
      flush();
      journal.close();
      expect(log.story).toEqual([]);
    }),
  );

  it(
    'says so too if what was written cannot be put on the disk',
    marbles((virtual) => {
      const { expectObservable, cold } = virtual;
      const fault = new Error('EIO');
      const journal = journalOf(new RecordedLog(virtual.now, cold('--#', undefined, fault)), virtual, 'a');
      expectObservable(journal.events$).toBe('a', { a: { seq: 5, at: 0, event: 'a' } });
      expectObservable(journal.failed$).toBe('1005ms (e|)', { e: fault });
    }),
  );

  it('writes what it has when it is closed', () => {
    const log = new RecordedLog(() => 7);
    const journal = writtenJournal<string>({ log, now: () => 7, epoch: '7f3a', seq: 0, turn$: NEVER });
    const subscription = journal.events$.subscribe();
    journal.append('a');
    journal.close();
    subscription.unsubscribe();
    expect(log.story).toEqual(['7: 1 a', '7: closed']);
  });

  it('is behind while more wait for their turn than it can take', () => {
    const log = new RecordedLog(() => 0);
    const journal = writtenJournal<number>({ log, now: () => 0, epoch: '7f3a', seq: 0, turn$: NEVER });
    const story: boolean[] = [];
    journal.behind$.subscribe((behind) => story.push(behind));
    journal.events$.subscribe(({ event: followers }) => {
      for (let count = 0; count < followers; count += 1) journal.append(0);
    });
    journal.append(MAX_WAITING);
    expect(story).toEqual([]);
    journal.append(MAX_WAITING + 1);
    expect(story).toEqual([true, false]);
  });
});
