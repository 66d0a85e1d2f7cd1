import { newestSnapshot } from '../../src/recovery/newestSnapshot';
import type { ReadSnapshot } from '../../src/recovery/snapshotStore';
import { SnapshotsInMemory } from '../helpers/snapshotsInMemory';

const note = (place: number, origin = 'here') => ({ origin, place });

/** A node that looks, and knows what it has found. */
class Looking {
  newest: ReadSnapshot | undefined;

  constructor(private readonly store: SnapshotsInMemory) {}

  async look(): Promise<boolean> {
    const { newest, isRestored } = await newestSnapshot(this.store, 'here', this.newest);
    this.newest = newest;
    return isRestored;
  }
}

describe('newestSnapshot', () => {
  let store: SnapshotsInMemory;
  let a: Looking;
  let b: Looking;
  beforeEach(() => {
    store = new SnapshotsInMemory();
    [a, b] = [new Looking(store), new Looking(store)];
  });

  it('finds none as long as there is none of this log', async () => {
    expect(await a.look()).toBe(false);
    store.put('first', note(9, 'there'), Buffer.of(9));
    expect(await a.look()).toBe(false);
    expect(a.newest).toBeUndefined();
  });

  it('finds the newest, whoever has made it and wherever it is, and reads it once', async () => {
    store.put('first', note(3), Buffer.of(3));
    await a.look();
    expect(a.newest).toMatchObject({ slot: 'first', place: 3, madeAt: 3, bytes: Buffer.of(3) });
    store.put('second', note(5), Buffer.of(5));
    await a.look();
    expect(a.newest).toMatchObject({ slot: 'second', place: 5, madeAt: 5, bytes: Buffer.of(5) });
    const read = jest.spyOn(store, 'read');
    await a.look();
    expect(a.newest).toMatchObject({ place: 5 });
    expect(read).not.toHaveBeenCalled();
    store.put('first', note(7), Buffer.of(7));
    await a.look();
    expect(a.newest).toMatchObject({ slot: 'first', place: 7, bytes: Buffer.of(7) });
  });

  it('puts back what it knows where all are gone, as one of those who look at the same time', async () => {
    store.put('first', note(3), Buffer.of(3));
    store.put('second', note(5), Buffer.of(5));
    await Promise.all([a.look(), b.look()]);
    store.slots.clear();
    expect((await Promise.all([a.look(), b.look()])).toSorted()).toEqual([false, true]);
    expect(store.slots.size).toBe(1);
    for (const { newest } of [a, b]) expect(newest).toMatchObject({ slot: 'first', place: 5, bytes: Buffer.of(5) });
    expect(await a.look()).toBe(false);
  });

  it('has nothing to put back that it has not read', async () => {
    store.put('first', note(3), Buffer.of(3));
    jest.spyOn(store, 'read').mockRejectedValue(new Error('it is damaged'));
    await expect(a.look()).rejects.toThrow('it is damaged');
    store.slots.clear();
    expect(await a.look()).toBe(false);
    expect(store.slots.size).toBe(0);
  });
});
