import { coalesce } from '../../src/telemetry/coalesce';

const PAUSE = 20;

/** Something that is made slowly: `finish` ends the time that is under way. */
class SlowWork {
  /** How often it has been begun. */
  begun = 0;
  readonly ask = coalesce(() => this.make(), PAUSE);
  private settle: { resolve: (value: number) => void; reject: (error: Error) => void } | undefined;
  private begins: () => void = () => undefined;

  finish(error?: Error): void {
    if (error) this.settle!.reject(error);
    else this.settle!.resolve(this.begun);
  }

  /** Waits until it has been begun so often. */
  async until(times: number): Promise<void> {
    while (this.begun < times) await new Promise<void>((resolve) => (this.begins = resolve));
  }

  private make(): Promise<number> {
    this.begun += 1;
    this.begins();
    return new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }
}

const pauseIsOver = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE + 10));

describe('coalesce', () => {
  it('makes it at once where nobody has asked for a while', async () => {
    expect(await coalesce(() => 'made', PAUSE)()).toBe('made');
  });

  it('makes it once for all who ask before it is begun', async () => {
    const work = new SlowWork();
    const asked = [work.ask(), work.ask(), work.ask()];
    await work.until(1);
    work.finish();
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
    expect(work.begun).toBe(1);
  });

  it('gives nobody what was begun before they asked, and never makes two at a time', async () => {
    const work = new SlowWork();
    const first = work.ask();
    await work.until(1);
    const later = [work.ask(), work.ask()];
    await pauseIsOver();
    expect(work.begun).toBe(1);
    const finished = performance.now();
    work.finish();
    expect(await first).toBe(1);
    await work.until(2);
    expect(performance.now() - finished).toBeGreaterThan(PAUSE - 1);
    work.finish();
    expect(await Promise.all(later)).toEqual([2, 2]);
    expect(work.begun).toBe(2);
  });

  it('goes on after an error, which goes to those who waited for that time alone', async () => {
    const work = new SlowWork();
    const first = work.ask();
    await work.until(1);
    const later = work.ask();
    work.finish(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await work.until(2);
    work.finish();
    expect(await later).toBe(2);
  });

  it('passes on what is thrown at once', async () => {
    const ask = coalesce((): number => {
      throw new Error('broken');
    }, PAUSE);
    await expect(ask()).rejects.toThrow('broken');
  });
});
