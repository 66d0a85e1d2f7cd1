import { Condition } from '../../testkit/condition';
import { eventually, poll } from '../../testkit/eventually';
import { LineWaiter } from '../../testkit/lineWaiter';
import { within } from '../../testkit/within';

const NEVER = new Promise<never>(() => {});

describe('within', () => {
  it('is the promise, where that comes in time', async () => {
    await expect(within(Promise.resolve(1), () => '')).resolves.toBe(1);
    await expect(within(Promise.reject(new Error('no')), () => '')).rejects.toThrow('no');
  });

  it('says what did not happen, where it does not', async () => {
    await expect(within(NEVER, () => 'no news', 1)).rejects.toThrow(/^\d+ ms are over: no news$/);
  });
});

describe('poll and eventually', () => {
  it('ask until the answer is truthy', async () => {
    let asked = 0;
    expect(await poll(() => (asked += 1) === 3 && 'three', 10_000, 1)).toBe('three');
    expect(
      await eventually(
        () => Promise.resolve('at once'),
        () => '',
      ),
    ).toBe('at once');
  });

  it('give up when the time is over, but not before they have asked', async () => {
    let asked = 0;
    const never = (): boolean => (asked += 1) < 0;
    expect(await poll(never, 0, 1)).toBeUndefined();
    await expect(eventually(never, () => `asked ${asked} times`, 0)).rejects.toThrow(/ms are over: asked [2-9] times$/);
  });

  it('fail with the question', async () => {
    await expect(
      eventually(
        () => Promise.reject(new Error('no page')),
        () => '',
      ),
    ).rejects.toThrow('no page');
  });
});

describe('Condition', () => {
  it('looks at once, and again at each change, for all that wait', async () => {
    const condition = new Condition();
    let count = 1;
    expect(
      await condition.until(
        () => count,
        () => '',
      ),
    ).toBe(1);
    const waits = [2, 3].map((wanted) =>
      condition.until(
        () => count >= wanted && count,
        () => '',
      ),
    );
    for (count = 2; count <= 3; count += 1) condition.changed();
    expect(await Promise.all(waits)).toEqual([2, 3]);
  });

  it('looks no more once the time is over', async () => {
    const condition = new Condition();
    let asked = 0;
    await expect(
      condition.until(
        () => (asked += 1) < 0,
        () => 'nothing changes',
        1,
      ),
    ).rejects.toThrow('nothing changes');
    condition.changed();
    expect(asked).toBe(1);
  });
});

describe('LineWaiter', () => {
  it('gives each wait the next line that it wants', async () => {
    const waiter = new LineWaiter();
    const [any, ok, other] = [() => true, (line: string) => line === 'OK', () => true].map((wanted) =>
      waiter.next(wanted),
    );
    waiter.note('first');
    waiter.note('OK');
    expect(await Promise.all([any, ok, other])).toEqual(['first', 'OK', 'first']);
  });

  it('asks a wait no more once it has its line', async () => {
    const waiter = new LineWaiter();
    const asked: string[] = [];
    const wait = waiter.next((line) => asked.push(line) === 2);
    for (const line of ['one', 'two', 'three']) waiter.note(line);
    expect([await wait, asked]).toEqual(['two', ['one', 'two']]);
  });

  it('gives nothing when no more lines come, to those that wait and to those that come later', async () => {
    const waiter = new LineWaiter();
    const waits = [waiter.next(() => true), waiter.next(() => true)];
    waiter.end();
    expect(await Promise.all([...waits, waiter.next(() => true)])).toEqual([undefined, undefined, undefined]);
  });
});
