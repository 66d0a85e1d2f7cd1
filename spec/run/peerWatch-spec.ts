import fc from 'fast-check';
import { type KernelSocket, type readSocketTable } from '../../src/streams/accept/socketTable';
import { peerWatch, type WatchedPeer } from '../../src/run/peerWatch';

const SEARCH_MS = 15_000;

/** Peers, and what the kernel says of them: how many segments each has left unanswered. */
class Peers {
  readonly closed: string[] = [];
  readonly unanswered = new Map<string, number>();
  now = 0;
  readonly open: WatchedPeer[] = ['a', 'b', 'c'].map((kernelKey) => ({
    kernelKey,
    close: (ending) => this.closed.push(`${kernelKey}: ${ending} at ${this.now / 1000} s`),
  }));

  readonly read: typeof readSocketTable = (wanted) => {
    const all = Array.from(this.unanswered, ([key, unanswered]) => [key, { sendQueue: 1, unanswered }] as const);
    return Promise.resolve(new Map<string, KernelSocket>(all.filter(([key, socket]) => wanted(key, socket))));
  };

  watch(read = this.read): { unsubscribe(): void; readonly closed: boolean } {
    return peerWatch(
      () => this.open,
      () => this.now,
      read,
    ).subscribe();
  }

  /** One search later, with so many segments unanswered by each. */
  async search(unanswered: Readonly<Record<string, number>>): Promise<void> {
    this.unanswered.clear();
    for (const [key, segments] of Object.entries(unanswered)) this.unanswered.set(key, segments);
    this.now += SEARCH_MS;
    await jest.advanceTimersByTimeAsync(SEARCH_MS);
  }
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'performance'] });
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('peerWatch', () => {
  it('closes a peer that has answered nothing for 75 s, within two minutes of its last answer', async () => {
    const peers = new Peers();
    const watch = peers.watch();
    for (let segments = 6; segments < 12; segments += 1) await peers.search({ a: segments, c: 0 });
    expect(peers.closed).toEqual(['a: timeout at 90 s']);
    watch.unsubscribe();
  });

  it('counts anew for one that has answered in between, whether it was seen or not', async () => {
    const peers = new Peers();
    const watch = peers.watch();
    for (const segments of [6, 7, 8, 9, 10]) await peers.search({ a: segments, b: segments });
    await peers.search({ a: 2 }); // another silence: a has answered, and so has b
    for (const segments of [3, 4, 5, 6]) await peers.search({ a: segments, b: segments });
    expect(peers.closed).toEqual([]);
    await peers.search({ a: 7, b: 7 });
    expect(peers.closed).toEqual(['a: timeout at 165 s']);
    watch.unsubscribe();
  });

  it('never closes a peer that answers once within 75 s, however often it does not', async () => {
    const silences = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(silences, async (lengths) => {
        const peers = new Peers();
        const watch = peers.watch();
        for (const length of lengths) {
          for (let segments = 1; segments <= length; segments += 1) await peers.search({ b: segments });
          await peers.search({});
        }
        expect(peers.closed).toEqual([]);
        watch.unsubscribe();
      }),
      { numRuns: 20 },
    );
  });

  it('passes over peers that are closed', async () => {
    const peers = new Peers();
    const watch = peers.watch();
    peers.open.push({
      kernelKey: undefined,
      close: () => peers.closed.push('one that was closed'),
    });
    for (let segments = 1; segments < 9; segments += 1) await peers.search({ x: segments });
    expect(peers.closed).toEqual([]);
    watch.unsubscribe();
  });

  it('is over where the kernel has no such table', async () => {
    const peers = new Peers();
    const watch = peers.watch(() => Promise.resolve(undefined));
    await peers.search({});
    expect(watch.closed).toBe(true);
  });
});
