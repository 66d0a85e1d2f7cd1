import fc from 'fast-check';
import { is, List, Map as PersistentMap, Set as PersistentSet } from 'immutable';
import { fromPlain, toPlain } from '../../src/recovery/plainData';
import { SortedMap } from '../../src/streams/reduce/sortedMap';

const roundTrip = (value: unknown): unknown => fromPlain(JSON.parse(JSON.stringify(toPlain(value))));

/** Values of all kinds, in each other. */
const { value } = fc.letrec<{ value: unknown }>((tie) => {
  const part = tie('value');
  const parts = fc.array(part, { maxLength: 4 });
  const pairs = fc.array(fc.tuple(fc.oneof(fc.string(), fc.integer()), part), { maxLength: 4 });
  return {
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(undefined, null, true, false, 0, -1.5, '', '$', 'undefined'),
      fc.string({ unit: 'binary' }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', 'entries', '__proto__')), part),
      parts,
      parts.map((entries) => List(entries)),
      parts.map((entries) => new Set(entries)),
      pairs.map((entries) => new Map(entries)),
      pairs.map((entries) => PersistentMap(entries)),
      fc.array(fc.string()).map((entries) => PersistentSet(entries)),
      fc.array(fc.tuple(fc.string(), part), { maxLength: 4 }).map((entries) => SortedMap.of(...entries)),
    ),
  };
});

describe('plain data of state', () => {
  it('is read as what it was made of, however the kinds are in each other', () => {
    fc.assert(
      fc.property(value, (state) => {
        expect(toPlain(roundTrip(state))).toStrictEqual(toPlain(state));
      }),
    );
  });

  it.each([
    ['a persistent map', PersistentMap([[1, 'a']])],
    ['a persistent set', PersistentSet(['a', 'b'])],
    ['a list', List([1, undefined])],
  ])('has %s as what it is', (_, collection) => {
    expect(is(roundTrip(collection), collection)).toBe(true);
  });

  it.each([
    ['a sorted map', SortedMap.of(['a', 1], ['b', 2])],
    ['a map', new Map([[{ key: 1 }, 'a']])],
    ['a set', new Set([1, 'a'])],
    ['what looks like a kind', { $: 'sortedMap', entries: [] }],
    ['what is not there', { a: undefined }],
  ])('has %s as what it is', (_, thing) => {
    expect(roundTrip(thing)).toStrictEqual(thing);
  });

  it.each([
    ['a date', new Date(0), 'an object of the class Date is no data that a snapshot can keep'],
    ['a function', (): void => undefined, 'a value of type function is no data that a snapshot can keep'],
    ['no number', NaN, 'a value of type number is no data that a snapshot can keep'],
    ['bytes', Buffer.of(1), 'an object of the class Buffer is no data that a snapshot can keep'],
  ])('is not made of %s', (_, thing, sentence) => {
    expect(() => toPlain({ a: [thing] })).toThrow(sentence);
  });

  it('is not read with a kind that is not known', () => {
    expect(() => fromPlain({ $: 'toString', entries: [] })).toThrow('toString is no kind of data that is known here');
  });
});
