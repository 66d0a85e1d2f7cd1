import { NEVER, type Observable, of } from 'rxjs';
import type { DurableJournal } from '../../../src/streams/journal/durableJournal';
import { syncedJournal } from '../../../src/streams/journal/syncedJournal';
import { type Marbles, marbles } from '../../helpers/marbles';
import { RecordedLog } from '../../helpers/recordedLog';

/** A journal of letters that goes on after event 4, of which some are appended. */
function journalOf(log: RecordedLog, { now, cold, hot }: Marbles, appended: string): DurableJournal<string> {
  const journal = syncedJournal<string>({ log, now, epoch: '7f3a', seq: 4, turn$: cold('---(t|)') });
  hot(appended).subscribe((event) => {
    journal.append(event);
  });
  return journal;
}

describe('syncedJournal', () => {
  it(
    'emits events when they are on the disk; one sync is for all that came while the last one ran',
    marbles((virtual) => {
      const { cold, expectObservable, flush } = virtual;
      const appended = '--a-b---cd-e-----------';
      const synced = '       ---(s|)';
      const events = '  --------(xy)--(zuv)----';
      const log = new RecordedLog(virtual.now, cold(synced));

      const journal = journalOf(log, virtual, appended);
      expectObservable(journal.events$).toBe(events, {
        x: { seq: 5, at: 2, event: 'a' },
        y: { seq: 6, at: 2, event: 'b' },
        z: { seq: 7, at: 8, event: 'c' },
        u: { seq: 8, at: 8, event: 'd' },
        v: { seq: 9, at: 8, event: 'e' },
      });
      flush();
      expect(log.story).toEqual(['5: 5 a b', '5: sync', '11: 7 c d e', '11: sync']);
    }),
  );

  it(
    'gives what the handling of an event appends the next commit',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const log = new RecordedLog(virtual.now);
      const journal = journalOf(log, virtual, '--b--');
      journal.events$.subscribe(({ event }) => {
        if (event === 'b') journal.append('d');
      });
      expectObservable(journal.events$).toBe('-----b--d', {
        b: { seq: 5, at: 2, event: 'b' },
        d: { seq: 6, at: 5, event: 'd' },
      });
      flush();
      expect(log.story).toEqual(['5: 5 b', '5: sync', '8: 6 d', '8: sync']);
    }),
  );

  it(
    'is behind while the disk is full, emits nothing, and loses nothing',
    marbles((virtual) => {
      const { expectObservable, hot } = virtual;
      const log = new RecordedLog(virtual.now);
      hot('f 300ms r', { f: false, r: true }).subscribe((hasRoom) => (log.hasRoom = hasRoom));
      const journal = journalOf(log, virtual, '-a----b-----------');
      const behind = '                         ----t 499ms f';
      const events = '                         ---- 500ms (ab)';
      expectObservable(journal.behind$).toBe(behind, { t: true, f: false });
      expectObservable(journal.events$).toBe(events, {
        a: { seq: 5, at: 1, event: 'a' },
        b: { seq: 6, at: 6, event: 'b' },
      });
    }),
  );

  it.each([
    ['a write', (log: RecordedLog, fault: Error) => (log.fault = fault), undefined],
    ['a sync', () => undefined, '#'],
  ] as const)('emits nothing that %s has failed to keep', (_, break_, synced) => {
    marbles((virtual) => {
      const { expectObservable, cold } = virtual;
      const fault = new Error('EIO');
      const synced$: Observable<unknown> = synced === undefined ? of('s') : cold(synced, undefined, fault);
      const log = new RecordedLog(virtual.now, synced$);
      break_(log, fault);
      const journal = journalOf(log, virtual, 'a---b');
      expectObservable(journal.events$).toBe('-');
      expectObservable(journal.failed$).toBe('---(e|)', { e: fault });
    })();
  });

  it('is behind while very many wait for the disk', () => {
    const journal = syncedJournal<number>({
      log: new RecordedLog(() => 0),
      now: () => 0,
      epoch: '7f3a',
      seq: 0,
      turn$: NEVER,
    });
    const story: boolean[] = [];
    journal.behind$.subscribe((behind) => story.push(behind));
    for (let count = 0; count < 8192; count += 1) journal.append(count);
    expect(story).toEqual([]);
    journal.append(8192);
    journal.append(8193);
    expect(story).toEqual([true]);
  });
});
