import { Milestones } from '../../../src/streams/route/milestones';

describe('Milestones', () => {
  it('know nothing of what was before the first one', () => {
    expect(new Milestones().countUpTo(5)).toBe(0);
    const milestones = new Milestones();
    milestones.add(7, 1);
    expect([6, 7, 8].map((seq) => milestones.countUpTo(seq))).toEqual([0, 1, 1]);
  });

  it('know each of a few lines, and of many every second, fourth, eighth', () => {
    const milestones = new Milestones();
    for (let count = 1; count <= 128; count += 1) milestones.add(10 * count, count);
    for (let count = 1; count <= 128; count += 1) expect(milestones.countUpTo(10 * count)).toBe(count);
    for (let count = 129; count <= 1000; count += 1) milestones.add(10 * count, count);
    for (let count = 1; count <= 1000; count += 1) {
      expect(milestones.countUpTo(10 * count)).toBe(count - (count % 8));
    }
  });
});
