import fc from 'fast-check';
import { setTimeout } from 'node:timers/promises';
import { checked } from './checked';

describe('checked', () => {
  it('comes back when no run is under way any more, also when its time is over', async () => {
    let underWay = 0;
    const slow = fc.asyncProperty(fc.integer(), async () => {
      underWay += 1;
      await setTimeout(100);
      underWay -= 1;
    });
    await checked(slow, { runs: 50, within: 250 });
    expect(underWay).toBe(0);
  });

  it('throws the counterexample, and how to see it again', async () => {
    const small = fc.property(fc.nat(), (value) => value < 10);
    await expect(checked(small, { runs: 100, within: 5000 })).rejects.toThrow(/\[10\][^]*REPLAY=-?\d+\/\d/);
  });
});
