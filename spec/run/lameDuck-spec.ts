import { PassThrough } from 'node:stream';
import { Subject } from 'rxjs';
import { lameDuck } from '../../src/run/lameDuck';
import { Lifecycle } from '../../src/run/lifecycle';
import { newLogger } from '../../src/telemetry/logger';

const silent = newLogger({ level: 'error', format: 'json', stream: new PassThrough().resume() });

/** A server that serves on for 20 s, with one client. */
function serving(size = 1): { emptied$: Subject<void>; lifecycle: Lifecycle; isOver: () => Promise<boolean> } {
  const emptied$ = new Subject<void>();
  const lifecycle = new Lifecycle();
  lifecycle.enter('ready');
  let over = false;
  void lameDuck({ size, emptied$ }, lifecycle, silent, 20_000).then(() => (over = true));
  const isOver = async (): Promise<boolean> => {
    await jest.advanceTimersByTimeAsync(0);
    return over;
  };
  return { emptied$, lifecycle, isOver };
}

describe('lameDuck', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is over after its time, and says meanwhile that clients are not to be sent here', async () => {
    const { lifecycle, isOver } = serving();
    expect(lifecycle.unready).toBe('restarting');
    await jest.advanceTimersByTimeAsync(19_999);
    expect(await isOver()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await isOver()).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is over when nobody is left, and leaves no timer behind', async () => {
    const { emptied$, isOver } = serving();
    expect(await isOver()).toBe(false);
    emptied$.next();
    expect(await isOver()).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    expect(emptied$.observed).toBe(false);
  });

  it('is over when the chat fails', async () => {
    const { lifecycle, isOver } = serving();
    lifecycle.fail(new Error('a defect'));
    expect(await isOver()).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is over at once where nobody is connected', async () => {
    const { lifecycle, isOver } = serving(0);
    expect(await isOver()).toBe(true);
    expect(lifecycle.unready).toBe('restarting');
  });
});
