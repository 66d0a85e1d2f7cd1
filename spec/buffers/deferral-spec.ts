import { Deferral } from '../../src/buffers/deferral';

/** A deferral whose last emission took so many milliseconds, and its clock. */
function deferral(took: number, longest = 10): { deferral: Deferral; at: (time: number) => void } {
  let now = 0;
  const made = new Deferral(() => now, longest);
  made.measure(() => (now += took));
  const start = now;
  return { deferral: made, at: (time) => (now = start + time) };
}

describe('Deferral', () => {
  it('holds nothing before it knows that emissions take time', () => {
    const { deferral: fresh } = deferral(0);
    fresh.add(true);
    expect(fresh.mayDefer()).toBe(false);
  });

  it('holds a batch until no value has come for a quarter of the time that an emission takes', () => {
    const { deferral: holding, at } = deferral(4);
    holding.add(true);
    expect(holding.mayDefer()).toBe(true);
    at(0.9);
    expect(holding.mayDefer()).toBe(true);
    holding.add(false);
    at(1.8);
    expect(holding.mayDefer()).toBe(true);
    at(2.9);
    expect(holding.mayDefer()).toBe(false);
  });

  it.each([
    ['three times as long as an emission takes', 2, 10, 6],
    ['the longest time', 8, 10, 10],
  ])('holds it no longer than %s, whatever comes', (_, took, longest, most) => {
    const { deferral: holding, at } = deferral(took, longest);
    holding.add(true);
    for (let time = 0; time < most; time += 0.25) {
      at(time);
      holding.add(false);
      expect(holding.mayDefer()).toBe(true);
    }
    at(most);
    holding.add(false);
    expect(holding.mayDefer()).toBe(false);
  });

  it('waits for silence no longer than half of the longest time', () => {
    const { deferral: holding, at } = deferral(1000);
    holding.add(true);
    expect(holding.mayDefer()).toBe(true);
    at(4.9);
    expect(holding.mayDefer()).toBe(true);
    at(5);
    expect(holding.mayDefer()).toBe(false);
  });

  it('forgets a long emission by half with each that takes less', () => {
    let now = 0;
    const holding = new Deferral(() => now, 100);
    for (const took of [16, 1, 1]) holding.measure(() => (now += took)); // 16, 8, 4
    holding.add(true);
    const start = now;
    expect(holding.mayDefer()).toBe(true);
    now = start + 0.9;
    expect(holding.mayDefer()).toBe(true);
    now = start + 1;
    expect(holding.mayDefer()).toBe(false);
  });
});
