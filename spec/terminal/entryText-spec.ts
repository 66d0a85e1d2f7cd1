import fc from 'fast-check';
import type { Entry } from '../../src/client/model';
import { entryText } from '../../src/terminal/entryText';
import { paintOf } from '../../src/terminal/paint';

const PLACE = { key: 'e.1', epoch: 'e', number: 1, at: new Date(2026, 10, 25, 14, 3).toISOString() };
const said = (from: string, text: string, more: object = {}): Entry => ({
  ...PLACE,
  ...{ kind: 'said', from, text, isAction: false, isMention: false, isOwn: false },
  ...more,
});
const { at: _, ...timeless } = PLACE;

describe('entryText', () => {
  it.each<[Entry, string]>([
    [said('bob', 'hello'), '14:03 bob: hello'],
    [said('bob', 'waves', { isAction: true }), '14:03 * bob waves'],
    [{ ...PLACE, kind: 'whisper', from: 'bob', text: 'psst' }, '14:03 bob whispers: psst'],
    [{ ...PLACE, kind: 'whisper', to: 'bob', text: 'psst' }, '14:03 you whisper to bob: psst'],
    [{ ...timeless, kind: 'moved', how: 'joined', names: ['bob', 'carol'] }, '      - bob and carol joined'],
    [{ ...timeless, kind: 'note', text: 'ok', isFault: false }, '      - ok'],
    [{ ...timeless, kind: 'note', text: 'no', isFault: true }, '      ! no'],
  ])('%j', (entry, text) => expect(entryText(entry, paintOf(1))).toBe(text));

  it('shows a name in a color of its own, and what is for the person strongly', () => {
    const paint = paintOf(8);
    expect(entryText(said('bob', 'alice: hi', { isMention: true }), paint)).toContain('\x1b[1malice: hi\x1b[0m');
    expect(entryText(said('Bob', 'hi'), paint).replace('Bob', 'bob')).toBe(entryText(said('bob', 'hi'), paint));
    const colors = new Set('abcdefghijklmnopqrstuvwxyz'.split('').map((name) => paint.name(name).replace(name, '')));
    expect(colors.size).toBeGreaterThan(10);
  });

  it('lets nothing through that moves the cursor, whatever a server sends', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(anything, anything, (from, text) => {
        const all: Entry[] = [
          said(from, text),
          said(from, text, { isAction: true }),
          { ...PLACE, kind: 'whisper', from, text },
          { ...PLACE, kind: 'whisper', to: from, text },
          { ...timeless, kind: 'moved', how: 'left', names: [from] },
          { ...timeless, kind: 'note', text, isFault: true },
        ];
        for (const entry of all)
          expect(entryText(entry, paintOf(1))).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
