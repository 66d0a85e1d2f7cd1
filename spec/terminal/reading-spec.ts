import type { State } from '../../src/client/model';
import { FIRST } from '../../src/client/state';
import { paintOf } from '../../src/terminal/paint';
import { promptOf, readAs } from '../../src/terminal/reading';

const state = (changes: Partial<State>): State => ({ ...FIRST, ...changes });
const ONLINE = state({ phase: 'online', wanted: 'alice', room: 'dev' });
const REFUSED = state({ phase: 'unnamed', wanted: 'bob', nameFault: 'Somebody has that name.' });
const LOST = state({ phase: 'lost', wanted: 'alice' });

it.each<[State, string]>([
  [FIRST, 'Your name: '],
  [REFUSED, 'Your name: '],
  [state({ phase: 'connecting', wanted: 'alice' }), '(connecting) '],
  [state({ phase: 'unnamed', wanted: 'alice' }), '(connecting) '],
  [ONLINE, '[dev] '],
  [LOST, '(no connection) '],
])('before the line stands where it goes', (where, prompt) => expect(promptOf(where, paintOf(1))).toBe(prompt));

describe('a line that was typed', () => {
  it.each([FIRST, REFUSED])('is a name as long as there is none', (where) =>
    expect(readAs(' alice ', where)).toEqual({ action: { type: 'chose name', name: 'alice' } }),
  );

  it.each<[string, boolean]>([
    ['hello', true],
    [' /who', true],
    ['//etc', true],
    ['/me waves', true],
    ['/meet', false],
    ['/who bob', false],
  ])('%j is sent as it is, and comes back if it is said: %j', (line, isSaid) =>
    expect(readAs(line, ONLINE)).toEqual({ action: { type: 'sent', lines: [line] }, isSaid }),
  );

  it('is nothing without a letter', () => {
    for (const where of [FIRST, ONLINE, LOST]) expect(readAs('  ', where)).toEqual({});
  });

  it('is not sent without a connection', () => expect(readAs('hello', LOST).fault).toMatch(/^Not sent/));
});
