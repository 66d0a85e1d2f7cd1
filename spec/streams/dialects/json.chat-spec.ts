import fc from 'fast-check';
import { from } from 'rxjs';
import { dialectsOf } from '../../../src/streams/dialects/dialects';
import { json } from '../../../src/streams/dialects/json';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import type { Stamp } from '../../../src/streams/model/stamp';
import { transitions } from '../../../src/streams/reduce/transitions';
import { deliveries } from '../../../src/streams/route/deliveries';
import { Past } from '../../../src/streams/route/past';
import { remembered } from '../../../src/streams/route/remembered';
import { Activity, observed } from '../../../src/streams/route/observed';
import { route } from '../../../src/streams/route/route';
import { anyHistory } from '../../helpers/anyHistory';
import { ChatUnderTest, quiet } from '../../helpers/chatUnderTest';
import { connects, NO_LIMITS, START_OF_TIME } from '../../helpers/history';
import { isDescribed } from '../../helpers/jsonSchema';
import { marbles } from '../../helpers/marbles';

const ABOUT = { version: '0.2.0', epoch: '7f3a' };
const PAST = { historyLines: 20, historyBytes: 10_000, historyOnJoin: 3 };
const PLACED = /^\{"type":"(said|joined|left|whispered|whispering)",/;

describe('what a chat sends in JSON', () => {
  it('is as the schema says, in any history, with ids that increase', () => {
    const dialect = json(ABOUT);
    const types = new Set<unknown>();
    fc.assert(
      fc.property(anyHistory, (recorded) => {
        let stamp: Stamp | undefined;
        const program: ChatEvent = { ...connects(99), dialect: 'json' } as ChatEvent; // with it there, there are stamps
        const first = { seq: 0, at: START_OF_TIME, event: program };
        from([first, ...recorded])
          .pipe(
            transitions({ ...NO_LIMITS, connections: 4, idleTimeout: 50 }),
            deliveries(remembered(observed(route, new Activity()), new Past(PAST))),
          )
          .subscribe((delivery) => {
            if (delivery.type === 'stamp') {
              expect(delivery.seq).toBeGreaterThan(stamp?.seq ?? -1);
              stamp = delivery;
            }
            if (!('message' in delivery)) return;
            for (const line of dialect.show(delivery.message, stamp)) {
              const shown = JSON.parse(line) as { type: unknown; id?: string; past?: true };
              expect({ line, described: isDescribed(shown) }).toEqual({ line, described: true });
              if (shown.past) expect(Number(shown.id?.slice('7f3a.'.length))).toBeLessThan(stamp?.seq ?? 0);
              else if (PLACED.test(line)) expect(shown.id).toBe(`7f3a.${stamp?.seq}`);
              types.add(shown.past ? 'past' : shown.type);
            }
          });
      }),
    );
    expect(types).toContain('said');
    expect(types).toContain('refused');
    expect(types).toContain('past');
    expect(types).toContain('topic');
  });

  it(
    'begins with hello for a client that comes with that dialect, and is all in it, for one that is refused too',
    marbles((virtual) => {
      const { expectObservable, flush } = virtual;
      const chat = new ChatUnderTest(
        virtual,
        { a: 'alice', h: 'hello', w: '/w nobody hi', j: '/json' },
        { dialects: dialectsOf(ABOUT), limits: { connections: 2 } },
      );
      const person = chat.client('   ----a--------');
      const program = chat.client('  ------j-a-w--h-', { dialect: 'json' });
      const other = chat.client('    ----', { dialect: 'json' });
      expectObservable(quiet(chat.run('12-3-------------', { 1: person, 2: program, 3: other }))).toBe('-');
      flush();
      const at = /"at":"1970-01-01T00:00:00.\d{3}Z"/;
      expect(program.lines.map((line) => line.replace(at, 'AT').replace(/7f3a\.\d+/, 'ID'))).toEqual([
        '{"type":"hello","server":"rxchat","version":"0.2.0","epoch":"7f3a"}',
        '{"type":"prompt"}',
        '{"type":"refused","code":"username_invalid","hint":"a username is 1 to 16 letters, digits, - or _","line":1}',
        '{"type":"prompt"}',
        '{"type":"refused","code":"username_taken","hint":null,"line":2}',
        '{"type":"prompt"}',
        '{"type":"refused","code":"username_invalid","hint":"a username is 1 to 16 letters, digits, - or _","line":3}',
        '{"type":"prompt"}',
        '{"type":"accepted","name":"hello"}',
        '{"type":"joined","id":"ID",AT,"room":"lobby","name":"hello"}',
      ]);
      expect(other.lines).toEqual(['{"type":"end","reason":"server_full"}']);
      expect(person.lines[0]).toBe('Enter username:');
    }),
  );
});
