import fc from 'fast-check';
import { from } from 'rxjs';
import { text } from '../../../src/streams/dialects/text';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Delivery } from '../../../src/streams/model/delivery';
import type { NameKey } from '../../../src/streams/model/ids';
import { transitions } from '../../../src/streams/reduce/transitions';
import { deliveries } from '../../../src/streams/route/deliveries';
import { Past } from '../../../src/streams/route/past';
import { remembered } from '../../../src/streams/route/remembered';
import { Activity, observed } from '../../../src/streams/route/observed';
import { route } from '../../../src/streams/route/route';
import { anyHistory } from '../../helpers/anyHistory';
import { arrives, NO_LIMITS, recordedOf, sends } from '../../helpers/history';

const LIMITS = { historyLines: 50, historyBytes: 1_000_000, historyOnJoin: 2 };

/** All deliveries of some events. */
function deliveriesOf(...events: ChatEvent[]): Delivery[] {
  const all: Delivery[] = [];
  from(recordedOf(events))
    .pipe(transitions(NO_LIMITS), deliveries(remembered(observed(route, new Activity()), new Past(LIMITS))))
    .subscribe((delivery) => all.push(delivery));
  return all;
}

/** The lines that one client receives alone. */
const linesFor = (client: number, ...events: ChatEvent[]): string[] =>
  deliveriesOf(...events).flatMap((each) =>
    each.type === 'send' && each.client === client ? text.show(each.message) : [],
  );

describe('remembered', () => {
  it('sends a client that enters a room what was said there last, then lets it be announced', () => {
    const events = [...arrives(1, 'alice'), ...['a', 'b', 'c'].map((said) => sends(1, said)), ...arrives(2, 'bob')];
    const all = deliveriesOf(...events);
    const entered = all.findLastIndex(({ type }) => type === 'enterRoom');
    expect(all.slice(entered).map(({ type }) => type)).toEqual(['enterRoom', 'send', 'sendRoom']);
    expect(linesFor(2, ...events)).toEqual(['Enter username:', 'OK', 'PAST 0s alice: b', 'PAST 0s alice: c']);
    expect(all[entered + 1]).toMatchObject({ deferrable: true }); // a crowd that comes in at once is not slowed down
  });

  it('sends the past of the room that is entered, and the topic behind it', () => {
    const events = [
      ...arrives(1, 'alice'),
      sends(1, 'in the lobby'),
      sends(1, '/join dev'),
      sends(1, '/topic rain'),
      sends(1, '/me waves'),
      ...arrives(2, 'bob'),
      sends(2, '/join dev'),
    ];
    expect(linesFor(2, ...events)).toEqual([
      ...['Enter username:', 'OK', 'PAST 0s alice: in the lobby'],
      ...['PAST 0s * alice waves', 'TOPIC: rain'],
    ]);
  });

  it.each([
    ['/history', ['PAST 0s alice: a', 'PAST 0s alice: b', 'PAST 0s alice: c', 'HISTORY: 3 of 3 lines']],
    ['/history 2', ['PAST 0s alice: b', 'PAST 0s alice: c', 'HISTORY: 2 of 3 lines']],
    ['/history 10m', ['PAST 0s alice: a', 'PAST 0s alice: b', 'PAST 0s alice: c', 'HISTORY: 3 of 3 lines']],
    ['/history since 4', ['PAST 0s alice: c', 'HISTORY: 1 of 1 line']],
    ['/history since 999', ['HISTORY: 0 of 0 lines']],
  ])('answers %s', (asked, answer) => {
    const events = [...arrives(1, 'alice'), ...['a', 'b', 'c'].map((said) => sends(1, said)), sends(1, asked)];
    expect(linesFor(1, ...events).slice(2)).toEqual(answer);
  });

  it('leaves out the lines of those whom a client ignores', () => {
    const events = [
      ...[...arrives(1, 'alice'), ...arrives(2, 'bob'), ...arrives(3, 'carol')],
      ...[sends(1, 'a'), sends(2, 'b'), sends(3, '/ignore BOB'), sends(3, '/history'), sends(3, '/join dev')],
      ...[sends(2, 'c'), sends(3, '/leave')],
    ];
    expect(linesFor(3, ...events).slice(3)).toEqual([...['PAST 0s alice: a', 'HISTORY: 2 of 2 lines']]);
  });

  it('keeps no whisper, and nothing else that was not said to a room', () => {
    const events = [
      ...arrives(1, 'alice'),
      ...arrives(2, 'bob'),
      ...['/w bob secret', '/topic rain', '/users', ' ', '/history'].map((line) => sends(1, line)),
    ];
    expect(linesFor(1, ...events).at(-1)).toBe('HISTORY: 0 of 0 lines');
  });

  it('gives a client each line once, as past or as it is said, in any history', () => {
    fc.assert(
      fc.property(anyHistory, (recorded) => {
        const past = new Past({ ...LIMITS, historyOnJoin: 1000 });
        const rooms = new Map<number, NameKey>();
        const said = new Map<NameKey, number[]>();
        // Of the room that each is in: what it was sent since it has entered it, and what it is to be sent.
        const received = new Map<number, number[]>();
        const wanted = new Map<number, number[]>();
        from(recorded)
          .pipe(transitions({ ...NO_LIMITS, connections: 4 }))
          .subscribe((transition) => {
            for (const delivery of remembered(observed(route, new Activity()), past)(transition)) {
              const { seq } = transition.recorded;
              if (delivery.type === 'enterRoom') {
                rooms.set(delivery.client, delivery.room);
                received.set(delivery.client, []);
                wanted.set(delivery.client, (said.get(delivery.room) ?? []).slice(-LIMITS.historyLines));
              } else if (delivery.type === 'leaveRoom' || delivery.type === 'end') rooms.delete(delivery.client);
              else if (delivery.type === 'send' && delivery.message.type === 'past') {
                const isAnswer = transition.outcome.type === 'command' && transition.outcome.command === 'history';
                if (!isAnswer) received.get(delivery.client)?.push(...delivery.message.lines.map((line) => line.seq));
              } else if (delivery.type === 'sendRoom' && delivery.message.type === 'said') {
                said.set(delivery.room, [...(said.get(delivery.room) ?? []), seq]);
                for (const [client, room] of rooms) {
                  if (room !== delivery.room) continue;
                  received.get(client)?.push(seq);
                  wanted.get(client)?.push(seq);
                }
              }
            }
            for (const client of rooms.keys()) expect(received.get(client)).toEqual(wanted.get(client));
          });
      }),
    );
  });
});
