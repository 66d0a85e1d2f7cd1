import type { RoomSize } from '../model/message';
import { byCodePoint } from './names';
import type { Registry, Room } from './registry';

/** Entries in order, cut if there are too many; `more` says how many were left out. */
export interface Listing<T> {
  readonly entries: readonly T[];
  readonly more: number;
}

/** How many entries an answer names at most, so that a short request never buys a huge answer. */
export const MOST_ENTRIES = 500;

/**
 * Lists the people in a room.
 *
 * @param room the room
 * @returns their names by code point, at most 500
 */
export function usersIn(room: Room): Listing<string> {
  return remembered(room.members, () => listing(Array.from(room.members.values()), (name) => name));
}

/**
 * Lists the people on the server, whatever room they are in.
 *
 * @param registry the registry
 * @returns their names by code point, at most 500
 */
export function allUsers({ names, rooms }: Registry): Listing<string> {
  return remembered(names, () => {
    const everybody = Array.from(rooms.values()).flatMap((room) => Array.from(room.members.values()));
    return listing(everybody, (name) => name);
  });
}

/**
 * Lists the rooms and how many are in each.
 *
 * @param registry the registry
 * @returns the rooms by the code points of their names, at most 500
 */
export function allRooms({ rooms }: Registry): Listing<RoomSize> {
  return remembered(rooms, () => {
    const sizes = Array.from(rooms.values(), ({ name, members }) => ({ name, members: members.size }));
    return listing(sizes, ({ name }) => name);
  });
}

/**
 * Sorting thousands of names for each request would let one client keep the server busy. A persistent map is never
 * changed, so what was made of one holds as long as the map itself does.
 */
const made = new WeakMap<object, Listing<unknown>>();

function remembered<T>(source: object, make: () => Listing<T>): Listing<T> {
  const known = made.get(source) as Listing<T> | undefined;
  if (known) return known;
  const listed = make();
  made.set(source, listed);
  return listed;
}

function listing<T>(items: T[], nameOf: (item: T) => string): Listing<T> {
  items.sort((a, b) => byCodePoint(nameOf(a), nameOf(b)));
  return { entries: items.slice(0, MOST_ENTRIES), more: Math.max(0, items.length - MOST_ENTRIES) };
}
