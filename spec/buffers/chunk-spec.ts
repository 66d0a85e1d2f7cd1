import * as fc from 'fast-check';
import {
  type Chunk,
  compacted,
  headOf,
  joined,
  linesThatFit,
  tailOf,
  toChunk,
  withoutHead,
} from '../../src/buffers/chunk';

const textOf = (chunk: Chunk | undefined): string | undefined => chunk && Buffer.from(chunk.bytes).toString();

/** Lines of any text, multibyte and empty ones too. */
const anyLines = fc.array(
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\n', '')),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const room = fc.integer({ min: -5, max: 120 });

/** The longest run of lines from one end that fits, found by trying all. */
function fitting(lines: readonly string[], most: number, mostBytes: number, from: 'start' | 'end'): readonly string[] {
  for (let count = Math.min(lines.length, Math.max(0, most)); count > 0; count -= 1) {
    const part = from === 'start' ? lines.slice(0, count) : lines.slice(lines.length - count);
    if (toChunk(...part).bytes.length <= mostBytes) return part;
  }
  return [];
}

describe('toChunk', () => {
  it('ends each line by a newline, and counts them', () => {
    expect(toChunk('hi', '', 'grüße 👋')).toStrictEqual({ bytes: Buffer.from('hi\n\ngrüße 👋\n'), lines: 3 });
  });
});

describe('joined', () => {
  it('is the only chunk itself, with its mark', () => {
    const only: Chunk = { ...toChunk('Bye'), last: true };
    expect(joined([only])).toBe(only);
  });

  it('has the lines of all, in order', () => {
    expect(joined([toChunk('a'), toChunk('b', 'c'), toChunk('d')])).toStrictEqual(toChunk('a', 'b', 'c', 'd'));
  });

  it('has bytes of its own where there are several, so that it holds on to none of them', () => {
    const first = toChunk('a');
    const both = joined([first, toChunk('b')]);
    expect(both.bytes.buffer === first.bytes.buffer && both.bytes.byteOffset === first.bytes.byteOffset).toBe(false);
    expect(textOf(both)).toBe('a\nb\n');
  });
});

describe('linesThatFit', () => {
  const chunk = toChunk('one', 'two', 'three'); // 4, 4 and 6 bytes

  it.each([
    { lines: 3, bytes: 14, fit: 3 },
    { lines: 9, bytes: 99, fit: 3 },
    { lines: 2, bytes: 14, fit: 2 },
    { lines: 3, bytes: 13, fit: 2 },
    { lines: 3, bytes: 8, fit: 2 },
    { lines: 3, bytes: 7, fit: 1 },
    { lines: 3, bytes: 3, fit: 0 },
    { lines: 0, bytes: 14, fit: 0 },
    { lines: -1, bytes: 14, fit: 0 },
    { lines: 3, bytes: -1, fit: 0 },
  ])('is $fit in a room of $lines lines and $bytes bytes', ({ lines, bytes, fit }) => {
    expect(linesThatFit(chunk, lines, bytes)).toBe(fit);
  });

  it('counts only lines that are ended', () => {
    expect(linesThatFit({ bytes: Buffer.from('one\ntwo'), lines: 2 }, 5, 6)).toBe(1);
  });
});

describe('headOf', () => {
  it('is the chunk itself where that is all of it', () => {
    const chunk = toChunk('a', 'b');
    expect(headOf(chunk, 2)).toBe(chunk);
  });

  it('shares the bytes of the chunk', () => {
    const chunk = toChunk('one', 'two', 'three');
    const head = headOf(chunk, 2);
    expect(head).toStrictEqual(toChunk('one', 'two'));
    expect([head.bytes.buffer, head.bytes.byteOffset]).toEqual([chunk.bytes.buffer, chunk.bytes.byteOffset]);
  });
});

describe('tailOf', () => {
  const chunk = toChunk('one', 'two', 'three');

  it.each([
    { lines: 3, bytes: 14, tail: 'one\ntwo\nthree\n' },
    { lines: 2, bytes: 14, tail: 'two\nthree\n' },
    { lines: 3, bytes: 13, tail: 'two\nthree\n' },
    { lines: 3, bytes: 9, tail: 'three\n' },
    { lines: 3, bytes: 5, tail: undefined },
    { lines: 0, bytes: 14, tail: undefined },
    { lines: -3, bytes: 14, tail: undefined },
    { lines: 3, bytes: -1, tail: undefined },
  ])('is $tail in a room of $lines lines and $bytes bytes', ({ lines, bytes, tail }) => {
    expect(textOf(tailOf(chunk, lines, bytes))).toBe(tail);
  });
});

describe('cutting a chunk', () => {
  it('gives the longest head and the longest tail that fit, for any lines and any room', () => {
    fc.assert(
      fc.property(anyLines, room, room, (lines, most, mostBytes) => {
        const chunk = toChunk(...lines);
        const count = linesThatFit(chunk, most, mostBytes);
        const head = fitting(lines, most, mostBytes, 'start');
        const tail = fitting(lines, most, mostBytes, 'end');
        expect(count).toBe(head.length);
        if (count > 0) expect(headOf(chunk, count)).toStrictEqual(toChunk(...head));
        expect(tailOf(chunk, most, mostBytes)).toStrictEqual(tail.length > 0 ? toChunk(...tail) : undefined);
      }),
    );
  });
});

describe('a part of a chunk', () => {
  const chunk = toChunk(...Array.from({ length: 10 }, () => 'x'.repeat(99)));

  it('shares the bytes where it is most of them', () => {
    expect(headOf(chunk, 9).bytes.buffer).toBe(chunk.bytes.buffer);
    expect(tailOf(chunk, 5, Infinity)?.bytes.buffer).toBe(chunk.bytes.buffer);
  });

  it('is a copy where it is little of them, and would keep all of them alive', () => {
    const head = headOf(chunk, 2);
    expect(Buffer.from(head.bytes).equals(chunk.bytes.subarray(0, 200))).toBe(true);
    expect(head.bytes.byteOffset === chunk.bytes.byteOffset && head.bytes.buffer === chunk.bytes.buffer).toBe(false);
  });
});

describe('compacted', () => {
  const large = Buffer.allocUnsafeSlow(1000).fill('x\n');

  it('is the chunk itself if it is at least half of its buffer', () => {
    for (const bytes of [large, large.subarray(0, 500), large.subarray(400)]) {
      const chunk = { bytes, lines: bytes.length / 2 };
      expect(compacted(chunk)).toBe(chunk);
    }
  });

  it('has bytes of its own if it is less, and all else stays', () => {
    const chunk = { bytes: large.subarray(10, 20), lines: 5, last: true as const, missing: 3 };
    const own = compacted(chunk);
    expect(own).toStrictEqual({ ...chunk, bytes: Buffer.from('x\n'.repeat(5)) });
    expect(own.bytes.buffer.byteLength).toBe(10);
  });

  it('keeps no more than twice what its length says, whatever it is cut from', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.boolean(), (start, length, isPooled) => {
        const whole = isPooled
          ? Buffer.from('x'.repeat(start + length + 1))
          : Buffer.allocUnsafeSlow(start + length + 1);
        const bytes = whole.subarray(start, start + length + 1);
        const kept = compacted({ bytes, lines: 1 }).bytes;
        expect(kept.buffer.byteLength).toBeLessThanOrEqual(2 * kept.length);
        expect(Buffer.compare(kept, bytes)).toBe(0);
      }),
    );
  });
});

describe('the marks of a chunk', () => {
  const marked = (...lines: readonly string[]): Chunk => ({
    ...toChunk(...lines),
    marks: lines.flatMap((text, line) => (text.startsWith('!') ? [{ line, onDrop: () => undefined }] : [])),
  });
  const linesOf = ({ bytes }: Chunk): string[] => Buffer.from(bytes).toString().split('\n').slice(0, -1);
  /** The lines at which marks are. */
  const markedLines = (chunk: Chunk | undefined): unknown =>
    chunk?.marks?.map(({ line }) => linesOf(chunk)[line]) ?? [];
  const marksIn = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('!'));
  const line = fc.constantFrom('a', 'bb', '!c', '!dd');

  it('stay at their lines, however chunks are joined and cut', () => {
    const chunk = fc.array(line, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(), (parts, cut, room) => {
        const whole = joined(parts.map((part) => marked(...part)));
        const lines = parts.flat();
        const at = cut % lines.length;
        expect(markedLines(whole)).toEqual(marksIn(lines));
        expect(markedLines(headOf(whole, at))).toEqual(marksIn(lines.slice(0, at)));
        expect(markedLines(withoutHead(whole, at))).toEqual(marksIn(lines.slice(at)));
        const tail = tailOf(whole, room % (lines.length + 1), Infinity);
        expect(markedLines(tail)).toEqual(marksIn(tail ? linesOf(tail) : []));
        expect(markedLines(compacted(whole))).toEqual(marksIn(lines));
      }),
    );
  });
});
