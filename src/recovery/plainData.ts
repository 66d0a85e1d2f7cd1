import { isList, isMap, isSet, List, Map as PersistentMap, Set as PersistentSet } from 'immutable';
import { SortedMap } from '../streams/reduce/sortedMap';

/** Values that JSON does not know, which are kept as the list of their entries, under the name of their kind. */
interface Kind {
  readonly is: (value: object) => boolean;
  readonly of: (entries: readonly unknown[]) => unknown;
}

/** The entries of a map. */
type Pairs = readonly (readonly [never, unknown])[];

const KINDS: Readonly<Record<string, Kind>> = {
  sortedMap: {
    is: (value) => value instanceof SortedMap,
    of: (entries) => (entries as Pairs).reduce((map, [key, value]) => map.set(key, value), SortedMap.of<unknown>()),
  },
  persistentMap: { is: isMap, of: (entries) => PersistentMap(entries as Pairs) },
  persistentSet: { is: isSet, of: (entries) => PersistentSet(entries) },
  list: { is: isList, of: (entries) => List(entries) },
  map: { is: (value) => value instanceof Map, of: (entries) => new Map(entries as Pairs) },
  set: { is: (value) => value instanceof Set, of: (entries) => new Set(entries) },
  /** An object with a property that is named like the one that names a kind. */
  object: {
    is: (value) => Object.hasOwn(value, KIND),
    of: (entries) => Object.fromEntries(entries as readonly (readonly [string, unknown])[]),
  },
};

/** The property that names the kind of a value, whose entries are in the other one. */
const KIND = '$';
const ENTRIES = 'entries';

/** What stands for `undefined`, which JSON would leave out. */
const UNDEFINED = 'undefined';

/**
 * Makes plain data of state: what JSON keeps as it is. It knows no type of the chat, only the collections that state is made
 * of, so a field that is added later is in it too.
 *
 * @param value plain objects and arrays, texts, finite numbers, booleans, null, undefined, `SortedMap`, and the maps, sets and
 *   lists of immutable and of JavaScript, in each other however deep
 * @returns the same as plain data
 * @throws TypeError for a value of another kind, which would not be the same when it is read
 * @see fromPlain
 */
export function toPlain(value: unknown): unknown {
  if (value === undefined) return { [KIND]: UNDEFINED };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object')
    throw new TypeError(`a value of type ${typeof value} is no data that a snapshot can keep`);
  if (Array.isArray(value)) return value.map(toPlain);
  const kind = Object.keys(KINDS).find((name) => KINDS[name]?.is(value));
  if (kind === undefined) return Object.fromEntries(plainEntries(value));
  const entries = kind === 'object' ? Object.entries(value) : Array.from(value as Iterable<unknown>);
  return { [KIND]: kind, [ENTRIES]: entries.map(toPlain) };
}

function plainEntries(value: object): (readonly [string, unknown])[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`an object of the class ${value.constructor.name} is no data that a snapshot can keep`);
  return Object.entries(value).map(([key, part]) => [key, toPlain(part)] as const);
}

/**
 * Makes state of plain data again.
 *
 * @param plain what `toPlain` has returned, also after it was JSON
 * @returns the value that `toPlain` was given, or one that is equal to it
 * @throws TypeError if it names a kind that is not known
 */
export function fromPlain(plain: unknown): unknown {
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (!(KIND in plain)) return Object.fromEntries(Object.entries(plain).map(([key, part]) => [key, fromPlain(part)]));
  const name = String(plain[KIND]);
  if (name === UNDEFINED) return undefined;
  const entries = ENTRIES in plain && Array.isArray(plain[ENTRIES]) ? plain[ENTRIES] : [];
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) throw new TypeError(`${name} is no kind of data that is known here`);
  return kind.of(entries.map(fromPlain));
}
