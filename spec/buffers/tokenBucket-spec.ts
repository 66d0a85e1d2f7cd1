import * as fc from 'fast-check';
import { TokenBucket } from '../../src/buffers/tokenBucket';

/** A bucket, and its clock in milliseconds. */
function bucketOf(burst: number, rate: number): { bucket: TokenBucket; clock: { time: number } } {
  const clock = { time: 0 };
  return { bucket: new TokenBucket({ burst, rate, now: () => clock.time }), clock };
}

/** How many tokens can be taken at once. */
function takeAll(bucket: TokenBucket): number {
  let taken = 0;
  while (bucket.take()) taken += 1;
  return taken;
}

describe('TokenBucket', () => {
  it('is pictured in its comment', () => {
    const { bucket, clock } = bucketOf(3, 1000);
    expect([bucket.take(), bucket.take()]).toEqual([true, true]);
    bucket.charge(2);
    expect(bucket.take()).toBe(false);
    clock.time += 1;
    expect(bucket.take()).toBe(false);
    clock.time += 1;
    expect(bucket.take()).toBe(true);
  });

  it('goes by the limit that there is at each moment', () => {
    const limit = { burst: 2, rate: 1000, now: () => 0 };
    const bucket = new TokenBucket(limit);
    expect(takeAll(bucket)).toBe(2);
    limit.rate = 0;
    expect([bucket.take(), bucket.msToToken]).toEqual([true, 0]);
    limit.rate = 1;
    expect([bucket.take(), bucket.msToToken]).toEqual([false, 1000]);
  });

  it('gives no token in debt, and all of them again in the time of two bursts at most', () => {
    const { bucket, clock } = bucketOf(10, 10);
    expect(takeAll(bucket)).toBe(10);
    bucket.charge(1_000_000);
    clock.time += 1000;
    expect(takeAll(bucket)).toBe(0);
    clock.time += 1000;
    expect(takeAll(bucket)).toBe(10);
  });

  it('gives what it holds and gains, less what is charged, whenever that is', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(500), take: fc.nat(5), charge: fc.integer({ min: 0, max: 50 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1000 }), steps, (burst, rate, all) => {
        const { bucket, clock } = bucketOf(burst, rate);
        let taken = 0;
        let charged = 0;
        for (const { wait, take, charge } of all) {
          clock.time += wait;
          let has = false;
          for (let count = 0; count < take; count += 1) {
            has = bucket.take();
            taken += Number(has);
          }
          const fair = has ? Math.min(charge, burst) : 0; // only a value that passed causes work
          bucket.charge(fair);
          charged += fair;
          const most = burst + (clock.time / 1000) * rate;
          expect(taken).toBeLessThanOrEqual(most + 1e-6);
          expect(taken + charged).toBeLessThanOrEqual(most + burst + 1e-6); // the last charge may be a debt
          if (taken + charged > most) expect(bucket.take()).toBe(false);
        }
      }),
    );
  });
});
