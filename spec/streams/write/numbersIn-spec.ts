import fc from 'fast-check';
import { toChunk } from '../../../src/buffers/chunk';
import { numbersIn } from '../../../src/streams/write/numbersIn';

const numberIn = (line: string): number | undefined => (line.startsWith('#') ? Number(line.slice(1)) : undefined);

describe('numbersIn', () => {
  it.each([
    [['#1'], 1, 1],
    [['#1', '#2', '#3'], 1, 3],
    [['a', '#7', 'b', '#9', 'c'], 7, 9],
    [['a', 'b'], undefined, undefined],
    [['', ''], undefined, undefined],
  ])('reads %j from both ends', (lines, first, last) => {
    expect(numbersIn(toChunk(...lines), numberIn)).toEqual({ first, last });
  });

  it('finds what a look at each line would find, also within a larger buffer', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'a', 'ü'),
      fc.nat(9).map((number) => `#${number}`),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(line), (lines, before) => {
        const { bytes } = toChunk(...before, ...lines);
        const chunk = { bytes: bytes.subarray(toChunk(...before).bytes.length), lines: lines.length };
        const numbers = lines.flatMap((each) => numberIn(each) ?? []);
        expect(numbersIn(chunk, numberIn)).toEqual({ first: numbers[0], last: numbers.at(-1) });
      }),
    );
  });
});
