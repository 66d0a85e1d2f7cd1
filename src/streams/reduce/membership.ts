import { Map as PersistentMap, type Set as PersistentSet } from 'immutable';
import type { ConnectionId } from '../model/ids';
import { addressBlock } from './admission';
import { readings } from './lookAlikes';
import { type NameKey, nameKey } from './names';
import type { Member } from '../model/outcome';
import { type Client, LOBBY, LOBBY_KEY, type Registry, type User } from './registry';

/** Adds a client that is let in and has no name yet. */
export function withClient(registry: Registry, client: Client): Registry {
  return {
    ...registry,
    clients: registry.clients.set(client.id, client),
    pendingSince: registry.pendingSince.set(client.id, client.since),
    admitted: registry.admitted + 1,
    addresses: registry.addresses.update(addressBlock(client.address), 0, (count) => count + 1),
  };
}

/** Takes a client out: its name, its seat, and its place where it had been let in. */
export function withoutClient(registry: Registry, client: Client): Registry {
  const rest = withoutUser(registry, client);
  const clients = rest.clients.delete(client.id);
  if (client.refused) return { ...rest, clients };
  const block = addressBlock(client.address);
  const left = rest.addresses.get(block, 0) - 1;
  return {
    ...rest,
    clients,
    admitted: rest.admitted - 1,
    addresses: left > 0 ? rest.addresses.set(block, left) : rest.addresses.delete(block),
  };
}

/** Gives a client its name, which can be read in other ways too, and a seat in the lobby. */
export function withUser(registry: Registry, client: Client, name: string, others: readonly NameKey[]): Registry {
  const user = { name, room: LOBBY_KEY };
  return {
    ...registry,
    clients: registry.clients.set(client.id, { ...client, user }),
    pendingSince: registry.pendingSince.delete(client.id),
    names: registry.names.set(nameKey(name), client.id),
    nameReadings: withReadings(registry.nameReadings, others),
    rooms: seated(registry.rooms, client.id, user, LOBBY),
  };
}

/** Sends a client away: its name and its seat are free; it stays, unheard, until its connection is gone. */
export function dismissed(registry: Registry, client: Client, leaving: Client['leaving'] & string): Registry {
  const rest = withoutUser(registry, client);
  return { ...rest, clients: rest.clients.set(client.id, { ...client, leaving }) };
}

/** Sends clients away, all for the same reason. */
export function dismissedAll(
  registry: Registry,
  ids: readonly ConnectionId[],
  leaving: Client['leaving'] & string,
): Registry {
  return ids.reduce((rest, id) => {
    const client = rest.clients.get(id);
    return client ? dismissed(rest, client, leaving) : rest;
  }, registry);
}

/** Moves a user to a room, which is opened under the name as typed where it does not exist. */
export function moved(registry: Registry, client: Client, user: User, roomName: string): Registry {
  const to = { name: user.name, room: nameKey(roomName) };
  const rest = withoutSeat(registry, client.id, user);
  return {
    ...rest,
    clients: rest.clients.set(client.id, { ...client, user: to }),
    rooms: seated(rest.rooms, client.id, to, roomName),
    roomReadings: rest.rooms.has(to.room) ? rest.roomReadings : withReadings(rest.roomReadings, readings(roomName)),
  };
}

/** A client with a seat, as outcomes name it. */
export function memberOf(client: ConnectionId, { name, room }: User): Member {
  return { client, name, room };
}

/** Frees a client's name and seat, or its place among those who are asked for a name. */
function withoutUser(registry: Registry, { id, user, leaving }: Client): Registry {
  if (leaving) return registry; // freed when that was decided
  const heard = registry.lastActivityAt.delete(id);
  if (!user) return { ...registry, lastActivityAt: heard, pendingSince: registry.pendingSince.delete(id) };
  return {
    ...withoutSeat(registry, id, user),
    lastActivityAt: heard,
    names: registry.names.delete(nameKey(user.name)),
    nameReadings: withoutReadings(registry.nameReadings, readings(user.name)),
  };
}

type Rooms = Registry['rooms'];

function seated(rooms: Rooms, id: ConnectionId, { name, room: key }: User, roomName: string): Rooms {
  const room = rooms.get(key) ?? { name: roomName, members: PersistentMap<ConnectionId, string>() };
  return rooms.set(key, { ...room, members: room.members.set(id, name) });
}

/** Frees a seat. A room without anybody in it is gone, and with it its name; the lobby stays. */
function withoutSeat(registry: Registry, id: ConnectionId, { room: key }: User): Registry {
  const room = registry.rooms.get(key);
  if (!room) return registry;
  const members = room.members.delete(id);
  if (members.size > 0 || key === LOBBY_KEY) {
    return { ...registry, rooms: registry.rooms.set(key, { ...room, members }) };
  }
  const roomReadings = withoutReadings(registry.roomReadings, readings(room.name));
  return { ...registry, rooms: registry.rooms.delete(key), roomReadings };
}

/** No reading is one of two names, for then one of them would have been refused. */
type Readings = PersistentSet<NameKey>;
const withReadings = (all: Readings, of: readonly NameKey[]): Readings =>
  of.reduce((set, reading) => set.add(reading), all);
const withoutReadings = (all: Readings, of: readonly NameKey[]): Readings =>
  of.reduce((set, reading) => set.delete(reading), all);
