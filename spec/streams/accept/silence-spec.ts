import { silence } from '../../../src/streams/accept/silence';
import { settled } from '../../helpers/fakeSocket';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** Lets the time pass, and the immediates that it brings about. */
async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await settled();
}

describe('silence', () => {
  it('emits after each time, and completes with the last', async () => {
    const story: string[] = [];
    silence([200, 3000]).subscribe({ next: () => story.push('silence'), complete: () => story.push('end') });
    await pass(199);
    expect(story).toEqual([]);
    await pass(1);
    expect(story).toEqual(['silence']);
    await pass(2799);
    expect(story).toEqual(['silence']);
    await pass(1);
    expect(story).toEqual(['silence', 'silence', 'end']);
  });

  it('emits in the turn after the timer, when what came meanwhile has been read', async () => {
    const story: string[] = [];
    silence([200]).subscribe(() => story.push('silence'));
    jest.advanceTimersByTime(200);
    expect(story).toEqual([]);
    await settled();
    expect(story).toEqual(['silence']);
  });

  it('is none while something that has come waits for its turn to be read', async () => {
    const story: string[] = [];
    let isUnread = true;
    silence([200], () => isUnread).subscribe({ next: () => story.push('silence'), complete: () => story.push('end') });
    await pass(200);
    await pass(1000);
    isUnread = false;
    expect(story).toEqual([]);
    await pass(20);
    expect(story).toEqual(['silence', 'end']);
  });

  it('leaves no timer behind, at whichever moment it is unsubscribed from', async () => {
    const story: string[] = [];
    const next = (): void => void story.push('silence');
    silence([200, 3000]).subscribe(next).unsubscribe();
    const between = silence([200, 3000]).subscribe(next);
    jest.advanceTimersByTime(200);
    between.unsubscribe();
    await settled();
    expect(story).toEqual([]);
    const within = silence([200, 3000]).subscribe(() => within.unsubscribe());
    await pass(200);
  });

  it('is over at once without any time', () => {
    const story: string[] = [];
    silence([]).subscribe({ complete: () => story.push('end') });
    expect(story).toEqual(['end']);
  });
});
