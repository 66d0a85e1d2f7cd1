import { invariant } from '../../invariant';
import type { RoomSize } from '../model/message';
import type { Registry, Room } from './registry';
import type { SortedMap } from './sortedMap';

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
export function usersIn({ members }: Room): Listing<string> {
  return listing(members, (name) => name);
}

/**
 * Lists the people on the server, whatever room they are in.
 *
 * @param registry the registry
 * @returns their names by code point, at most 500
 */
export function allUsers({ usersByName }: Registry): Listing<string> {
  return listing(usersByName, (name) => name);
}

/**
 * Lists the rooms and how many are in each.
 *
 * @param registry the registry
 * @returns the rooms by the code points of their names, at most 500
 */
export function allRooms({ rooms, roomsByName }: Registry): Listing<RoomSize> {
  return listing(roomsByName, (name, key) => {
    const room = rooms.get(key);
    invariant(room !== undefined, 'each room that is listed exists');
    return { name, members: room.members.size };
  });
}

/** What is listed is kept in order as it comes and goes, so no request sorts, however many there are. */
function listing<V, T>(sorted: SortedMap<V>, entryOf: (name: string, value: V) => T): Listing<T> {
  return { entries: sorted.first(MOST_ENTRIES, entryOf), more: Math.max(0, sorted.size - MOST_ENTRIES) };
}
