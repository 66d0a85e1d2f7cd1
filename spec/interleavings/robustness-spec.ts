import { checked, timeout } from './checked';
import { ROBUSTNESS } from './robustness';

const WITHIN = 12_000;

// `npm run fuzz -- --minutes 10` does the same for as long as one likes.
describe('whatever anybody sends', () => {
  it('is tried with 100,000 inputs and more', () => {
    expect(ROBUSTNESS.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(100_000);
  });

  for (const { name, property, runs } of ROBUSTNESS) {
    const limit = { runs, within: WITHIN };
    it(name, () => checked(property, limit), timeout(limit));
  }
});
