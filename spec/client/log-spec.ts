import fc from 'fast-check';
import { logOf, mentions, placeOf, saidEntry, withEntry, withMoved, withNote } from '../../src/client/log';
import type { Said, State } from '../../src/client/model';
import { FIRST } from '../../src/client/state';

const said = (number: number, epoch = 'e'): Said => ({
  type: 'said',
  id: `${epoch}.${number}`,
  at: '2026-11-25T14:03:11.042Z',
  room: 'lobby',
  from: 'bob',
  text: String(number),
});
const withSaid = (state: State, number: number, epoch?: string): State =>
  withEntry(state, saidEntry(said(number, epoch), 'alice'));
const shown = (state: State): string[] => logOf(state).map((entry) => ('text' in entry ? entry.text : entry.kind));

describe('the log of a room', () => {
  it('has each line once and in order, in whichever order and however often they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (numbers) => {
        const state = numbers.reduce((next, number) => withSaid(next, number), FIRST);
        const wanted = Array.from(new Set(numbers)).sort((a, b) => a - b);
        expect(shown(state)).toEqual(wanted.map(String));
      }),
    );
  });

  it('is the same object if a line comes again', () => {
    const state = withSaid(withSaid(FIRST, 1), 2);
    expect(withSaid(state, 1)).toBe(state);
  });

  it('has what is of another life of the server before that of this one', () => {
    const state = withNote({ ...withSaid(FIRST, 500, 'old'), epoch: 'new' }, 'anew');
    expect(shown(withSaid(withSaid(state, 7, 'new'), 3, 'new'))).toEqual(['500', 'anew', '3', '7']);
  });

  it('keeps a note where it was said', () => {
    const state = withSaid(withNote(withSaid({ ...FIRST, epoch: 'e' }, 5), 'note'), 9);
    expect(shown(withSaid(state, 7))).toEqual(['5', 'note', '7', '9']);
  });

  it('keeps so many lines and no more', () => {
    let state = FIRST;
    for (let number = 1; number <= 1100; number += 1) state = withSaid(state, number);
    expect(logOf(state)).toHaveLength(1000);
    expect(shown(state)[0]).toBe('101');
  });

  it('has those who come one after the other in one line, up to six', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const state = names.reduce((next, name, index) => withMoved(next, `e.${index}`, 'joined', name), FIRST);
    expect(logOf(state).map((entry) => 'names' in entry && entry.names)).toEqual([names.slice(0, 6), ['g']]);
    expect(logOf(withMoved(state, 'e.9', 'left', 'a')).at(-1)).toMatchObject({ how: 'left', names: ['a'] });
  });
});

describe('mentions', () => {
  it.each(['bob', 'Bob: look', 'hi @bob!', 'bobsled and bob', '(bob)'])('%j mentions bob', (text) => {
    expect(mentions(text, 'bob')).toBe(true);
  });
  it.each(['', 'bobsled', 'kebob', 'bob2', 'bob_', 'b o b', 'böb'])('%j does not', (text) => {
    expect(mentions(text, 'bob')).toBe(false);
  });
  it('knows names of other scripts', () => {
    expect(mentions('привет, Боб', 'боб')).toBe(true);
    expect(mentions('бобр', 'боб')).toBe(false);
  });
});

it('placeOf reads an id', () => {
  expect(placeOf('7f3a.1042')).toEqual({ epoch: '7f3a', number: 1042 });
});
