import fc from 'fast-check';
import { found, inOrder, inserted, removed, sizeOf, type Tree } from '../../../src/streams/reduce/balancedTree';
import { byCodePoint } from '../../../src/streams/reduce/codePointOrder';

const keysOf = (tree: Tree<unknown>): string[] => Array.from(inOrder(tree), ({ key }) => key);
const treeOf = (keys: Iterable<string>): Tree<string> =>
  Array.from(keys).reduce<Tree<string>>((tree, key) => inserted(tree, key, key), undefined);

/** How deep a tree is; not a number where a node has the wrong size, is out of order, or has one side that weighs too much. */
function depthOf(tree: Tree<unknown>): number {
  if (tree === undefined) return 0;
  const { key, size, left, right } = tree;
  const isSorted = !(left && byCodePoint(left.key, key) >= 0) && !(right && byCodePoint(right.key, key) <= 0);
  const [light = 0, heavy = 0] = [sizeOf(left) + 1, sizeOf(right) + 1].sort((a, b) => a - b);
  if (size !== light + heavy - 1 || !isSorted || heavy > 3 * light) return NaN;
  return 1 + Math.max(depthOf(left), depthOf(right));
}

/** The most that it may be: a side has at most 3/4 of the weight of both. */
const mostDepth = (size: number): number => Math.log(size + 1) / Math.log(4 / 3);

const numbers = Array.from({ length: 4096 }, (_, index) => String(index).padStart(4, '0'));
const shuffled = numbers.map((_, index) => numbers[(index * 2731) % 4096]!);

/** Keys that often meet: few, of units on both sides of the surrogates. */
const key = fc.string({ unit: fc.constantFrom('', 'a', 'b', 'Z', 'é', '小', '\ue000', 'ﬁ', '𠮷'), maxLength: 3 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: key }) },
  { weight: 2, arbitrary: fc.record({ drop: key }) },
);
type Step = { readonly add: string } | { readonly drop: string };

const next = (tree: Tree<string>, taken: Step): Tree<string> =>
  'add' in taken ? inserted(tree, taken.add, taken.add) : removed(tree, taken.drop);

describe('a balanced tree', () => {
  it('has the keys of a sorted array and is balanced, after any steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const set = new Set<string>();
        let tree: Tree<string>;
        const wrong = steps.filter((taken) => {
          tree = next(tree, taken);
          if ('add' in taken) set.add(taken.add);
          else set.delete(taken.drop);
          const isRight = keysOf(tree).join() === Array.from(set).sort(byCodePoint).join();
          return !isRight || !(depthOf(tree) <= mostDepth(set.size));
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('never changes one that there was before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const kept: [tree: Tree<string>, keys: string[]][] = [];
        let tree: Tree<string>;
        for (const taken of steps) {
          tree = next(tree, taken);
          kept.push([tree, keysOf(tree)]);
        }
        expect(kept.map(([old]) => keysOf(old))).toStrictEqual(kept.map(([, keys]) => keys));
        expect(kept.every(([old, keys]) => keys.every((each) => found(old, each)?.value === each))).toBe(true);
      }),
    );
  });

  it.each([
    ['in order', numbers],
    ['in the opposite order', numbers.toReversed()],
    ['from the outside in', numbers.map((_, index) => numbers.at(index % 2 === 0 ? index / 2 : -(index + 1) / 2)!)],
    ['in any order', shuffled],
  ])('is as balanced whose keys come %s', (_, keys) => {
    const tree = treeOf(keys);
    expect(keysOf(tree)).toStrictEqual(numbers);
    expect(depthOf(tree)).toBeLessThanOrEqual(mostDepth(4096));
  });

  it('stays balanced while one side of it goes', () => {
    let tree = treeOf(numbers.slice(0, 400));
    for (const each of numbers.slice(0, 300)) {
      tree = removed(tree, each);
      expect(depthOf(tree)).toBeLessThanOrEqual(mostDepth(sizeOf(tree)));
    }
    expect(keysOf(tree)).toStrictEqual(numbers.slice(300, 400));
  });

  it('shares with the tree before it all but the way to the key', () => {
    const before = treeOf(shuffled);
    const nodes = new Set(inOrder(before));
    const newIn = (tree: Tree<string>): number => Array.from(inOrder(tree)).filter((node) => !nodes.has(node)).length;
    expect(newIn(inserted(before, '2000x', ''))).toBeLessThanOrEqual(mostDepth(4097));
    expect(newIn(removed(before, '2000'))).toBeLessThanOrEqual(mostDepth(4097));
  });

  it('is the same tree where nothing changes', () => {
    const tree = treeOf(['b', 'a', 'c']);
    expect(inserted(tree, 'a', 'a')).toBe(tree);
    expect(removed(tree, 'd')).toBe(tree);
    expect(removed(undefined, 'd')).toBeUndefined();
  });
});

describe('found', () => {
  it('compares with no more keys than the tree is deep', () => {
    const tree = treeOf(shuffled);
    let looks = 0;
    const counted = (node: Tree<string>): Tree<string> =>
      node &&
      new Proxy(node, {
        get(target, property) {
          if (property === 'key') looks += 1;
          const value: unknown = Reflect.get(target, property);
          return property === 'left' || property === 'right' ? counted(value as Tree<string>) : value;
        },
      });
    expect(found(counted(tree), '2000')?.value).toBe('2000');
    expect(looks).toBeLessThanOrEqual(depthOf(tree) + 1); // and once to say what was found
  });
});
