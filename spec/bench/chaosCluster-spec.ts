import * as fc from 'fast-check';
import { check, type Segment } from '../../bench/chaos/cluster/checker';
import { FAULTS } from '../../bench/chaos/cluster/faults';
import { CLUSTER_HELP, readClusterOptions } from '../../bench/chaos/cluster/options';
import { OptionsError } from '../../bench/commandLine';

const NONE = { lost: 0, doubled: 0, differing: 0 };
const whole = (lines: readonly string[]): Segment => ({ lines, isWhole: true, isLive: true });

/** The order of all lines, a place in it, and two places between which somebody was there. */
const histories = fc.integer({ min: 4, max: 40 }).chain((size) =>
  fc.record({
    order: fc.constant(Array.from({ length: size }, (_, index) => `s#${index}`)),
    at: fc.integer({ min: 0, max: size - 2 }),
    part: fc.tuple(fc.nat(size), fc.nat(size)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  }),
);

describe('the checker of the cluster', () => {
  it('finds nothing if all had the same, and some a part of it', () => {
    fc.assert(
      fc.property(histories, ({ order, part: [from, to] }) => {
        const part = { lines: order.slice(from, to), isWhole: false, isLive: false };
        const before = { lines: order.slice(0, to), isWhole: true, isLive: false };
        const after = { lines: order.slice(from), isWhole: false, isLive: true };
        expect(check(order, [whole(order), part, before, after])).toEqual(NONE);
      }),
    );
  });

  it('finds a line that no node has, and one that one node does not have', () => {
    fc.assert(
      fc.property(histories, ({ order, at }) => {
        const without = order.filter((_, index) => index !== at);
        expect(check(order, [whole(without), whole(without)])).toEqual({ ...NONE, lost: 1 });
        expect(check(order, [whole(order), whole(without)])).toEqual({ ...NONE, differing: 1 });
      }),
    );
  });

  it('finds a line that came twice, at once or later', () => {
    fc.assert(
      fc.property(histories, fc.boolean(), ({ order, at }, isLate) => {
        const again = order[at]!;
        const twice = isLate ? [...order, again] : order.toSpliced(at, 0, again);
        expect(check(order, [whole(order), whole(twice)])).toEqual({ ...NONE, doubled: 1 });
      }),
    );
  });

  it('finds two lines in another order, also for one whose connection broke, and a line that one node has alone', () => {
    fc.assert(
      fc.property(histories, ({ order, at }) => {
        const swapped = order.toSpliced(at, 2, order[at + 1]!, order[at]!);
        expect(check(order, [whole(order), whole(swapped)])).toEqual({ ...NONE, differing: 1 });
        const broken = { lines: swapped.slice(at, at + 2), isWhole: false, isLive: false };
        expect(check(order, [whole(order), broken])).toEqual({ ...NONE, differing: 1 });
        const alone = { lines: ['other#1'], isWhole: false, isLive: false };
        expect(check(order, [whole(order), alone])).toEqual({ ...NONE, differing: 1 });
      }),
    );
  });

  it('says nothing if no client was there all the time', () => {
    expect(() => check([], [{ lines: ['s#1'], isWhole: true, isLive: false }])).toThrow(
      'no client read from the beginning',
    );
  });
});

describe('the options of chaos in a cluster', () => {
  it('are all faults if nothing is said, and are read from flags, all of which the help names', () => {
    expect(readClusterOptions(['--cluster'], () => 0.5)).toMatchObject({
      faults: FAULTS,
      seconds: 3,
      rate: 400,
      seed: 2 ** 31,
    });
    const args = ['--fault', 'cut-6,leader', '--seconds', '5', '--rate', '50', '--seed', '7', '--server', 'a.js'];
    const { faults, ...rest } = readClusterOptions(args)!;
    expect(faults.map(({ name }) => name)).toEqual(['cut-6', 'leader']);
    expect(rest).toEqual({ seconds: 5, rate: 50, seed: 7, server: 'a.js' });
    for (const flag of args.filter((arg) => arg.startsWith('--'))) expect(CLUSTER_HELP).toContain(`\n  ${flag} `);
    for (const { name } of FAULTS) expect(CLUSTER_HELP).toContain(`\n  ${name} `);
    expect(readClusterOptions(['--help'])).toBeUndefined();
  });

  it('are refused in a sentence', () => {
    expect(() => readClusterOptions(['--fault', 'flood'])).toThrow(OptionsError);
    expect(() => readClusterOptions(['--fault', 'flood'])).toThrow('flood is no fault; there is leader, ');
    expect(() => readClusterOptions(['--rate', '0'])).toThrow('--rate is a number from 1, not "0"');
  });
});
