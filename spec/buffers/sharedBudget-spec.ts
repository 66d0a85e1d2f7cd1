import fc from 'fast-check';
import { type Evictable, SharedBudget } from '../../src/buffers/sharedBudget';

/** A buffer that holds so many bytes, and lets go of all but what it cannot. */
class Buffer implements Evictable {
  bytes = 0;
  timesLetGo = 0;

  constructor(
    private readonly bound: SharedBudget,
    private readonly keeps = 0,
  ) {}

  hold(bytes: number): void {
    this.bytes = bytes;
    this.bound.hold(this, bytes);
  }

  evict(): void {
    this.timesLetGo += 1;
    this.hold(Math.min(this.bytes, this.keeps));
  }
}

describe('SharedBound', () => {
  const buffers = (bound: SharedBudget, ...held: readonly number[]): Buffer[] =>
    held.map((bytes) => {
      const buffer = new Buffer(bound);
      buffer.hold(bytes);
      return buffer;
    });

  it('takes from the largest where all together hold too much', () => {
    const bound = new SharedBudget(8);
    const all = buffers(bound, 3, 4, 2);
    expect(all.map(({ bytes }) => bytes)).toEqual([3, 0, 2]);
    expect(bound.total).toBe(5);
  });

  it('leaves everybody alone up to the bound', () => {
    const bound = new SharedBudget(9);
    const all = buffers(bound, 3, 4, 2);
    expect(all.map(({ timesLetGo }) => timesLetGo)).toEqual([0, 0, 0]);
    expect(bound.total).toBe(9);
  });

  it('knows what each holds now, not what it ever held', () => {
    const bound = new SharedBudget(10);
    const [one, two] = buffers(bound, 6, 4) as [Buffer, Buffer];
    one.hold(2);
    two.hold(8);
    expect([one.timesLetGo, two.timesLetGo, bound.total]).toEqual([0, 0, 10]);
    one.hold(0);
    expect(bound.total).toBe(8);
  });

  it('goes on to the next one where the largest does not free enough', () => {
    const bound = new SharedBudget(100);
    const stubborn = new Buffer(bound, 60);
    stubborn.hold(60);
    const others = buffers(bound, 20, 15, 10);
    expect(stubborn.timesLetGo).toBe(1);
    expect(others.map(({ bytes }) => bytes)).toEqual([0, 15, 10]);
  });

  it('frees an eighth beyond the bound, so that it is not looked for at every byte', () => {
    const bound = new SharedBudget(800);
    const all = buffers(bound, ...Array.from({ length: 81 }, () => 10));
    expect(bound.total).toBe(700);
    expect(all.reduce((sum, { timesLetGo }) => sum + timesLetGo, 0)).toBe(11);
  });

  it('never holds more than the bound, whatever happens, and takes only from those that hold the most', () => {
    const step = fc.record({ buffer: fc.nat(9), bytes: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const bound = new SharedBudget(100);
        const all = Array.from({ length: 10 }, () => new Buffer(bound));
        for (const { buffer, bytes } of steps) {
          const before = all.map((one, index) => (index === buffer ? bytes : one.bytes));
          const times = all.map(({ timesLetGo }) => timesLetGo);
          all[buffer]!.hold(bytes);
          const lost = all.map((one, index) => one.timesLetGo > times[index]!);
          const least = Math.min(...before.filter((_, index) => lost[index]));
          const most = Math.max(0, ...before.filter((_, index) => !lost[index]));
          expect(least).toBeGreaterThanOrEqual(most);
          expect(bound.total).toBeLessThanOrEqual(100);
          expect(bound.total).toBe(all.reduce((sum, one) => sum + one.bytes, 0));
        }
      }),
    );
  });
});
