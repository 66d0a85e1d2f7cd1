import { type PausedSource, ReadTurns } from '../../../src/streams/accept/readTurns';
import { settled } from '../../helpers/fakeSocket';

describe('ReadTurns', () => {
  /** Readers that write down when they read on. */
  const readers = (names: string): { story: string[]; all: PausedSource[] } => {
    const story: string[] = [];
    return { story, all: Array.from(names, (name) => ({ resume: () => story.push(name) })) };
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
      },
    };
    turns.wait(tireless);
    turns.wait(b);
    for (let turn = 0; turn < 8; turn += 1) await settled();
    expect(story.join('')).toBe('abaaaa');
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
