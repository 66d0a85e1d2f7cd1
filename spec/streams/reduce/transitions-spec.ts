import { from, lastValueFrom, map, Subject, toArray } from 'rxjs';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Recorded } from '../../../src/streams/journal/journal';
import * as carryingOut from '../../../src/streams/reduce/carryOut';
import { EMPTY_REGISTRY } from '../../../src/streams/reduce/registry';
import { type Transition, transitions } from '../../../src/streams/reduce/transitions';
import { arrives, NO_LIMITS, recordedOf, sends, snapshot } from '../../helpers/history';
import { marbles } from '../../helpers/marbles';

const story = recordedOf([...arrives(1, 'alice'), sends(1, 'hi')]);
const [connected, named, said] = story as [Recorded<ChatEvent>, Recorded<ChatEvent>, Recorded<ChatEvent>];

const fold = (events: Recorded<ChatEvent>[]): Promise<Transition[]> =>
  lastValueFrom(from(events).pipe(transitions(NO_LIMITS), toArray()), { defaultValue: [] });

describe('transitions', () => {
  it(
    'emits a transition for each event, at once',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const events$ = hot('--a-----b-----c--|', { a: connected, b: named, c: said });
      const subs = '       ^----------------!';
      const expected = '   --x-----y-----z--|';

      const result$ = events$.pipe(
        transitions(NO_LIMITS),
        map(({ outcome }) => outcome.type),
      );

      expectObservable(result$).toBe(expected, { x: 'connect', y: 'register', z: 'command' });
      expectSubscriptions(events$.subscriptions).toBe(subs);
    }),
  );

  it('hands out the event, what came of it and the registry after it', async () => {
    const [, second] = await fold(story);
    expect(second?.recorded).toBe(named);
    expect(second?.outcome).toMatchObject({ type: 'register', name: 'alice' });
    expect(second?.registry.names.get('alice')).toBe(1);
  });

  it('starts every subscription with a server to which no client has connected', () => {
    const events$ = new Subject<Recorded<ChatEvent>>();
    const result$ = events$.pipe(transitions(NO_LIMITS));
    const first: Transition[] = [];
    const second: Transition[] = [];
    result$.subscribe((transition) => first.push(transition));
    events$.next(connected);
    result$.subscribe((transition) => second.push(transition));
    events$.next(named);
    expect(first.map(({ outcome }) => outcome.type)).toEqual(['connect', 'register']);
    expect(second.map(({ outcome }) => outcome.type)).toEqual(['none']); // it has not seen the client connect
    expect(EMPTY_REGISTRY.clients.size).toBe(0);
  });

  it('leaves a registry that is kept as it was', async () => {
    const kept = await fold(story);
    const asTheyWere = kept.map(({ registry }) => snapshot(registry));
    await fold([...story, ...recordedOf([sends(1, '/join dev'), sends(1, '/exit')])]);
    expect(kept.map(({ registry }) => snapshot(registry))).toStrictEqual(asTheyWere);
  });

  it('goes on after an event that cannot be reduced, with the registry as it was', async () => {
    const defect = new Error('a defect');
    const broken = jest.spyOn(carryingOut, 'carryOut').mockImplementationOnce(() => {
      throw defect;
    });
    const [, before, failed, after] = await fold([...story, ...recordedOf([sends(1, 'still here')])]);
    expect(failed?.outcome).toEqual({ type: 'defect', error: defect });
    expect(failed?.recorded).toBe(said);
    expect(failed?.registry).toBe(before?.registry);
    expect(after?.outcome).toMatchObject({ command: 'broadcast', deliveries: [{ message: { text: 'still here' } }] });
    broken.mockRestore();
  });
});
