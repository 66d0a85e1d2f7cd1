import { coalesce } from '../../src/telemetry/coalesce';
import { settled } from '../helpers/fakeSocket';

const PAUSE = 20;

/** Something that is made slowly: `finish` ends the time that is under way. */
function slowWork(): { ask: () => Promise<number>; finish: (error?: Error) => Promise<void>; begun: () => number } {
  let begun = 0;
  let settle: { resolve: (value: number) => void; reject: (error: Error) => void };
  const make = (): Promise<number> => {
    begun += 1;
    return new Promise((resolve, reject) => (settle = { resolve, reject }));
  };
  const finish = async (error?: Error): Promise<void> => {
    if (error) settle.reject(error);
    else settle.resolve(begun);
    await settled();
  };
  return { ask: coalesce(make, PAUSE), finish, begun: () => begun };
}

const pauseIsOver = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE + 10));

describe('coalesce', () => {
  it('makes it at once where nobody has asked for a while', async () => {
    expect(await coalesce(() => 'made', PAUSE)()).toBe('made');
  });

  it('makes it once for all who ask before it is begun', async () => {
    const { ask, finish, begun } = slowWork();
    const asked = [ask(), ask(), ask()];
    await settled();
    await finish();
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
    expect(begun()).toBe(1);
  });

  it('gives nobody what was begun before they asked, and never makes two at a time', async () => {
    const { ask, finish, begun } = slowWork();
    const first = ask();
    await settled();
    const later = [ask(), ask()];
    await pauseIsOver();
    expect(begun()).toBe(1);
    await finish();
    expect(await first).toBe(1);
    await settled();
    expect(begun()).toBe(1); // now the pause is on
    await pauseIsOver();
    expect(begun()).toBe(2);
    await finish();
    expect(await Promise.all(later)).toEqual([2, 2]);
  });

  it('goes on after an error, which goes to those who waited for that time alone', async () => {
    const { ask, finish } = slowWork();
    const first = ask();
    await settled();
    const later = ask();
    const failed = expect(first).rejects.toThrow('broken');
    await finish(new Error('broken'));
    await failed;
    await pauseIsOver();
    await finish();
    expect(await later).toBe(2);
  });

  it('passes on what is thrown at once', async () => {
    const ask = coalesce((): number => {
      throw new Error('broken');
    }, PAUSE);
    await expect(ask()).rejects.toThrow('broken');
  });
});
