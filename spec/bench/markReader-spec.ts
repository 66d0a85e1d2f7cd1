import * as fc from 'fast-check';
import { type Mark, MARK_LENGTH, markText, readMark, WHISPERED } from '../../bench/load/mark';
import { MarkReader } from '../../bench/load/markReader';

const SIZE = 40;
const marks = fc
  .tuple(fc.nat({ max: 2 ** 40 - 1 }), fc.nat({ max: 255 }), fc.nat({ max: WHISPERED }))
  .map(([posted, sender, sequence]): Mark => ({ posted, sender, sequence }));

/** A line of the room, or one of those that come between. */
const lines = fc.oneof(
  { weight: 6, arbitrary: marks.map((mark) => ({ mark, text: `u01: ${markText(mark).padEnd(SIZE, 'x')}\n` })) },
  { weight: 1, arbitrary: marks.map((mark) => ({ mark, text: `WHISPER u01: ${markText(mark).padEnd(SIZE, 'x')}\n` })) },
  { weight: 1, arbitrary: fc.constantFrom('SYSTEM: u02 left\n', 'OK\n').map((text) => ({ mark: undefined, text })) },
);
const SHORTEST = 'u01: '.length + SIZE + 1;

describe('a mark', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(marks, fc.nat({ max: 20 }), (mark, before) => {
        const text = markText(mark);
        expect(text).toHaveLength(MARK_LENGTH);
        expect(readMark(Buffer.from('x'.repeat(before) + text), before)).toStrictEqual(mark);
      }),
    );
  });
});

describe('MarkReader', () => {
  it('counts and reads every mark once, in order, wherever the bytes are cut and whatever comes between', () => {
    fc.assert(
      fc.property(fc.array(lines), fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 1 }), (said, sizes) => {
        const bytes = Buffer.from(said.map(({ text }) => text).join(''));
        const buffer = Buffer.alloc(200, '^'); // what is left of earlier pieces must not be taken for marks
        const seen: Mark[] = [];
        const reader = new MarkReader(SHORTEST, (mark) => seen.push(mark));
        const counter = new MarkReader(SHORTEST);
        let read = 0;
        let counted = 0;
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const length = bytes.copy(buffer, 0, at, at + sizes[cut % sizes.length]!);
          read += reader.take(buffer, length);
          counted += counter.take(buffer, length);
          at += length;
        }
        const expected = said.flatMap(({ mark }) => (mark ? [mark] : []));
        expect(seen).toStrictEqual(expected);
        expect([read, counted]).toStrictEqual([expected.length, expected.length]);
      }),
    );
  });
});
