import * as fc from 'fast-check';
import { OwnOutput } from '../../../src/streams/write/ownOutput';
import { RoomLog } from '../../../src/streams/write/roomLog';
import { bare, note } from '../../helpers/bareDialect';
import { linesOf } from '../../helpers/fakeConnection';

const WIDE = { lines: Infinity, bytes: Infinity };

/** What is taken, as its lines and what is missing from them. */
function taken(own: OwnOutput): { readonly lines: readonly string[]; readonly missing: number | undefined } {
  const chunk = own.take()!;
  const lines = linesOf(chunk.bytes);
  expect(chunk.lines).toBe(lines.length);
  return { lines, missing: chunk.missing };
}

describe('OwnOutput', () => {
  it('is nothing at first', () => {
    expect(new OwnOutput().take()).toBeUndefined();
  });

  it('has its lines and the slices of logs in their order, as one chunk', () => {
    const log = new RoomLog(bare, () => undefined);
    const own = new OwnOutput();
    log.add(note('1'));
    own.addSlice(log, { bytes: 0, lines: 0 }, log.end);
    own.add(['2', '3'], WIDE);
    const from = log.end;
    log.add(note('4'));
    own.addSlice(log, from, log.end);
    own.add(['5'], WIDE);
    expect(taken(own)).toEqual({ lines: ['1', '2', '3', '4', '5'], missing: undefined });
  });

  it('is the slice itself if there is nothing else: it is shared by all who receive it', () => {
    const log = new RoomLog(bare, () => undefined);
    const own = new OwnOutput();
    log.add(note('1'));
    own.addSlice(log, { bytes: 0, lines: 0 }, log.end);
    expect(own.take()).toBe(log.slice({ bytes: 0, lines: 0 }, log.end));
  });

  it.each([
    ['lines', { lines: 3, bytes: Infinity }],
    ['bytes', { lines: Infinity, bytes: 'one\ntwo\n3\n'.length }],
  ])('takes as many %s as the limit says, and counts all lines after that', (_, limits) => {
    const own = new OwnOutput();
    own.add(['one', 'two'], limits);
    own.add(['3'], limits);
    own.add(['4', '5'], limits);
    own.add(['6'], limits);
    expect(taken(own)).toEqual({ lines: ['one', 'two', '3'], missing: 3 });
  });

  it('counts bytes as they are encoded, and the end of each line', () => {
    const own = new OwnOutput();
    const limits = { lines: Infinity, bytes: 7 };
    own.add(['жж'], limits); // 5 bytes
    own.add(['ж'], limits); // 3 bytes
    expect(taken(own)).toEqual({ lines: ['жж'], missing: 1 });
  });

  it('takes the lines of a message together or not at all', () => {
    const own = new OwnOutput();
    own.add(['1'], { lines: 2, bytes: Infinity });
    own.add(['2', '3'], { lines: 2, bytes: Infinity });
    expect(taken(own)).toEqual({ lines: ['1'], missing: 2 });
  });

  it('takes nothing after what was left out, though it would fit: there is one gap', () => {
    const own = new OwnOutput();
    const limits = { lines: Infinity, bytes: 6 };
    own.add(['1'], limits);
    own.add(['too long'], limits);
    own.add(['2'], limits);
    expect(taken(own)).toEqual({ lines: ['1'], missing: 2 });
  });

  it('takes the first message, however long it is', () => {
    const own = new OwnOutput();
    const limits = { lines: 1, bytes: 1 };
    own.add(['first', 'of three', 'lines'], limits);
    own.add(['second'], limits);
    expect(taken(own)).toEqual({ lines: ['first', 'of three', 'lines'], missing: 1 });
  });

  it('limits what is due to each asker, so that no asker uses up what another may have', () => {
    const messages = fc.array(
      fc.record({ asker: fc.option(fc.integer({ min: 2, max: 5 })), size: fc.integer({ min: 1, max: 9 }) }),
    );
    const limit = fc.record({ lines: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 1, max: 40 }) });
    const marked = (asker: number | null, size: number): string[] => [`${asker} ${'x'.repeat(size)}`];
    fc.assert(
      fc.property(messages, limit, (sent, limits) => {
        const together = new OwnOutput();
        for (const { asker, size } of sent) together.add(marked(asker, size), limits, asker ?? undefined);
        const lines = sent.length === 0 ? [] : taken(together).lines;
        for (const one of new Set(sent.map(({ asker }) => asker))) {
          const alone = new OwnOutput();
          for (const { asker, size } of sent) if (asker === one) alone.add(marked(one, size), limits, one ?? undefined);
          expect(lines.filter((line) => line.startsWith(`${one} `))).toEqual(taken(alone).lines);
        }
      }),
    );
  });

  it('limits what is of a client alone, and not what its room is sent', () => {
    const log = new RoomLog(bare, () => undefined);
    const own = new OwnOutput();
    const limits = { lines: 1, bytes: Infinity };
    for (const text of ['1', '2', '3']) {
      const from = log.end;
      log.add(note(text));
      own.addSlice(log, from, log.end);
      own.add([`after ${text}`], limits);
    }
    expect(taken(own)).toEqual({ lines: ['1', 'after 1', '2', '3'], missing: 2 });
  });
});
