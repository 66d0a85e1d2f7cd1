import type { Chunk } from '../../../src/buffers/chunk';
import { InvariantError } from '../../../src/invariant';
import { type Offset, RoomLog, START } from '../../../src/streams/write/roomLog';
import { bare, note } from '../../helpers/bareDialect';
import { linesOf } from '../../helpers/fakeConnection';
import { tiny } from '../../helpers/tinyDialect';

/** A log, and how often it has encoded something. */
function newLog(dialect = bare): { log: RoomLog; encodes: () => number } {
  let encoded = 0;
  return { log: new RoomLog(dialect, () => (encoded += 1)), encodes: () => encoded };
}

/** Adds a message for each text; returns the offsets before each of them and after the last one. */
function add(log: RoomLog, ...texts: readonly string[]): Offset[] {
  const offsets = [log.end];
  for (const text of texts) {
    log.add(note(text));
    offsets.push(log.end);
  }
  return offsets;
}

/** The lines of a chunk, of which it must know the number. */
function read(chunk: Chunk): string[] {
  const lines = linesOf(chunk.bytes);
  expect(lines).toHaveLength(chunk.lines);
  return lines;
}

describe('RoomLog', () => {
  it('is empty at first', () => {
    const { log, encodes } = newLog();
    expect(log.end).toEqual(START);
    expect(log.bytes).toBe(0);
    expect(encodes()).toBe(0);
  });

  it('encodes what it was sent as one chunk, each line ended by a newline', () => {
    const { log, encodes } = newLog();
    add(log, 'alice: hello');
    expect(log.end).toEqual({ bytes: 13, lines: 1 });
    add(log, 'bob: здравствуй 👋');
    expect(log.bytes).toBe(13 + Buffer.byteLength('bob: здравствуй 👋\n'));
    expect(encodes()).toBe(0); // no member is to receive it yet
    const { bytes, lines } = log.slice(START, log.end);
    expect(Buffer.from(bytes).toString()).toBe('alice: hello\nbob: здравствуй 👋\n');
    expect(lines).toBe(2);
    expect(log.end).toEqual({ bytes: bytes.length, lines: 2 });
    expect(log.bytes).toBe(bytes.length);
    expect(encodes()).toBe(1);
  });

  it('encodes once, however many ask', () => {
    const { log, encodes } = newLog();
    const [start, middle, end] = add(log, 'one', 'two');
    const whole = log.slice(start!, end!);
    expect(log.slice(middle!, end!).bytes.buffer).toBe(whole.bytes.buffer);
    expect(log.slice(start!, end!).bytes).toBe(whole.bytes);
    expect(encodes()).toBe(1);
  });

  it('has the lines between any two offsets', () => {
    const { log } = newLog();
    const all = ['один', '👋', 'three', 'четыре', '5', 'six'];
    const offsets = add(log, ...all.slice(0, 2));
    log.slice(START, log.end); // encoded on their own
    offsets.push(...add(log, ...all.slice(2, 5)).slice(1));
    log.slice(START, log.end);
    offsets.push(...add(log, ...all.slice(5)).slice(1));
    for (let from = 0; from < all.length; from += 1)
      for (let to = from + 1; to <= all.length; to += 1)
        expect(read(log.slice(offsets[from]!, offsets[to]!))).toEqual(all.slice(from, to));
  });

  it('puts what was encoded at different times together, once for all who are at the same offset', () => {
    const { log } = newLog();
    const [start, middle] = add(log, 'one', 'two');
    log.slice(start!, log.end);
    add(log, 'three');
    const both = log.slice(middle!, log.end);
    expect(read(both)).toEqual(['two', 'three']);
    expect(log.slice(middle!, log.end)).toBe(both);
    add(log, 'four');
    expect(read(log.slice(middle!, log.end))).toEqual(['two', 'three', 'four']); // and not what was put together before
  });

  it('counts and cuts at the lines of its dialect, of which a message may have several', () => {
    const { log, encodes } = newLog(tiny);
    const [start, middle, end] = add(log, 'один', 'two');
    expect(end!.lines).toBe(4);
    expect(read(log.slice(middle!, end!))).toEqual(tiny.show(note('two')));
    expect(read(log.slice(start!, end!))).toEqual([note('один'), note('two')].flatMap((message) => tiny.show(message)));
    expect(log.bytes).toBe(end!.bytes);
    expect(encodes()).toBe(1);
  });

  describe('trims', () => {
    it('what was sent before an offset', () => {
      const { log } = newLog();
      add(log, 'one', 'two');
      log.slice(START, log.end);
      const [offset] = add(log, 'three');
      log.slice(offset!, log.end);
      log.trimBefore(offset!);
      expect(log.bytes).toBe('three\n'.length);
      expect(read(log.slice(offset!, log.end))).toEqual(['three']);
      log.trimBefore(log.end);
      expect(log.bytes).toBe(0);
      expect(log.end.lines).toBe(3);
    });

    it('nothing that was encoded together with what comes after', () => {
      const { log } = newLog();
      const [, offset] = add(log, 'one', 'two');
      log.slice(START, log.end);
      log.trimBefore(offset!);
      expect(read(log.slice(offset!, log.end))).toEqual(['two']);
    });

    it('nothing that is not encoded yet', () => {
      const { log } = newLog();
      add(log, 'one');
      log.slice(START, log.end);
      const [offset] = add(log, 'two');
      log.trimBefore(offset!);
      expect(log.bytes).toBe('two\n'.length);
      expect(read(log.slice(offset!, log.end))).toEqual(['two']);
    });

    it('what no member was there to receive, without encoding it', () => {
      const { log, encodes } = newLog();
      add(log, 'one');
      log.trimBefore(log.end);
      expect(log.bytes).toBe(0);
      const [offset] = add(log, 'two');
      expect(read(log.slice(offset!, log.end))).toEqual(['two']);
      expect(log.end).toEqual({ bytes: 8, lines: 2 });
      expect(encodes()).toBe(1);
    });

    it('nothing twice, and nothing where there is nothing', () => {
      const { log } = newLog();
      log.trimBefore(START);
      add(log, 'one');
      log.slice(START, log.end);
      log.trimBefore(log.end);
      log.trimBefore(log.end);
      const [offset] = add(log, 'two');
      expect(read(log.slice(offset!, log.end))).toEqual(['two']);
    });

    it('what all have received when a round begins, and that is what came before the last one', () => {
      const { log } = newLog();
      add(log, 'one');
      log.slice(START, log.end);
      log.beginRound();
      expect(log.bytes).toBe('one\n'.length); // it is given out in this round
      const [offset] = add(log, 'two');
      log.slice(offset!, log.end);
      log.beginRound();
      expect(log.bytes).toBe('two\n'.length);
      expect(log.roundEnd).toEqual(log.end);
      log.beginRound();
      expect(log.bytes).toBe(0);
    });
  });

  describe('stops at a defect', () => {
    const TRIMMED = new InvariantError('must hold: a slice of a log begins after what was trimmed');

    it('if a slice begins before what was trimmed', () => {
      const { log } = newLog();
      const [start, one, two] = add(log, 'one', 'two');
      log.slice(start!, one!);
      log.slice(start!, two!);
      log.trimBefore(two!);
      expect(() => log.slice(start!, two!)).toThrow(TRIMMED);
      const [, three] = add(log, 'three');
      expect(() => log.slice(one!, three!)).toThrow(TRIMMED);
      expect(read(log.slice(two!, three!))).toEqual(['three']);
    });

    it('if a slice begins before what was trimmed without having been encoded', () => {
      const { log, encodes } = newLog();
      const [start, end] = add(log, 'one');
      log.trimBefore(end!);
      expect(() => log.slice(start!, end!)).toThrow(TRIMMED);
      expect(encodes()).toBe(0);
    });
  });
});
