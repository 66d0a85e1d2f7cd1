import { hash, Map as HashMap, Set as HashSet } from 'immutable';
import { EMPTY_REGISTRY, LOBBY_KEY } from '../../../src/streams/reduce/registry';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';
import { leastTimes } from '../../helpers/leastTimes';

const COUNT = 3000;

/**
 * Names of Chinese characters of which each pair can be (a, b), (a + 1, b - 31) or (a + 2, b - 62): the hash of strings that
 * Java made common, and that the package immutable uses, is 31 a + b for a pair, so all of these have one.
 */
const colliding = Array.from({ length: COUNT }, (_, index) =>
  Array.from({ length: 8 }, (_, pair) => {
    const choice = Math.floor(index / 3 ** pair) % 3;
    return String.fromCharCode(0x6c40 + 0x40 * pair + choice, 0x7e80 - 31 * choice);
  }).join(''),
);

/** As many of the same length, with a hash each. */
const others = Array.from({ length: COUNT }, (_, index) =>
  Array.from({ length: 16 }, (_, place) => String.fromCharCode(0x6c40 + ((index >> place) & 1))).join(''),
);

/** A persistent map, of whatever kind. */
interface PersistentMap {
  readonly size: number;
  set(key: string, value: number): PersistentMap;
  delete(key: string): PersistentMap;
}

/** All come, and all go. */
const crowd = (empty: PersistentMap, names: readonly string[]) => (): void => {
  const full = names.reduce((map, name, index) => map.set(name, index), empty);
  expect(full.size).toBe(COUNT);
  expect(names.reduce((map, name) => map.delete(name), full).size).toBe(0);
};

describe('names that are made to have the same hash', () => {
  it('have it, and the others do not', () => {
    expect(new Set(colliding).size).toBe(COUNT);
    expect(new Set(colliding.map(hash)).size).toBe(1);
    expect(new Set(others.map(hash)).size).toBe(COUNT);
  });

  it('cost a sorted map no more than others, and a map that hashes them far more', () => {
    const [sorted, sortedOthers] = leastTimes([crowd(SortedMap.of(), colliding), crowd(SortedMap.of(), others)], 20);
    expect(sorted! / sortedOthers!).toBeLessThan(2.5);
    const [hashed, hashedOthers] = leastTimes([crowd(HashMap(), colliding), crowd(HashMap(), others)], 1);
    expect(hashed! / hashedOthers!).toBeGreaterThan(2.5); // or the names show nothing
  });

  it('are keys of sorted maps only', () => {
    const {
      epoch,
      clients,
      pendingSince,
      lastActivityAt,
      lastWhispers,
      overflowing,
      admitted,
      busySince,
      stopping,
      ...byText
    } = EMPTY_REGISTRY;
    for (const map of [...Object.values(byText), byText.rooms.get(LOBBY_KEY)?.members])
      expect(map).toBeInstanceOf(SortedMap);
    expect(overflowing).toBeInstanceOf(HashSet);
    for (const map of [clients, pendingSince, lastActivityAt, lastWhispers]) expect(map).toBeInstanceOf(HashMap); // ids of the server's own
    expect([epoch, admitted, busySince, stopping]).toEqual(['', 0, undefined, false]);
  });
});
