import fc from 'fast-check';
import { AttendedTimeout } from '../../../src/streams/accept/attendedTimeout';
import { settled } from '../../helpers/fakeSocket';

/** The clock goes on, and no timer has its turn: what a stopped process finds when it continues. */
const standStill = (ms: number): void => {
  jest.setSystemTime(Date.now() + ms);
  const now = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => now + ms + (Date.now() - before));
  const before = Date.now();
};

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('AttendedTimeout', () => {
  it('elapses once, when its time is over and the sockets have been polled', async () => {
    const elapsed = jest.fn();
    new AttendedTimeout(elapsed, 1000);
    jest.advanceTimersByTime(999);
    await settled();
    expect(elapsed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(elapsed).not.toHaveBeenCalled();
    await settled();
    jest.advanceTimersByTime(5000);
    await settled();
    expect(elapsed).toHaveBeenCalledTimes(1);
  });

  it('never elapses once it is cleared, even if its time is over', async () => {
    const elapsed = jest.fn();
    const [early, late] = [new AttendedTimeout(elapsed, 1000), new AttendedTimeout(elapsed, 1000)];
    early.clear();
    jest.advanceTimersByTime(1000);
    late.clear();
    await settled();
    expect(elapsed).not.toHaveBeenCalled();
  });

  it('elapses in the next turn if it has no time', async () => {
    const elapsed = jest.fn();
    new AttendedTimeout(elapsed, 0);
    jest.advanceTimersByTime(0);
    await settled();
    expect(elapsed).toHaveBeenCalledTimes(1);
  });

  it('does not count time in which the process stood still, however long and whenever that was', async () => {
    const ms = fc.integer({ min: 300, max: 100_000 });
    await fc.assert(
      fc.asyncProperty(ms, fc.integer({ min: 1, max: 9 }), async (pause, tenth) => {
        const elapsed = jest.fn();
        new AttendedTimeout(elapsed, 1000);
        jest.advanceTimersByTime(tenth * 100);
        standStill(pause);
        jest.advanceTimersByTime(999 - tenth * 100);
        await settled();
        expect(elapsed).not.toHaveBeenCalled();
        jest.advanceTimersByTime(101); // the beat in which it stood still counts once
        await settled();
        expect(elapsed).toHaveBeenCalledTimes(1);
        jest.restoreAllMocks();
      }),
      { numRuns: 20 },
    );
  });
});
