import fc from 'fast-check';
import type { Entry } from '../../src/client/model';
import { KnownEntries } from '../../src/terminal/knownEntries';

/** A note whose key is counted when it is read. */
class Counted {
  static looks = 0;
  readonly kind = 'note';
  readonly epoch = 'e';
  readonly text = '';
  readonly isFault = false;

  constructor(readonly number: number) {}

  get key(): string {
    Counted.looks += 1;
    return String(this.number);
  }
}

const numbersOf = (entries: readonly Entry[]): number[] => entries.map(({ number }) => number);

describe('KnownEntries', () => {
  it('looks at what is new in a log, and not at all of it again', () => {
    const known = new KnownEntries();
    let log: readonly Entry[] = Array.from({ length: 1000 }, (_, index) => new Counted(index));
    expect(known.newOf(log)).toHaveLength(1000);
    Counted.looks = 0;
    for (let number = 1000; number < 2000; number += 1) {
      log = [...log, new Counted(number)].slice(-1000);
      expect(numbersOf(known.newOf(log))).toEqual([number]);
    }
    expect(Counted.looks).toBeLessThanOrEqual(2 * 1000);
  });

  it('takes each entry once, wherever in its log it comes, in several logs and when the oldest are gone', () => {
    const place = fc.record({ room: fc.nat(2), number: fc.nat(40), isGone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), (places) => {
        const known = new KnownEntries();
        const logs = new Map<number, readonly Entry[]>();
        const taken: string[] = [];
        for (const { room, number, isGone } of places) {
          const log = logs.get(room) ?? [];
          const others = log.filter((entry) => entry.number !== number);
          const entry: Entry =
            log.find((other) => other.number === number) ??
            ({ key: `${room} ${number}`, epoch: 'e', number, kind: 'note', text: '', isFault: false } as const);
          const next = [...others, entry].sort((one, other) => one.number - other.number);
          logs.set(room, isGone ? next.slice(1) : next);
          taken.push(...known.newOf(logs.get(room) ?? []).map(({ key }) => key));
        }
        expect(new Set(taken).size).toBe(taken.length);
        for (const log of logs.values()) for (const { key } of log) expect(taken).toContain(key);
      }),
    );
  });
});
