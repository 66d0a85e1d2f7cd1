import fc from 'fast-check';
import { checkedLine, type Commit, fromLine, toLine } from '../../../src/streams/journal/commit';
import { flip } from '../../helpers/journalFolder';

const commit: fc.Arbitrary<Commit> = fc.record({
  seq: fc.integer({ min: 1 }),
  at: fc.integer({ min: 0 }),
  events: fc.array(fc.record({ type: fc.string(), text: fc.string({ unit: 'grapheme' }) }), { minLength: 1 }),
});

describe('the line of a commit', () => {
  it('has a checksum, and is one line', () => {
    expect(toLine({ seq: 101, at: 5, events: [{ type: 'ticked' }] }).toString()).toBe(
      'dd281243 {"s":101,"at":5,"e":[{"type":"ticked"}]}\n',
    );
  });

  it('is read as what was written', () => {
    fc.assert(
      fc.property(commit, (written) => {
        const line = toLine(written);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(fromLine(line.subarray(0, -1))).toEqual(written);
      }),
    );
  });

  it('is not read if any bit of it is another', () => {
    fc.assert(
      fc.property(commit, fc.nat(), fc.nat(7), (written, place, bit) => {
        const line = toLine(written).subarray(0, -1);
        expect(fromLine(flip(place % line.length, bit)(line))).toBeUndefined();
      }),
    );
  });

  it('is not read if it is cut', () => {
    const line = toLine({ seq: 1, at: 5, events: [{ type: 'ticked' }] });
    for (let length = 0; length < line.length - 1; length += 1)
      expect(fromLine(line.subarray(0, length))).toBeUndefined();
  });

  it.each([
    ['no number', '{"at":1,"e":[1]}'],
    ['no time', '{"s":1,"e":[1]}'],
    ['no events', '{"s":1,"at":1,"e":[]}'],
    ['a list', '[]'],
    ['nothing', 'null'],
  ])('is not read with %s, whatever its checksum says', (_, json) => {
    expect(fromLine(checkedLine(json).subarray(0, -1))).toBeUndefined();
  });
});
