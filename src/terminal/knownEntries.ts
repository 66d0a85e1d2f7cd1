import type { Entry } from '../client/model';

/** So many entries are remembered, which is more than the logs of some rooms have; then the oldest ones are forgotten. */
const MOST = 10_000;

/** Which entries of the logs were printed. */
export class KnownEntries {
  /** By key, and of those who come or go how many names were printed: an entry grows as long as it is the last one. */
  private readonly sizes = new Map<string, number>();
  /** The log that was looked at last. */
  private last: readonly Entry[] = [];

  /**
   * Takes what has not been taken before. Entries that stand in the log as in the one before it are not looked at again.
   *
   * @param log the entries of a room
   * @returns the new ones, in order; of one that has grown just the new names
   */
  newOf(log: readonly Entry[]): readonly Entry[] {
    const changed = log.slice(sharedLength(this.last, log));
    this.last = log;
    const found = changed.flatMap((entry): Entry[] => {
      const size = this.sizes.get(entry.key) ?? 0;
      if (size >= sizeOf(entry)) return [];
      this.sizes.set(entry.key, sizeOf(entry));
      return entry.kind === 'moved' ? [{ ...entry, names: entry.names.slice(size) }] : [entry];
    });
    for (const key of this.sizes.keys()) {
      if (this.sizes.size <= MOST) break;
      this.sizes.delete(key);
    }
    return found;
  }
}

const sizeOf = (entry: Entry): number => (entry.kind === 'moved' ? entry.names.length : 1);

/** How many entries at the beginning of a log are those of another one, of which the oldest may be gone. */
function sharedLength(other: readonly Entry[], log: readonly Entry[]): number {
  const [first] = log;
  const gone = first ? other.indexOf(first) : -1;
  if (gone < 0) return 0;
  const end = log.findIndex((entry, index) => entry !== other[gone + index]);
  return end < 0 ? log.length : end;
}
