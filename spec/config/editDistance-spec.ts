import fc from 'fast-check';
import { editDistance } from '../../src/config/editDistance';

const word = fc.string({ maxLength: 8 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['port', 'port', 0],
    ['', 'port', 4],
    ['port', 'prot', 1], // two letters in the wrong order
    ['port', 'pot', 1],
    ['port', 'porrt', 1],
    ['port', 'pirt', 1],
    ['port', 'host', 2],
    ['loglevl', 'log_level', 2],
    ['ca', 'abc', 3],
  ])('of %j and %j is %i', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
  });

  it('is the same in both directions, and no more than the length of the longer word', () => {
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right)).toBe(editDistance(right, left));
        expect(editDistance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length));
        expect(editDistance(left, right) === 0).toBe(left === right);
      }),
    );
  });

  it('is one for a letter too many, wherever it is', () => {
    fc.assert(
      fc.property(word, word, fc.constantFrom('a', '_'), (left, right, letter) => {
        expect(editDistance(left + letter + right, left + right)).toBe(1);
      }),
    );
  });
});
