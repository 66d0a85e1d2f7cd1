import fc from 'fast-check';
import { ExcessInput, LARGE_CHUNK_BYTES } from '../../../src/streams/accept/excessInput';

const LARGE = 'x\n'.repeat(LARGE_CHUNK_BYTES / 2);
const ERASED = '\x15\x15';

/** A client in excess: takes chunks at times, and says what of them is decoded. */
class Flood {
  readonly excess = new ExcessInput(0);

  take(text: string, now: number): string | undefined {
    const taken = this.excess.take(Buffer.from(text), now);
    return taken && Buffer.from(taken).toString();
  }
}

describe('ExcessInput', () => {
  it('discards what has waited for two seconds, up to the end of the backlog, and resumes with the next line', () => {
    const flood = new Flood();
    expect(flood.take(LARGE, 500)).toBe(LARGE);
    expect(flood.take(LARGE, 1999)).toBe(LARGE);
    expect(flood.take(LARGE, 2000)).toBe(ERASED);
    expect(flood.excess.isDiscarding).toBe(true);
    expect(flood.take(LARGE, 2020)).toBeUndefined();
    expect(flood.take('the last of it', 2040)).toBeUndefined();
    expect(flood.excess.isDiscarding).toBe(false);
    expect(flood.take('no line without its start\nhello\n', 2060)).toBe('hello\n');
    expect(flood.excess.isOver).toBe(true);
  });

  it('discards nothing of a client whose input does not pile up', () => {
    const flood = new Flood();
    expect(flood.take('a few lines\n', 900)).toBe('a few lines\n');
    expect(flood.excess.isOver).toBe(true);
  });

  it('takes what comes long after the flood for what it is, and not for the rest of the flood', () => {
    const flood = new Flood();
    flood.take(LARGE, 2000);
    flood.take(LARGE, 2020);
    flood.excess.resumed(2040);
    expect(flood.take('\nis anybody there?\n', 9000)).toBe('is anybody there?\n');
  });

  it('resumes only behind a newline, however the bytes are cut', () => {
    const flood = new Flood();
    for (const now of [2000, 2001]) flood.take(LARGE, now);
    flood.take('w bob', 2002);
    expect(flood.take(' a secret', 2003)).toBeUndefined();
    expect(flood.take('\n', 2004)).toBeUndefined();
    expect(flood.excess.isOver).toBe(true);
  });

  it('never passes a part of a line as a whole one', () => {
    const lines = fc.array(fc.stringMatching(/^\/w bob [a-z]{0,40}$/), { minLength: 1, maxLength: 20 });
    const cuts = fc.array(fc.nat(400), { maxLength: 10 });
    fc.assert(
      fc.property(lines, cuts, (said, places) => {
        const flood = new Flood();
        for (const now of [2000, 2001]) flood.take(`x${LARGE}`, now);
        const text = `end of the flood${said.map((line) => `${line}\n`).join('')}`;
        const ends = [...new Set([...places.filter((place) => place < text.length), text.length])].sort(
          (a, b) => a - b,
        );
        let start = 0;
        let passed = '';
        for (const end of ends) {
          const chunk = text.slice(start, end);
          passed += (flood.excess.isOver ? chunk : flood.take(chunk, 2002)) ?? '';
          start = end;
        }
        for (const line of passed.split('\n').slice(0, -1)) expect(said).toContain(line);
      }),
    );
  });
});
