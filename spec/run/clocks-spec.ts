import { type Observable, of, Subject } from 'rxjs';
import { readSettings } from '../../src/config/readSettings';
import { loads, ticks } from '../../src/run/clocks';
import type { Tick } from '../../src/streams/chat';
import { settled } from '../helpers/fakeSocket';

const SETTINGS = readSettings([], {});
let ahead = 0; // by how much the clock is ahead of the timers: the time in which the process stood still

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const now = performance.now.bind(performance);
  ahead = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Lets time pass, and turns of the event loop with it. */
const pass = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 25) {
    jest.advanceTimersByTime(25);
    await settled();
  }
};

const seen = (timeouts: Partial<typeof SETTINGS>, behind$: Observable<boolean> = of(false)): [Tick[], () => void] => {
  const all: Tick[] = [];
  const subscription = ticks({ ...SETTINGS, ...timeouts }, behind$).subscribe((tick) => all.push(tick));
  return [all, () => subscription.unsubscribe()];
};

describe('ticks', () => {
  it('come each second, and more often for shorter deadlines', async () => {
    const [standard, end] = seen({});
    const [short, endShort] = seen({ idleTimeout: 400 });
    await pass(3000);
    expect([standard.length, short.length]).toEqual([3, 30]);
    expect(standard).toEqual([{ stoodStill: 0 }, { stoodStill: 0 }, { stoodStill: 0 }]);
    end();
    endShort();
  });

  it('come after the sockets have been polled, and not when the timer does', async () => {
    const [all, end] = seen({});
    jest.advanceTimersByTime(1000);
    expect(all).toEqual([]);
    await settled();
    expect(all).toHaveLength(1);
    end();
  });

  it('say how long the process stood still, and nothing of a loop that merely had work', async () => {
    const [all, end] = seen({});
    await pass(500);
    ahead += 5000;
    await pass(500);
    ahead += 200;
    await pass(1000);
    expect(all).toEqual([{ stoodStill: 5000 }, { stoodStill: 0 }]);
    end();
  });

  it('count the time in which nothing is read as one in which the server stands still', async () => {
    const behind$ = new Subject<boolean>();
    const [all, end] = seen({}, behind$);
    await pass(1000);
    behind$.next(true);
    await pass(1500);
    behind$.next(false);
    await pass(500);
    expect(all.map(({ stoodStill }) => Math.round(stoodStill))).toEqual([0, 1000, 500]);
    end();
  });
});

describe('loads', () => {
  it('say how late the loop is, and how much of the time it has work', async () => {
    const all: { lag: number; utilization: number }[] = [];
    const subscription = loads().subscribe((load) => all.push(load));
    await pass(100);
    ahead += 700;
    await pass(100);
    expect(all.map(({ lag }) => lag)).toEqual([0, 700]);
    for (const { utilization } of all) {
      expect(utilization).toBeGreaterThanOrEqual(0);
      expect(utilization).toBeLessThanOrEqual(1);
    }
    subscription.unsubscribe();
  });
});
