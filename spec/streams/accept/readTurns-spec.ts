import { type PausedSource, ReadTurns } from '../../../src/streams/accept/readTurns';
import { settled } from '../../helpers/fakeSocket';

describe('ReadTurns', () => {
  /** Readers that write down when they read on. */
  const readers = (names: string): { story: string[]; all: PausedSource[] } => {
    const story: string[] = [];
    return { story, all: Array.from(names, (name) => ({ resume: () => story.push(name) < 0 })) };
  };

  it('lets one read on in each turn of the event loop, in the order in which they came', async () => {
    const { story, all } = readers('abc');
    const turns = new ReadTurns();
    for (const reader of all) turns.wait(reader);
    expect(story).toEqual([]);
    for (const seen of ['a', 'ab', 'abc', 'abc']) {
      await settled();
      expect(story.join('')).toBe(seen);
    }
  });

  it('lets whoever has more to say at once wait at the end of the line', async () => {
    const { story, all } = readers('ab');
    const turns = new ReadTurns();
    const [a, b] = all as [PausedSource, PausedSource];
    const tireless: PausedSource = {
      resume: () => {
        a.resume();
        if (story.length < 6) turns.wait(tireless);
        return false;
      },
    };
    turns.wait(tireless);
    turns.wait(b);
    for (let turn = 0; turn < 8; turn += 1) await settled();
    expect(story.join('')).toBe('abaaaa');
  });

  /** Sources that have something at hand, of so many bytes each. */
  const withChunks = (names: string, turns: ReadTurns, bytes: number): { story: string[]; all: PausedSource[] } => {
    const story: string[] = [];
    const resume = (name: string): boolean => {
      turns.spend(bytes);
      return story.push(name) > 0;
    };
    return { story, all: Array.from(names, (name) => ({ resume: () => resume(name) })) };
  };

  it('lets those that have something at hand go on together, up to 64 KiB a turn', async () => {
    const turns = new ReadTurns(() => 0);
    const { story, all } = withChunks('abcdefgh', turns, 20_000);
    for (const source of all) turns.wait(source);
    for (const seen of ['abcd', 'abcdefgh']) {
      await settled();
      expect(story.join('')).toBe(seen);
    }
  });

  it('lets them go on for 20 ms a turn', async () => {
    let time = 0;
    const turns = new ReadTurns(() => time);
    const { story, all } = withChunks('abcde', turns, 1);
    const slow = all.map(({ resume }): PausedSource => ({ resume: () => resume() && (time += 8) > 0 }));
    for (const source of slow) turns.wait(source);
    await settled();
    expect(story.join('')).toBe('abc');
  });

  it('lets those of whom little waits go first, in their order, and then the others', async () => {
    const turns = new ReadTurns(() => 0);
    const { story, all } = withChunks('abCDe', turns, 1);
    for (const [index, source] of all.entries()) turns.wait(source, index < 2 || index > 3);
    await settled();
    expect(story.join('')).toBe('abeCD');
  });

  it('keeps nobody waiting for ever: others have half of each turn', async () => {
    const turns = new ReadTurns(() => 0);
    const { story, all } = withChunks('abcdefXYZ', turns, 16_384);
    for (const [index, source] of all.entries()) turns.wait(source, index < 6);
    for (const seen of ['abXY', 'abXYcdZe', 'abXYcdZef']) {
      await settled();
      expect(story.join('')).toBe(seen);
    }
  });

  it('is over after as much that comes by itself, until the next turn', async () => {
    const turns = new ReadTurns(() => 0);
    turns.spend(40_000);
    expect(turns.isOver).toBe(false);
    turns.spend(40_000);
    expect(turns.isOver).toBe(true);
    await settled();
    expect(turns.isOver).toBe(false);
  });

  it('lets all wait while it is held', async () => {
    const turns = new ReadTurns(() => 0);
    const { story, all } = withChunks('ab', turns, 1);
    turns.hold(true);
    expect(turns.isOver).toBe(true);
    for (const source of all) turns.wait(source);
    for (let turn = 0; turn < 5; turn += 1) await settled();
    expect(story).toEqual([]);
    turns.hold(false);
    await settled();
    expect(story).toEqual(['a', 'b']);
  });

  it('begins anew after it has been empty', async () => {
    const { story, all } = readers('ab');
    const turns = new ReadTurns();
    turns.wait(all[0]!);
    await settled();
    await settled();
    turns.wait(all[1]!);
    await settled();
    expect(story).toEqual(['a', 'b']);
  });
});
