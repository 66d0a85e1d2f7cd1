import type { Chunk } from '../../../src/buffers/chunk';
import { type Offset, RoomLog, START } from '../../../src/streams/write/roomLog';
import { linesOf } from '../../helpers/fakeConnection';

/** A log, and how often it has encoded something. */
function newLog(): { log: RoomLog; encodes: () => number } {
  let encoded = 0;
  return { log: new RoomLog(() => (encoded += 1)), encodes: () => encoded };
}

/** Adds lines; returns the marks before each of them and after the last one. */
function tell(log: RoomLog, ...lines: readonly string[]): Offset[] {
  const marks = [log.end];
  for (const line of lines) {
    log.add(line);
    marks.push(log.end);
  }
  return marks;
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

  it('encodes what it was told as one chunk, each line ended by a newline', () => {
    const { log, encodes } = newLog();
    expect(log.add('alice: hello')).toBe(13);
    expect(log.add('bob: здравствуй 👋')).toBe(Buffer.byteLength('bob: здравствуй 👋\n'));
    expect(encodes()).toBe(0); // nobody is to get it yet
    const { bytes, lines } = log.slice(START, log.end);
    expect(Buffer.from(bytes).toString()).toBe('alice: hello\nbob: здравствуй 👋\n');
    expect(lines).toBe(2);
    expect(log.end).toEqual({ bytes: bytes.length, lines: 2 });
    expect(log.bytes).toBe(bytes.length);
    expect(encodes()).toBe(1);
  });

  it('encodes once, whoever asks', () => {
    const { log, encodes } = newLog();
    const [start, middle, end] = tell(log, 'one', 'two');
    const whole = log.slice(start!, end!);
    expect(log.slice(middle!, end!).bytes.buffer).toBe(whole.bytes.buffer);
    expect(log.slice(start!, end!).bytes).toBe(whole.bytes);
    expect(encodes()).toBe(1);
  });

  it('has the lines between any two marks', () => {
    const { log } = newLog();
    const all = ['один', '👋', 'three', 'четыре', '5', 'six'];
    const marks = tell(log, ...all.slice(0, 2));
    log.slice(START, log.end); // encoded on their own
    marks.push(...tell(log, ...all.slice(2, 5)).slice(1));
    log.slice(START, log.end);
    marks.push(...tell(log, ...all.slice(5)).slice(1));
    for (let from = 0; from < all.length; from += 1)
      for (let to = from + 1; to <= all.length; to += 1)
        expect(read(log.slice(marks[from]!, marks[to]!))).toEqual(all.slice(from, to));
  });

  it('puts what was encoded at different times together, once for all who are at the same mark', () => {
    const { log } = newLog();
    const [start, middle] = tell(log, 'one', 'two');
    log.slice(start!, log.end);
    tell(log, 'three');
    const both = log.slice(middle!, log.end);
    expect(read(both)).toEqual(['two', 'three']);
    expect(log.slice(middle!, log.end)).toBe(both);
    tell(log, 'four');
    expect(read(log.slice(middle!, log.end))).toEqual(['two', 'three', 'four']); // and not what was put together before
  });

  describe('forgets', () => {
    it('what was told before a mark', () => {
      const { log } = newLog();
      tell(log, 'one', 'two');
      log.slice(START, log.end);
      const [mark] = tell(log, 'three');
      log.slice(mark!, log.end);
      log.trimBefore(mark!);
      expect(log.bytes).toBe('three\n'.length);
      expect(read(log.slice(mark!, log.end))).toEqual(['three']);
      log.trimBefore(log.end);
      expect(log.bytes).toBe(0);
      expect(log.end.lines).toBe(3);
    });

    it('nothing that was encoded together with what comes after', () => {
      const { log } = newLog();
      const [, mark] = tell(log, 'one', 'two');
      log.slice(START, log.end);
      log.trimBefore(mark!);
      expect(read(log.slice(mark!, log.end))).toEqual(['two']);
    });

    it('nothing that is not encoded yet', () => {
      const { log } = newLog();
      tell(log, 'one');
      log.slice(START, log.end);
      const [mark] = tell(log, 'two');
      log.trimBefore(mark!);
      expect(log.bytes).toBe('two\n'.length);
      expect(read(log.slice(mark!, log.end))).toEqual(['two']);
    });

    it('what nobody was there to get, without encoding it', () => {
      const { log, encodes } = newLog();
      tell(log, 'one');
      log.trimBefore(log.end);
      expect(log.bytes).toBe(0);
      const [mark] = tell(log, 'two');
      expect(read(log.slice(mark!, log.end))).toEqual(['two']);
      expect(log.end).toEqual({ bytes: 8, lines: 2 });
      expect(encodes()).toBe(1);
    });

    it('nothing twice, and nothing where there is nothing', () => {
      const { log } = newLog();
      log.trimBefore(START);
      tell(log, 'one');
      log.slice(START, log.end);
      log.trimBefore(log.end);
      log.trimBefore(log.end);
      const [mark] = tell(log, 'two');
      expect(read(log.slice(mark!, log.end))).toEqual(['two']);
    });
  });
});
