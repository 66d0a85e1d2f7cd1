import { config, take } from 'rxjs';
import type { Recorded } from '../../../src/streams/journal/journal';
import { localJournal } from '../../../src/streams/journal/localJournal';
import { MAX_WAITING } from '../../../src/streams/journal/oneAtATime';
import { marbles } from '../../helpers/marbles';

describe('localJournal', () => {
  it(
    'gives each event its place and its time, at once',
    marbles(({ hot, now, expectObservable }) => {
      const appended$ = hot('--a--b---------c--');
      const expected = '     --x--y---------z--';

      const journal = localJournal<string>(now, '7f3a');
      appended$.subscribe((event) => {
        journal.append(event);
      });

      expectObservable(journal.events$).toBe(expected, {
        x: { seq: 1, at: 2, event: 'a' },
        y: { seq: 2, at: 5, event: 'b' },
        z: { seq: 3, at: 15, event: 'c' },
      });
    }),
  );

  it(
    'gives an event that the handling of another appends the place after it',
    marbles(({ hot, now, expectObservable }) => {
      const appended$ = hot('--a--b---------c--');
      const expected = '     --x--(yd)------z--';

      const journal = localJournal<string>(now, '7f3a');
      journal.events$.subscribe(({ event }) => {
        if (event === 'b') journal.append('d');
      });
      appended$.subscribe((event) => {
        journal.append(event);
      });

      expectObservable(journal.events$).toBe(expected, {
        x: { seq: 1, at: 2, event: 'a' },
        y: { seq: 2, at: 5, event: 'b' },
        d: { seq: 3, at: 5, event: 'd' },
        z: { seq: 4, at: 15, event: 'c' },
      });
    }),
  );

  it('is behind while more wait than it can take, and says when it is and when no more', () => {
    const journal = localJournal<number>(() => 0, '7f3a');
    const story: string[] = [];
    journal.behind$.subscribe((behind) => story.push(behind ? 'behind' : 'caught up'));
    journal.events$.subscribe(({ event: followers }) => {
      if (followers === 0) return;
      for (let count = 0; count < followers; count += 1) journal.append(0);
      story.push(`${followers} appended`);
    });
    journal.append(MAX_WAITING);
    expect(story).toEqual([`${MAX_WAITING} appended`]);
    journal.append(MAX_WAITING + 2);
    journal.append(1);
    expect(story.slice(1)).toEqual(['behind', `${MAX_WAITING + 2} appended`, 'caught up', '1 appended']);
  });

  it('does not nest: no event is handled in the middle of another', () => {
    const journal = localJournal<string>(() => 0, '7f3a');
    const story: string[] = [];
    journal.events$.subscribe(({ event }) => {
      story.push(`${event} begins`);
      if (event === 'a') {
        journal.append('b');
        journal.append('c');
      }
      if (event === 'b') journal.append('d');
      story.push(`${event} ends`);
    });
    journal.append('a');
    expect(story).toEqual(['a', 'b', 'c', 'd'].flatMap((event) => [`${event} begins`, `${event} ends`]));
  });

  it('shows all of its subscribers the same order, whoever of them appends', () => {
    const journal = localJournal<string>(() => 0, '7f3a');
    const seen: Recorded<string>[][] = [[], [], []];
    seen.forEach((events, place) => {
      journal.events$.subscribe((recorded) => {
        events.push(recorded);
        if (recorded.event === 'start') journal.append(`from ${place}`);
      });
    });
    journal.append('start');
    expect(seen[0]?.map(({ event }) => event)).toEqual(['start', 'from 0', 'from 1', 'from 2']);
    expect(seen[0]?.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('stamps an event when its turn comes, so that time never runs backwards in it', () => {
    let now = 10;
    const journal = localJournal<string>(() => now, '7f3a');
    const times: number[] = [];
    journal.events$.subscribe(({ event, at }) => {
      times.push(at);
      if (event === 'a') journal.append('b');
      now += 1;
    });
    journal.append('a');
    journal.append('c');
    expect(times).toEqual([10, 11, 12]);
  });

  it('takes any depth of events that append events', () => {
    const journal = localJournal<number>(() => 0, '7f3a');
    let last = 0;
    journal.events$.subscribe(({ event }) => {
      last = event;
      if (event < 50_000) journal.append(event + 1);
    });
    journal.append(1);
    expect(last).toBe(50_000);
  });

  it('shows a late subscriber what comes from then on, and counts on', () => {
    const journal = localJournal<string>(() => 0, '7f3a');
    const late: Recorded<string>[] = [];
    journal.append('unheard');
    journal.events$.subscribe((recorded) => late.push(recorded));
    journal.append('heard');
    expect(late).toEqual([{ seq: 2, at: 0, event: 'heard' }]);
  });

  it('shows one who has unsubscribed nothing more', () => {
    const journal = localJournal<string>(() => 0, '7f3a');
    const seen: string[] = [];
    journal.events$.pipe(take(1)).subscribe(({ event }) => {
      seen.push(event);
      journal.append('after');
    });
    journal.append('first');
    journal.append('last');
    expect(seen).toEqual(['first']);
  });

  describe('where a subscriber throws', () => {
    afterEach(() => {
      config.onUnhandledError = null;
    });

    it('goes on, and the error is reported', async () => {
      const reported = new Promise((resolve) => (config.onUnhandledError = resolve));
      const journal = localJournal<string>(() => 0, '7f3a');
      const defect = new Error('a defect in a subscriber');
      const others: string[] = [];
      journal.events$.subscribe(({ event }) => {
        if (event === 'a') throw defect;
      });
      journal.events$.subscribe(({ event }) => others.push(event));
      journal.append('a');
      journal.append('b');
      expect(others).toEqual(['a', 'b']);
      expect(await reported).toBe(defect);
    });
  });

  it('goes on after a clock that throws', () => {
    let broken = true;
    const journal = localJournal<string>(() => {
      if (broken) throw new Error('no time');
      return 0;
    }, '7f3a');
    const seen: string[] = [];
    journal.events$.subscribe(({ event }) => seen.push(event));
    expect(() => {
      journal.append('a');
    }).toThrow('no time');
    broken = false;
    journal.append('b');
    expect(seen).toEqual(['b']);
  });
});
