import { orderFrom, type Order } from './codePointOrder';

/**
 * A binary search tree of strings by code point that is never changed: a function that adds or removes a key makes new
 * nodes on the way to it, at most some 30 among 10,000, and shares all the others with the tree that it was given.
 *
 * It is balanced by weight: neither side of a node weighs more than three times the other, an empty side counting as 1.
 * So no path is longer than about 2.4 times the binary logarithm of the size, whatever keys come in whatever order. The
 * numbers 3 and 2 are the only whole ones with which one rotation always suffices (Yoichi Hirai and Kazuhiko Yamamoto,
 * Balancing weight-balanced trees, Journal of Functional Programming 21(3), 2011); Data.Map of Haskell has the same.
 */
export type Tree<V> = Node<V> | undefined;

/** How many times as much as the other one side of a node may weigh. */
const MOST_WEIGHT = 3;
/** From how many times the weight of the outer grandchild on the inner one is taken apart. */
const DOUBLE_ROTATION = 2;

/** An entry and all that is below it. */
class Node<V> {
  readonly size: number;

  constructor(
    readonly key: string,
    readonly value: V,
    readonly left: Tree<V>,
    readonly right: Tree<V>,
  ) {
    this.size = sizeOf(left) + sizeOf(right) + 1;
  }
}

/** How many entries a tree has. */
export const sizeOf = (tree: Tree<unknown>): number => (tree === undefined ? 0 : tree.size);

const weightOf = (tree: Tree<unknown>): number => sizeOf(tree) + 1;

/**
 * Finds an entry.
 *
 * @returns the node with the key, or nothing if it is not there
 */
export function found<V>(tree: Tree<V>, key: string): Tree<V> {
  const order = orderFrom(key);
  let node = tree;
  while (node !== undefined) {
    const side = order(key, node.key);
    if (side === 0) return node;
    node = side < 0 ? node.left : node.right;
  }
  return undefined;
}

/**
 * Adds an entry, or gives it another value.
 *
 * @returns the tree with it; the same one if it had that value
 */
export const inserted = <V>(tree: Tree<V>, key: string, value: V): Tree<V> => insert(tree, key, value, orderFrom(key));

function insert<V>(tree: Tree<V>, key: string, value: V, order: Order): Node<V> {
  if (tree === undefined) return new Node(key, value, undefined, undefined);
  const side = order(key, tree.key);
  if (side === 0) return tree.value === value ? tree : new Node(key, value, tree.left, tree.right);
  return side < 0
    ? withLeft(tree, insert(tree.left, key, value, order))
    : withRight(tree, insert(tree.right, key, value, order));
}

/**
 * Removes an entry.
 *
 * @returns the tree without it; the same one if it was not there
 */
export const removed = <V>(tree: Tree<V>, key: string): Tree<V> => remove(tree, key, orderFrom(key));

function remove<V>(tree: Tree<V>, key: string, order: Order): Tree<V> {
  if (tree === undefined) return undefined;
  const side = order(key, tree.key);
  if (side === 0) return joined(tree.left, tree.right);
  return side < 0 ? withLeft(tree, remove(tree.left, key, order)) : withRight(tree, remove(tree.right, key, order));
}

/** One tree of the two sides of a node that is gone: the first entry of the right one takes its place. */
function joined<V>(left: Tree<V>, right: Tree<V>): Tree<V> {
  if (left === undefined) return right;
  return right === undefined ? left : balanced(firstOf(right), left, withoutFirst(right));
}

const firstOf = <V>(node: Node<V>): Node<V> => (node.left === undefined ? node : firstOf(node.left));
const withoutFirst = <V>(node: Node<V>): Tree<V> =>
  node.left === undefined ? node.right : withLeft(node, withoutFirst(node.left));

const withLeft = <V>(node: Node<V>, left: Tree<V>): Node<V> =>
  left === node.left ? node : balanced(node, left, node.right);
const withRight = <V>(node: Node<V>, right: Tree<V>): Node<V> =>
  right === node.right ? node : balanced(node, node.left, right);

const entry = <V>({ key, value }: Node<V>, left: Tree<V>, right: Tree<V>): Node<V> => new Node(key, value, left, right);

/** The entry of a node between two sides, one of which has one entry more or less than when they were balanced. */
function balanced<V>(node: Node<V>, left: Tree<V>, right: Tree<V>): Node<V> {
  if (right !== undefined && right.size + 1 > MOST_WEIGHT * weightOf(left)) {
    const { left: inner, right: outer } = right;
    if (inner === undefined || weightOf(inner) < DOUBLE_ROTATION * weightOf(outer))
      return entry(right, entry(node, left, inner), outer);
    return entry(inner, entry(node, left, inner.left), entry(right, inner.right, outer));
  }
  if (left !== undefined && left.size + 1 > MOST_WEIGHT * weightOf(right)) {
    const { left: outer, right: inner } = left;
    if (inner === undefined || weightOf(inner) < DOUBLE_ROTATION * weightOf(outer))
      return entry(left, outer, entry(node, inner, right));
    return entry(inner, entry(left, outer, inner.left), entry(node, inner.right, right));
  }
  return entry(node, left, right);
}

/**
 * Walks a tree in order, a node at a time: to stop after some costs no more than those.
 *
 * @returns its nodes by the code points of their keys
 */
export function* inOrder<V>(tree: Tree<V>): Generator<Node<V>, undefined> {
  const above: Node<V>[] = [];
  let node = tree;
  for (;;) {
    for (; node !== undefined; node = node.left) above.push(node);
    const next = above.pop();
    if (next === undefined) return undefined;
    yield next;
    node = next.right;
  }
}
