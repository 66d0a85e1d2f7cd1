import fc from 'fast-check';
import {
  type ArrivalLimits,
  type Arrivals,
  takeToken,
  hasToken,
  withoutFull,
} from '../../../src/streams/reduce/arrivals';
import { SortedMap } from '../../../src/streams/reduce/sortedMap';
import { START_OF_TIME } from '../../helpers/history';

const HERE = { key: '192.0.2.1', blocks: 1 };
const NONE: Arrivals = SortedMap.of();

/** Somebody wants to connect at each of these times (ms): `+` where they may, `-` where not; and the buckets after it. */
function coming(
  times: readonly number[],
  limits: ArrivalLimits,
  network = HERE,
): { readonly fate: string; readonly arrivals: Arrivals } {
  let fate = '';
  let arrivals = NONE;
  for (const time of times) {
    const may = hasToken(arrivals, network, START_OF_TIME + time, limits);
    if (may) arrivals = takeToken(arrivals, network, START_OF_TIME + time, limits);
    fate += may ? '+' : '-';
  }
  return { fate, arrivals };
}
const fates = (times: readonly number[], connectionBurst: number, connectionRate: number): string =>
  coming(times, { connectionBurst, connectionRate }).fate;

const atOnce = (count: number, time = 0): number[] => Array<number>(count).fill(time);

describe('the connections that an address may open', () => {
  it('are a burst at once, and no more', () => {
    expect(fates(atOnce(5), 3, 10)).toBe('+++--');
  });

  it('are one more whenever a token has come back, and not a millisecond sooner', () => {
    expect(fates([...atOnce(3), 99, 100, 100, 199, 200], 3, 10)).toBe('+++-+--+');
  });

  it('are never more than a burst, however long nobody came', () => {
    expect(fates([0, ...atOnce(4, 3_600_000)], 3, 10)).toBe('++++-');
  });

  it('are as many as one likes at a rate of 0, and nothing is kept then', () => {
    const { fate, arrivals } = coming(atOnce(100), { connectionBurst: 1, connectionRate: 0 });
    expect(fate).toBe('+'.repeat(100));
    expect(arrivals).toBe(NONE);
  });

  it('do not become fewer by those that were refused', () => {
    const everyMillisecond = Array.from({ length: 301 }, (_, time) => time);
    expect(fates(everyMillisecond, 1, 10).replaceAll('-', '')).toBe('++++');
  });

  it('are counted for each address', () => {
    const limits = { connectionBurst: 1, connectionRate: 1 };
    const arrivals = takeToken(NONE, HERE, START_OF_TIME, limits);
    expect(hasToken(arrivals, HERE, START_OF_TIME, limits)).toBe(false);
    expect(hasToken(arrivals, { ...HERE, key: '192.0.2.2' }, START_OF_TIME, limits)).toBe(true);
  });

  const limits = fc.record({
    connectionBurst: fc.integer({ min: 1, max: 20 }),
    connectionRate: fc.integer({ min: 1, max: 50 }),
  });
  const gaps = fc.array(fc.nat(200), { maxLength: 100 });

  it('are what a bucket of tokens gives that is refilled by the clock', () => {
    fc.assert(
      fc.property(limits, gaps, ({ connectionBurst: burst, connectionRate: rate }, pauses) => {
        let time = 0;
        const times = pauses.map((pause) => (time += pause));
        let thousandths = burst * 1000; // of tokens, so that the rate is a whole number of them in a millisecond
        const expected = times.map((now, index) => {
          thousandths = Math.min(burst * 1000, thousandths + (now - (times[index - 1] ?? now)) * rate);
          if (thousandths < 1000) return '-';
          thousandths -= 1000;
          return '+';
        });
        expect(fates(times, burst, rate)).toBe(expected.join(''));
      }),
    );
  });
});

describe('the connections that a site may open', () => {
  it('are those of so many blocks together, at any time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4, 5, 8, 10),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(200), { maxLength: 100 }),
        (blocks, connectionBurst, connectionRate, pauses) => {
          let time = 0;
          const times = pauses.map((pause) => (time += pause));
          const ofSite = coming(times, { connectionBurst, connectionRate }, { ...HERE, blocks });
          const ofOne = coming(times, {
            connectionBurst: connectionBurst * blocks,
            connectionRate: connectionRate * blocks,
          });
          expect(ofSite.fate).toBe(ofOne.fate);
        },
      ),
    );
  });
});

describe('the buckets', () => {
  const limits = { connectionBurst: 3, connectionRate: 10 };
  const { arrivals } = coming([0, 0], limits);

  it('are kept while they lack a token: the same map, at no cost', () => {
    expect(withoutFull(arrivals, START_OF_TIME + 199, limits)).toBe(arrivals);
    expect(withoutFull(NONE, START_OF_TIME, limits)).toBe(NONE);
  });

  it('are forgotten when they are full again, which changes nothing for the address', () => {
    const both = takeToken(arrivals, { ...HERE, key: '192.0.2.2' }, START_OF_TIME + 150, limits);
    const left = withoutFull(both, START_OF_TIME + 200, limits);
    expect(Array.from(left.keys())).toStrictEqual(['192.0.2.2']);
    expect(withoutFull(left, START_OF_TIME + 250, limits).size).toBe(0);
  });

  it('are never more than the connections of the time in which an empty one fills up', () => {
    let buckets = NONE;
    let most = 0;
    for (let time = 0; time < 5000; time += 1) {
      const at = START_OF_TIME + time;
      buckets = withoutFull(takeToken(buckets, { ...HERE, key: `address ${String(time)}` }, at, limits), at, limits);
      most = Math.max(most, buckets.size);
    }
    expect(most).toBe(100); // one a millisecond, each for the 100 ms of its one token
  });
});
