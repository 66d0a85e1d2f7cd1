import fc from 'fast-check';
import { utc } from '../../../src/streams/dialects/utc';

describe('utc', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_795_615_391_042, '2026-11-25T14:03:11.042Z'],
    [951_782_399_999, '2000-02-28T23:59:59.999Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
    [951_868_800_000, '2000-03-01T00:00:00.000Z'],
    [4_107_542_400_000, '2100-03-01T00:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
  ])('shows %d as %s', (at, shown) => {
    expect(utc(at)).toBe(shown);
  });

  it('agrees with Date at any time of four-digit years, and on each day of 800 years', () => {
    const [first, last] = [Date.UTC(1600, 0, 1), Date.UTC(9999, 11, 31)];
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (at) => {
        expect(utc(at)).toBe(new Date(at).toISOString());
      }),
    );
    const wrong: string[] = [];
    for (let at = first; at < Date.UTC(2400, 0, 1); at += 86_400_000) {
      if (utc(at) !== new Date(at).toISOString()) wrong.push(utc(at));
    }
    expect(wrong).toEqual([]);
  });
});
