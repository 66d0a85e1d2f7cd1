import fc from 'fast-check';
import { of, scan } from 'rxjs';
import { messagesIn } from '../../src/client/messagesIn';
import type { ClientEvent, Step } from '../../src/client/model';
import { FIRST } from '../../src/client/state';
import { step } from '../../src/client/step';
import { completions } from '../../src/terminal/completions';
import { paintOf } from '../../src/terminal/paint';
import { printed } from '../../src/terminal/printed';
import { promptOf } from '../../src/terminal/reading';

const PLAIN = paintOf(1);

it('takes the objects out of lines, and passes over what is none', () => {
  const text = '{"type":"prompt"}\nEnter username:\n\nnull\n5\n[]\n{"type":"hello","epoch":"e"}\n{"type":';
  expect(messagesIn(text).filter((message) => 'type' in message)).toEqual([
    { type: 'prompt' },
    { type: 'hello', epoch: 'e' },
  ]);
});

const ID = { id: 'e.1', at: '2026-11-25T14:03:11.042Z' };
/** A message of each type. */
const WHOLE: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'hello', epoch: 'e' },
  { type: 'prompt' },
  { type: 'accepted', name: 'alice' },
  { type: 'said', ...ID, room: 'lobby', from: 'bob', text: 'hi' },
  { type: 'joined', ...ID, room: 'lobby', name: 'alice' },
  { type: 'left', ...ID, room: 'lobby', name: 'bob' },
  { type: 'whispered', ...ID, from: 'bob', text: 'hi' },
  { type: 'whispering', ...ID, to: 'bob', text: 'hi' },
  { type: 'users', room: 'lobby', names: ['bob'], more: 0 },
  { type: 'rooms', rooms: [{ name: 'lobby', members: 1 }], more: 0 },
  { type: 'refused', code: 'x', hint: null },
  { type: 'skipped', lines: 1 },
  { type: 'history', room: 'lobby', lines: 1, of: 2, more: 0, last: 'e.1' },
  { type: 'topic', room: 'lobby', text: null, by: 'bob' },
  { type: 'motd', lines: ['hi'] },
  { type: 'welcome', room: 'lobby', members: 2 },
  { type: 'help', entries: [{ syntax: '/x', does: 'y' }] },
  { type: 'who', name: 'bob', room: 'lobby', idle: 1, here: 1, behind: 1, away: 'tea' },
  { type: 'set', bell: 'off' },
  { type: 'ignored', names: ['bob'] },
  { type: 'notice', text: 'hi' },
  { type: 'end', reason: 'shutdown' },
];

it.each(WHOLE)('takes $type as it is', (message) => expect(messagesIn(JSON.stringify(message))).toEqual([message]));

/** One of those, in which some fields are something else. */
const damaged = fc
  .constantFrom(...WHOLE)
  .chain((message) =>
    fc.tuple(
      fc.constant(message),
      fc.dictionary(
        fc.constantFrom('text', 'more', ...Object.keys(message).filter((key) => key !== 'type')),
        fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
        {
          maxKeys: 2,
        },
      ),
    ),
  )
  .map(([message, changes]) => ({ ...message, ...changes }));

it('whatever a server sends, no client fails, and nothing that it shows moves the cursor', () => {
  fc.assert(
    fc.property(fc.array(damaged, { maxLength: 20 }), (sent) => {
      const text = sent.map((message) => JSON.stringify(message)).join('\n');
      const received = messagesIn(text).map((message): ClientEvent => ({ type: 'received', message }));
      const events: ClientEvent[] = [
        { type: 'chose name', name: 'alice' },
        { type: 'opened' },
        ...received,
        { type: 'closed' },
      ];
      const shown: string[] = [];
      of(...events)
        .pipe(
          scan(
            (taken: Step, event) => {
              const next = step(taken.state, event);
              shown.push(promptOf(next.state, PLAIN));
              completions('b', next.state);
              return next;
            },
            { state: FIRST, sends: [] },
          ),
          printed(PLAIN, 0),
        )
        .subscribe({ next: (lines) => shown.push(...lines), error: (error: unknown) => fail(error) });
      for (const line of shown) expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 1000 },
  );
});

function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}
