import { Map as PersistentMap, Set as PersistentSet } from 'immutable';
import type { ConnectionId } from '../model/ids';
import type { Ending } from '../model/ending';
import type { Rules } from '../model/rules';
import type { Preferences } from '../model/preferences';
import type { Arrivals } from './arrivals';
import { type NameKey, nameKey } from './names';
import { SortedMap } from './sortedMap';

/** A connected client. Without a name it is still being asked for one. */
export interface Client {
  readonly id: ConnectionId;
  readonly address: string;
  readonly port: number;
  /** When it connected, in milliseconds since 1970. */
  readonly since: number;
  readonly user?: User;
  /** The dialect in which it receives messages, if it has chosen one. */
  readonly dialect?: string;
  /** What it has set. */
  readonly preferences?: Preferences;
  /** What others who whisper to it receive, while it is away. */
  readonly away?: string;
  /** The names whose lines it does not receive, by the name as it is compared; missing if there are none. */
  readonly ignored?: SortedMap<string>;
  /** Set when its end has been decided and only has to be carried out: what it still sends is ignored. */
  readonly leaving?: Ending;
  /** The node that it is connected to, if that is another one: it takes up no place here. */
  readonly elsewhere?: number;
  /** Set if it was never let in, and takes up no place. */
  readonly refused?: true;
}

/** A client with a name, which is in one room. */
export interface User {
  readonly name: string;
  readonly room: NameKey;
}

/** Who whispered to a client last. */
export interface LastWhisper {
  readonly from: string;
  /** When that was another one than before, until the client has been told so. */
  readonly changedAt?: number;
}

/** A room and who is in it. It exists while it has a member; the lobby always does. */
export interface Room {
  /** As the one who opened it typed it. */
  readonly name: string;
  /** Its members by their names as shown, in the order in which `/users` lists them. */
  readonly members: SortedMap<ConnectionId>;
  /** What it is about. */
  readonly topic?: string;
}

/** The topic of a room that has no member, for when it is opened again; of two, that of the higher `order` was left later. */
export interface LeftTopic {
  readonly text: string;
  readonly order: number;
}

/**
 * All that the server knows. Immutable: each event makes a new one that shares all but a few nodes with the one before,
 * so a registry that was handed out may be kept, and no event costs a copy of all clients.
 *
 * Maps whose keys strangers choose are ordered (`SortedMap`); those by connection, whose ids the server counts, are hashed.
 */
export interface Registry {
  /** The epoch of the journal: which numbers of events can be asked for. */
  readonly epoch: string;
  readonly clients: PersistentMap<ConnectionId, Client>;
  /** The clients that have a name, by the name as it is compared. */
  readonly names: SortedMap<ConnectionId>;
  /** The same clients by the name as shown, in the order in which `/users *` lists them. */
  readonly usersByName: SortedMap<ConnectionId>;
  /** The rooms, by the name as it is compared. */
  readonly rooms: SortedMap<Room>;
  /** The keys of the rooms by the name as shown, in the order in which `/rooms` lists them. */
  readonly roomsByName: SortedMap<NameKey>;
  /** The topics of rooms that exist no longer, by the name as it is compared. */
  readonly leftTopics: SortedMap<LeftTopic>;
  /** How the names that are in use can be read too, each with the name that it is a reading of. */
  readonly nameReadings: SortedMap<NameKey>;
  /** How the names of the rooms can be read too, each with the name that it is a reading of. */
  readonly roomReadings: SortedMap<NameKey>;
  /** Since when each client without a name has been asked for one. */
  readonly pendingSince: PersistentMap<ConnectionId, number>;
  /** When each sent its last line; empty if silence has no limit. */
  readonly lastActivityAt: PersistentMap<ConnectionId, number>;
  /** Who whispered to each client last: whom `/r` replies to. */
  readonly lastWhispers: PersistentMap<ConnectionId, LastWhisper>;
  /** The clients that miss what they are sent, because they do not take it. */
  readonly overflowing: PersistentSet<ConnectionId>;
  /** The clients that ignore a name, by the name as it is compared: what is said under that name does not go to them. */
  readonly ignorers: SortedMap<readonly ConnectionId[]>;
  /** The clients whose bell rings for a line that names them, by the name as it is compared. */
  readonly bells: SortedMap<ConnectionId>;
  /** How many clients were let in and are still connected: all but those that were refused on arrival. */
  readonly admitted: number;
  /** How many of them each network has: an IPv4 address, an IPv6 /64, an IPv6 /48. */
  readonly addresses: SortedMap<number>;
  /** How fast they came from each of these networks lately. */
  readonly arrivals: Arrivals;
  /** Since when the server is too busy to let a client in, if it is. */
  readonly busySince: number | undefined;
  /** Whether the server stops, and lets no client in any more. */
  readonly stopping: boolean;
  /** What is decided by, as the settings or the journal have it; without it, the one who reduces says it. */
  readonly rules?: Rules;
}

/** The room in which every client starts. */
export const LOBBY = 'lobby';
export const LOBBY_KEY = nameKey(LOBBY);

/** A server to which no client has connected yet. */
export const EMPTY_REGISTRY: Registry = {
  epoch: '',
  clients: PersistentMap(),
  names: SortedMap.of(),
  usersByName: SortedMap.of(),
  rooms: SortedMap.of([LOBBY_KEY, { name: LOBBY, members: SortedMap.of() }]),
  roomsByName: SortedMap.of([LOBBY, LOBBY_KEY]),
  leftTopics: SortedMap.of(),
  nameReadings: SortedMap.of(),
  roomReadings: SortedMap.of(),
  pendingSince: PersistentMap(),
  lastActivityAt: PersistentMap(),
  lastWhispers: PersistentMap(),
  overflowing: PersistentSet(),
  ignorers: SortedMap.of(),
  bells: SortedMap.of(),
  admitted: 0,
  addresses: SortedMap.of(),
  arrivals: SortedMap.of(),
  busySince: undefined,
  stopping: false,
};
