import { type Chunk, toChunk } from '../../src/buffers/chunk';
import { type Overflow, OverflowQueue } from '../../src/buffers/overflowQueue';
import { newCounters } from '../../src/buffers/outboxCounters';

/** A queue with room for four lines of two bytes, and what it counts. */
function queueOf(overflow: Overflow) {
  const counters = newCounters();
  const queue = new OverflowQueue({ lines: 4, bytes: 8, overflow }, counters);
  const taken = (): string[] => {
    const texts: string[] = [];
    for (let chunk = queue.take(); chunk; chunk = queue.take()) texts.push(Buffer.from(chunk.bytes).toString());
    return texts;
  };
  return { queue, counters, taken };
}

const textsOf = (chunks: readonly Chunk[]): string[] => chunks.map(({ bytes }) => Buffer.from(bytes).toString());

describe('OverflowQueue', () => {
  it('gives back what it was given, the first first, and counts lines and bytes meanwhile', () => {
    const { queue, counters, taken } = queueOf('dropNewest');
    expect(queue.isEmpty).toBe(true);
    expect([queue.keep(toChunk('a')), queue.keep(toChunk('b', 'c'))]).toEqual([[], []]);
    expect(counters).toMatchObject({ queued: 3, queuedBytes: 6 });
    expect(queue.isEmpty).toBe(false);
    expect(taken()).toEqual(['a\n', 'b\nc\n']);
    expect(counters).toMatchObject({ queued: 0, queuedBytes: 0 });
    expect(queue.isEmpty).toBe(true);
  });

  it('keeps in memory what it counts, and not the buffer that a line was cut from', () => {
    const { queue } = queueOf('dropNewest');
    const turn = Buffer.allocUnsafeSlow(1 << 20).fill('x\n');
    queue.keep({ bytes: turn.subarray(0, 2), lines: 1 });
    expect(queue.take()?.bytes.buffer.byteLength).toBe(2);
  });

  it('keeps the oldest that fit, or the newest', () => {
    const oldest = queueOf('dropNewest');
    const newest = queueOf('dropOldest');
    const dropped: (readonly Chunk[])[] = [];
    for (const { queue } of [oldest, newest]) {
      queue.keep(toChunk('a', 'b', 'c'));
      dropped.push(queue.keep(toChunk('d', 'e', 'f')));
    }
    expect(oldest.taken()).toEqual(['a\nb\nc\n', 'd\n']);
    expect(newest.taken()).toEqual(['c\n', 'd\ne\nf\n']);
    expect(dropped.map(textsOf)).toEqual([['e\nf\n'], ['a\nb\n']]);
  });

  it('keeps nothing of a chunk that has no room for a single line, and all else in dropNewest', () => {
    const { queue, taken } = queueOf('dropNewest');
    queue.keep(toChunk('a'));
    expect(textsOf(queue.keep(toChunk('longer than eight bytes')))).toEqual(['longer than eight bytes\n']);
    expect(taken()).toEqual(['a\n']);
  });

  it('adds beyond its bounds what must be added, at either end', () => {
    const { queue, counters, taken } = queueOf('dropNewest');
    queue.keep(toChunk('a', 'b', 'c', 'd'));
    queue.add({ ...toChunk('Bye'), last: true });
    queue.add(toChunk('first'), 'first');
    expect(counters).toMatchObject({ queued: 6, queuedBytes: 18 });
    expect(queue.hasLast).toBe(true);
    expect(taken()).toEqual(['first\n', 'a\nb\nc\nd\n', 'Bye\n']);
    expect(queue.hasLast).toBe(false);
  });

  it('gives back what it had when it is cleared', () => {
    const { queue, counters, taken } = queueOf('dropOldest');
    queue.keep(toChunk('a', 'b'));
    queue.keep(toChunk('c'));
    expect(textsOf(queue.clear())).toEqual(['a\nb\n', 'c\n']);
    expect(queue.clear()).toEqual([]);
    expect(counters).toMatchObject({ queued: 0, queuedBytes: 0 });
    expect(taken()).toEqual([]);
  });
});
