import { added, addedAll, taken, takenAll } from '../../../src/streams/reduce/strictEntries';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';

const map = SortedMap.of(['a', 1], ['b', 2]);

describe('entries that cannot be there yet', () => {
  it('are added', () => {
    expect(Array.from(added(map, 'c', 3, 'never'))).toEqual([...map, ['c', 3]]);
    expect(Array.from(addedAll(map, ['c', 'd'], 3, 'never'))).toEqual([...map, ['c', 3], ['d', 3]]);
  });

  it('are a defect where they are there, which says what does not hold', () => {
    expect(() => added(map, 'a', 1, 'no name twice')).toThrow('must hold: no name twice');
    expect(() => addedAll(map, ['c', 'b'], 3, 'no name twice')).toThrow('must hold: no name twice');
    expect(map.size).toBe(2);
  });
});

describe('entries that must be there', () => {
  it('are taken out', () => {
    expect(Array.from(taken(map, 'a', 'never'))).toEqual([['b', 2]]);
    expect(takenAll(map, ['a', 'b'], 'never').size).toBe(0);
  });

  it('are a defect where they are not there, which says what does not hold', () => {
    expect(() => taken(map, 'c', 'each user has a name')).toThrow('must hold: each user has a name');
    expect(() => takenAll(map, ['a', 'a'], 'each user has a name')).toThrow('must hold: each user has a name');
    expect(map.size).toBe(2);
  });
});
