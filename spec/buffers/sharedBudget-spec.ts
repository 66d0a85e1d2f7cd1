import fc from 'fast-check';
import { type Evictable, SharedBudget } from '../../src/buffers/sharedBudget';

/** A buffer that releases all its bytes on eviction but the last `keeps`. */
class Buffer implements Evictable {
  bytes = 0;
  evictions = 0;
  lastProgress = 0;

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
    held.map((bytes, index) => {
      const buffer = new Buffer(budget);
      buffer.lastProgress = index;
      buffer.hold(bytes);
      return buffer;
    });

  it('takes first from who has been stuck longest, when all together hold too much', () => {
    const budget = new SharedBudget(8);
    const [a, b] = buffers(budget, 4, 3) as [Buffer, Buffer];
    const c = new Buffer(budget);
    [c.lastProgress, a.lastProgress, b.lastProgress] = [1, 2, 3];
    c.hold(2);
    expect([a.bytes, b.bytes, c.bytes]).toEqual([4, 3, 0]);
    expect(budget.total).toBe(7);
  });

  it('leaves alone a reader that is slow, though it holds the most, if another one takes nothing', () => {
    const budget = new SharedBudget(100);
    const [stuck, reader] = buffers(budget, 15, 80) as [Buffer, Buffer];
    reader.hold(86);
    expect([stuck.evictions, reader.evictions]).toEqual([1, 0]);
  });

  it('leaves everybody alone up to the budget', () => {
    const budget = new SharedBudget(9);
    const all = buffers(budget, 3, 4, 2);
    expect(all.map(({ evictions }) => evictions)).toEqual([0, 0, 0]);
    expect(budget.total).toBe(9);
  });

  it('frees at once what is too much for a smaller budget', () => {
    const budget = new SharedBudget(9);
    const all = buffers(budget, 3, 4, 2);
    budget.limitTo(6);
    expect(budget.maxBytes).toBe(6);
    expect(all.map(({ evictions }) => evictions)).toEqual([1, 1, 0]);
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

  it('goes on to the next one where the first does not free enough', () => {
    const budget = new SharedBudget(100);
    const stubborn = new Buffer(budget, 60);
    stubborn.lastProgress = -1;
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

  it('never holds more than the budget, whatever happens, and takes only from those that have been stuck longest', () => {
    const step = fc.record({ buffer: fc.nat(9), bytes: fc.nat(60), progresses: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new SharedBudget(100);
        const all = Array.from({ length: 10 }, () => new Buffer(budget));
        for (const [time, { buffer, bytes, progresses }] of steps.entries()) {
          const held = all.map((one, index) => (index === buffer ? bytes : one.bytes));
          const times = all.map(({ evictions }) => evictions);
          if (progresses) all[buffer]!.lastProgress = time;
          const order = all.map(({ lastProgress }) => lastProgress);
          all[buffer]!.hold(bytes);
          const lost = all.map((one, index) => one.evictions > times[index]!);
          const latest = Math.max(-1, ...order.filter((_, index) => lost[index]));
          const spared = order.filter((_, index) => !lost[index] && held[index]! > 0);
          for (const one of spared) expect(one).toBeGreaterThanOrEqual(latest);
          expect(budget.total).toBeLessThanOrEqual(100);
          expect(budget.total).toBe(all.reduce((sum, one) => sum + one.bytes, 0));
        }
      }),
    );
  });
});
