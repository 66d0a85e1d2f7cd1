import fc from 'fast-check';
import { type Evictable, SharedBudget } from '../../src/buffers/sharedBudget';

/** A buffer that releases all its bytes on eviction but the last `keeps`. */
class Buffer implements Evictable {
  bytes = 0;
  evictions = 0;

  constructor(
    private readonly budget: SharedBudget,
    private readonly keeps = 0,
  ) {}

  hold(bytes: number): void {
    this.bytes = bytes;
    this.budget.hold(this, bytes);
  }

  evict(): void {
    this.evictions += 1;
    this.hold(Math.min(this.bytes, this.keeps));
  }
}

describe('SharedBudget', () => {
  const buffers = (budget: SharedBudget, ...held: readonly number[]): Buffer[] =>
    held.map((bytes) => {
      const buffer = new Buffer(budget);
      buffer.hold(bytes);
      return buffer;
    });

  it('takes from the largest where all together hold too much', () => {
    const budget = new SharedBudget(8);
    const all = buffers(budget, 3, 4, 2);
    expect(all.map(({ bytes }) => bytes)).toEqual([3, 0, 2]);
    expect(budget.total).toBe(5);
  });

  it('leaves everybody alone up to the budget', () => {
    const budget = new SharedBudget(9);
    const all = buffers(budget, 3, 4, 2);
    expect(all.map(({ evictions }) => evictions)).toEqual([0, 0, 0]);
    expect(budget.total).toBe(9);
  });

  it('knows what each holds now, not what it ever held', () => {
    const budget = new SharedBudget(10);
    const [one, two] = buffers(budget, 6, 4) as [Buffer, Buffer];
    one.hold(2);
    two.hold(8);
    expect([one.evictions, two.evictions, budget.total]).toEqual([0, 0, 10]);
    one.hold(0);
    expect(budget.total).toBe(8);
  });

  it('goes on to the next one where the largest does not free enough', () => {
    const budget = new SharedBudget(100);
    const stubborn = new Buffer(budget, 60);
    stubborn.hold(60);
    const others = buffers(budget, 20, 15, 10);
    expect(stubborn.evictions).toBe(1);
    expect(others.map(({ bytes }) => bytes)).toEqual([0, 15, 10]);
  });

  it('frees an eighth beyond the budget, so that it is not looked for at every byte', () => {
    const budget = new SharedBudget(800);
    const all = buffers(budget, ...Array.from({ length: 81 }, () => 10));
    expect(budget.total).toBe(700);
    expect(all.reduce((sum, { evictions }) => sum + evictions, 0)).toBe(11);
  });

  it('never holds more than the budget, whatever happens, and takes only from those that hold the most', () => {
    const step = fc.record({ buffer: fc.nat(9), bytes: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new SharedBudget(100);
        const all = Array.from({ length: 10 }, () => new Buffer(budget));
        for (const { buffer, bytes } of steps) {
          const before = all.map((one, index) => (index === buffer ? bytes : one.bytes));
          const times = all.map(({ evictions }) => evictions);
          all[buffer]!.hold(bytes);
          const lost = all.map((one, index) => one.evictions > times[index]!);
          const least = Math.min(...before.filter((_, index) => lost[index]));
          const most = Math.max(0, ...before.filter((_, index) => !lost[index]));
          expect(least).toBeGreaterThanOrEqual(most);
          expect(budget.total).toBeLessThanOrEqual(100);
          expect(budget.total).toBe(all.reduce((sum, one) => sum + one.bytes, 0));
        }
      }),
    );
  });
});
