import fc from 'fast-check';
import { byCodePoint } from '../../../src/streams/reduce/codePointOrder';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';

const key = fc.oneof(fc.constantFrom('alice', 'Alice', 'bob', 'Zoë', 'ﬁn', '𠮷', ''), fc.string({ maxLength: 2 }));
const entries = fc.array(fc.tuple(key, fc.nat(9)), { maxLength: 40 });

describe('SortedMap', () => {
  it('is a Map in the order of code points, after any steps', () => {
    const steps = fc.array(fc.tuple(key, fc.option(fc.nat(9))), { maxLength: 100, size: 'max' });
    fc.assert(
      fc.property(steps, key, fc.nat(20), (all, other, count) => {
        let map = SortedMap.of<number>();
        const plain = new Map<string, number>();
        for (const [at, value] of all) {
          const before = map;
          const same = value === null ? !plain.has(at) : plain.get(at) === value;
          map = value === null ? map.delete(at) : map.set(at, value);
          if (value === null) plain.delete(at);
          else plain.set(at, value);
          expect(map === before).toBe(same);
          expect([map.has(at), map.get(at), map.size]).toStrictEqual([plain.has(at), plain.get(at), plain.size]);
        }
        const sorted = Array.from(plain).sort(([a], [b]) => byCodePoint(a, b));
        expect(Array.from(map)).toStrictEqual(sorted);
        expect(Array.from(map.keys())).toStrictEqual(sorted.map(([at]) => at));
        expect(Array.from(map.values())).toStrictEqual(sorted.map(([, value]) => value));
        expect(map.first(count, (...entry) => entry)).toStrictEqual(sorted.slice(0, count));
        expect(map.get(other, -1)).toBe(plain.get(other) ?? -1);
      }),
    );
  });

  it('stays as it was, whatever is made of it', () => {
    fc.assert(
      fc.property(entries, entries, (first, later) => {
        const map = SortedMap.of(...first);
        const before = Array.from(map);
        later.reduce((rest, [at, value]) => rest.set(at, value), map);
        later.reduce((rest, [at]) => rest.delete(at), map);
        expect(Array.from(map)).toStrictEqual(before);
      }),
    );
  });

  it('can be walked while others are made of it', () => {
    const map = SortedMap.of(['a', 1], ['b', 2], ['c', 3]);
    let rest = map;
    for (const [at] of map) rest = rest.delete(at);
    expect([rest.size, map.size]).toEqual([0, 3]);
  });

  it('has the later one of two entries with the same key', () => {
    expect(Array.from(SortedMap.of(['a', 1], ['a', 2]))).toEqual([['a', 2]]);
  });

  it('looks at no more entries than the first ones that are asked for', () => {
    const map = SortedMap.of(...Array.from('edcba', (at, index) => [at, index] as const));
    const seen: string[] = [];
    expect(map.first(2, (at) => seen.push(at))).toEqual([1, 2]);
    expect(seen).toEqual(['a', 'b']);
    expect(map.first(0, (at) => seen.push(at))).toEqual([]);
    expect(map.first(9, (at) => at)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(seen).toHaveLength(2);
  });
});
