import { newEpoch } from '../../src/run/epoch';

describe('an epoch', () => {
  it('is four hexadecimal digits, and another one for nearly every journal', () => {
    const epochs = Array.from({ length: 100 }, newEpoch);
    for (const epoch of epochs) expect(epoch).toMatch(/^[0-9a-f]{4}$/);
    expect(new Set(epochs).size).toBeGreaterThan(50); // of 65,536: fewer would not be by chance
  });
});
