import { Map as HashMap } from 'immutable';
import { byCodePoint } from '../../src/streams/reduce/codePointOrder';
import { MOST_ENTRIES } from '../../src/streams/reduce/listings';
import { SortedMap } from '../../src/streams/reduce/sortedMap';
import { type Group, seen, type Task } from './task';

const COUNT = 500;
/** Of what takes milliseconds. */
const FEW = 2;
const SIZES = [10, 1000, 10_000];

/** Names as they come: in no order, and each string for itself, as if it had come from a socket. */
const namesOf = (size: number, prefix: string): string[] =>
  Array.from({ length: size }, (_, index) => Buffer.from(`${prefix}${(index * 7919) % size}`).toString());

/** Does the same for one name after the other. */
function each(name: string, names: readonly string[], count: number, act: (name: string) => unknown): Task {
  return {
    name,
    lines: count,
    run() {
      for (let index = 0; index < count; index += 1) seen.last = act(names[index % names.length] ?? '');
    },
  };
}

/** The first names of a map without an order: all of them, sorted. */
const firstOf = (map: HashMap<string, number>): readonly string[] =>
  Array.from(map.keys()).sort(byCodePoint).slice(0, MOST_ENTRIES);

interface Comparison {
  readonly name: string;
  readonly names: readonly string[];
  readonly count?: number;
  readonly sorted: (name: string) => unknown;
  readonly hashed: (name: string) => unknown;
}

function comparisonsOf(size: number): readonly Comparison[] {
  const known = namesOf(size, 'user');
  const tree = SortedMap.of(...known.map((name, index) => [name, index] as const));
  const map = HashMap(known.map((name, index) => [name, index] as const));
  const equal = namesOf(size, 'user'); // and other strings than those in the maps
  return [
    { name: 'get', names: equal, sorted: (name) => tree.get(name), hashed: (name) => map.get(name) },
    {
      name: 'set',
      names: namesOf(size, 'guest'),
      sorted: (name) => tree.set(name, 0),
      hashed: (name) => map.set(name, 0),
    },
    { name: 'delete', names: equal, sorted: (name) => tree.delete(name), hashed: (name) => map.delete(name) },
    {
      name: 'first 500 in order',
      names: equal,
      count: FEW,
      sorted: () => tree.first(MOST_ENTRIES, (name) => name),
      hashed: () => firstOf(map),
    },
  ];
}

export const MAPPING: readonly Group[] = SIZES.flatMap((size) =>
  comparisonsOf(size).map(({ name, names, count = COUNT, sorted, hashed }) => ({
    name: `maps of ${size.toLocaleString('en-US')}: ${name}`,
    per: 'operation',
    tasks: [each('SortedMap', names, count, sorted), each('Map of immutable', names, count, hashed)],
  })),
);
