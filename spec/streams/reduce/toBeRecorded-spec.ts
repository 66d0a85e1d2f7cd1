import { from, toArray } from 'rxjs';
import { DIALECTS } from '../../../src/streams/dialects/dialects';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { AdmissionLimits } from '../../../src/streams/reduce/admission';
import { toBeRecorded } from '../../../src/streams/reduce/toBeRecorded';
import { arrives, connects, disconnects, History, sends, TICKS } from '../../helpers/history';
import { marbles } from '../../helpers/marbles';

/** What is recorded of events in a chat in which 812 lines wait for Bob. */
const recorded = (history: History, ...events: ChatEvent[]): readonly ChatEvent[] => {
  let all: readonly ChatEvent[] = [];
  const present = {
    registry: () => history.registry,
    linesBehind: (client: number) => (client === 2 ? 812 : 0),
    dialects: DIALECTS,
  };
  from(events)
    .pipe(toBeRecorded(present), toArray())
    .subscribe((values) => (all = values));
  return all;
};

describe('toBeRecorded', () => {
  it(
    'leaves out ticks that nothing waits for, and has in the event how many lines wait for the one asked about',
    marbles(({ hot, expectObservable }) => {
      const history = new History({ registrationTimeout: 1000 });
      const t = TICKS;
      const c = connects(7);
      const w = sends(1, '/who bob');
      history.add(...arrives(1, 'Alice'), ...arrives(2, 'Bob'));
      const events$ = hot('--t----c--t----w----', { t, c, w });
      events$.subscribe((event) => history.add(event)); // before it is asked for the registry of the next one
      const present = { registry: () => history.registry, linesBehind: () => 812, dialects: DIALECTS };
      expectObservable(events$.pipe(toBeRecorded(present))).toBe('-------c--t----v----', {
        ...{ t, c },
        v: { ...w, behind: 812 },
      });
    }),
  );

  it.each<[string, Partial<AdmissionLimits>, ChatEvent[], boolean]>([
    ['nobody is there', {}, [], false],
    ['a client has no name yet', {}, [connects(1)], true],
    ['all have a name', {}, arrives(1, 'Alice'), false],
    ['clients are timed', { idleTimeout: 1000 }, arrives(1, 'Alice'), true],
    ['the last has gone', { idleTimeout: 1000 }, [...arrives(1, 'Alice'), disconnects(1)], false],
    ['an address has used up a token', { connectionRate: 1 }, [...arrives(1, 'Alice'), disconnects(1)], true],
  ])('a tick when %s: %j', (_, limits, before, isRecorded) => {
    const history = new History(limits);
    for (const event of before) history.add(event);
    expect(recorded(history, TICKS)).toEqual(isRecorded ? [TICKS] : []);
    if (!isRecorded) {
      const { registry } = history;
      expect(history.wait(1e9).add(TICKS)).toEqual({ type: 'none' });
      expect(history.registry).toBe(registry);
    }
  });

  it('a tick that says how long the server stood still, since it counts for those who come just now too', () => {
    const stood: ChatEvent = { type: 'ticked', stoodStill: 300 };
    expect(recorded(new History(), stood)).toEqual([stood]);
  });

  it.each<[string, number | undefined]>([
    ['/who bob', 812],
    ['/whois  BOB ', 812],
    ['/who alice', undefined],
    ['/who nobody', undefined],
    ['/who', undefined],
    ['/w bob hi', undefined],
    ['//who bob', undefined],
    [' /who bob', undefined],
    ['/WHO bob', undefined],
    ['bob', undefined],
  ])('of %j the lines that wait are %p', (text, behind) => {
    const history = History.ofThree();
    const line = sends(1, text);
    expect(recorded(history, line)).toStrictEqual([behind === undefined ? line : { ...line, behind }]);
  });
});
