import * as fc from 'fast-check';
import { Shares } from '../../src/buffers/shares';

/** Shares of a hundred, of which ten return each second, and their clock in milliseconds. */
function sharesOfHundred(): { shares: Shares; clock: { time: number } } {
  const clock = { time: 1000 };
  return { shares: new Shares({ burst: 100, rate: 10, now: () => clock.time }), clock };
}

describe('Shares', () => {
  it('is over once more was taken than there was', () => {
    const { shares } = sharesOfHundred();
    expect([shares.take('a', 60), shares.take('a', 40), shares.take('a', 1)]).toEqual([false, false, true]);
  });

  it('is over for one key, and not for another', () => {
    const { shares } = sharesOfHundred();
    shares.take('a', 1000);
    expect(shares.take('b', 100)).toBe(false);
  });

  it('refills', () => {
    const { shares, clock } = sharesOfHundred();
    shares.take('a', 100);
    clock.time += 5000;
    expect([shares.take('a', 50), shares.take('a', 1)]).toEqual([false, true]);
  });

  it('owes no more than it holds, so that it is full again in the time of two bursts', () => {
    const { shares, clock } = sharesOfHundred();
    shares.take('a', 1_000_000);
    clock.time += 10_000;
    expect(shares.take('a', 0.5)).toBe(true);
    clock.time += 10_000;
    expect([shares.take('a', 99), shares.take('a', 2)]).toEqual([false, true]);
  });

  it('forgets those that are full again, however many there are', () => {
    const { shares, clock } = sharesOfHundred();
    for (let key = 0; key < 100_000; key += 1) {
      clock.time += 100; // a token returns in that time
      shares.take(`key${key}`, 10); // so ten of them lack something at a time
    }
    expect(shares.size).toBeLessThanOrEqual(64);
  });

  it('says for each key what a bucket of its own would say', () => {
    const takes = fc.array(fc.record({ wait: fc.nat(3000), key: fc.nat(3), amount: fc.nat(80) }), { maxLength: 100 });
    fc.assert(
      fc.property(takes, (all) => {
        const { shares, clock } = sharesOfHundred();
        const left = new Map<number, { tokens: number; at: number }>();
        for (const { wait, key, amount } of all) {
          clock.time += wait;
          const { tokens, at } = left.get(key) ?? { tokens: 100, at: clock.time };
          const rest = Math.min(100, tokens + (clock.time - at) / 100) - amount;
          left.set(key, { tokens: Math.max(-100, rest), at: clock.time });
          if (Math.abs(rest) > 1e-6) expect(shares.take(String(key), amount)).toBe(rest < 0);
          else shares.take(String(key), amount);
        }
      }),
    );
  });
});
