import { found, inOrder, inserted, removed, sizeOf, type Tree } from './balancedTree';

/**
 * A map from strings, in the order of their code points, that is never changed: `set` and `delete` give another map, which
 * shares all but a few nodes with this one.
 *
 * It is for keys that strangers choose. A persistent map that hashes them, as that of the package `immutable` does, by a
 * function that everyone can compute, is a list once they all have one hash. Here each step takes the logarithm of the size,
 * whatever the keys are, and what is listed in order need not be sorted.
 *
 * @see docs/decisions/0019-ordered-maps-for-what-strangers-choose.md
 */
export class SortedMap<V> implements Iterable<readonly [key: string, value: V]> {
  private static readonly EMPTY = new SortedMap<never>(undefined);

  private constructor(private readonly tree: Tree<V>) {}

  /**
   * The map of some entries.
   *
   * @param entries keys and values; of two with the same key, the later one is in the map
   */
  static of<V>(...entries: readonly (readonly [key: string, value: V])[]): SortedMap<V> {
    return entries.reduce<SortedMap<V>>((map, [key, value]) => map.set(key, value), SortedMap.EMPTY);
  }

  /** How many entries there are. */
  get size(): number {
    return sizeOf(this.tree);
  }

  has(key: string): boolean {
    return found(this.tree, key) !== undefined;
  }

  /**
   * Reads an entry.
   *
   * @param key its key
   * @param otherwise what to return if it is not there
   * @returns its value
   */
  get(key: string): V | undefined;
  get(key: string, otherwise: V): V;
  get(key: string, otherwise?: V): V | undefined {
    const node = found(this.tree, key);
    return node === undefined ? otherwise : node.value;
  }

  /** The map with an entry; the same map if the entry is in it. */
  set(key: string, value: V): SortedMap<V> {
    return this.with(inserted(this.tree, key, value));
  }

  /** The map without an entry; the same map if there is none. */
  delete(key: string): SortedMap<V> {
    return this.with(removed(this.tree, key));
  }

  /**
   * Reads the first entries.
   *
   * @param count how many at most
   * @param of what to make of each
   * @returns them in order, at a cost that does not depend on how many others there are
   */
  first<T>(count: number, of: (key: string, value: V) => T): T[] {
    const entries: T[] = [];
    if (count <= 0) return entries;
    for (const { key, value } of inOrder(this.tree)) if (entries.push(of(key, value)) >= count) break;
    return entries;
  }

  *[Symbol.iterator](): Generator<readonly [key: string, value: V], undefined> {
    for (const { key, value } of inOrder(this.tree)) yield [key, value];
  }

  *keys(): Generator<string, undefined> {
    for (const { key } of inOrder(this.tree)) yield key;
  }

  *values(): Generator<V, undefined> {
    for (const { value } of inOrder(this.tree)) yield value;
  }

  private with(tree: Tree<V>): SortedMap<V> {
    return tree === this.tree ? this : new SortedMap(tree);
  }
}
