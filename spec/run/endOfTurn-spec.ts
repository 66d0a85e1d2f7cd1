import { concat } from 'rxjs';
import { endOfTurn$ } from '../../src/run/endOfTurn';

/** Waits until the event loop has gone through its check phase, where immediates run. */
const nextCheck = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('endOfTurn$', () => {
  it('emits once, after what the turn has still to do, and completes', async () => {
    const story: string[] = [];
    endOfTurn$.subscribe({ next: () => story.push('next'), complete: () => story.push('complete') });
    queueMicrotask(() => story.push('microtask'));
    process.nextTick(() => story.push('next tick'));
    story.push('now');
    await nextCheck();
    expect(story).toEqual(['now', 'microtask', 'next tick', 'next', 'complete']);
  });

  it('is a turn of its own for each subscription', async () => {
    const turns: number[] = [];
    concat(endOfTurn$, endOfTurn$).subscribe(() => turns.push(turns.length + 1));
    await nextCheck();
    expect(turns).toEqual([1]);
    await nextCheck();
    expect(turns).toEqual([1, 2]);
  });

  it('does not emit to one who has unsubscribed, and holds nothing then', async () => {
    let emitted = false;
    endOfTurn$.subscribe(() => (emitted = true)).unsubscribe();
    await nextCheck();
    expect(emitted).toBe(false);
  });
});
