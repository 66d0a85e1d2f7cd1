import { invariant } from '../../invariant';
import type { ConnectionId } from '../model/ids';
import { networksOf } from '../model/address';
import { withoutIgnored } from './ignoring';
import { readings } from './lookAlikes';
import { type NameKey, nameKey } from './names';
import type { Member } from '../model/outcome';
import { type Client, LOBBY, LOBBY_KEY, type Registry, type User } from './registry';
import { withoutSeat, withSeat } from './seats';
import type { SortedMap } from './sortedMap';
import { added, addedAll, taken, takenAll } from './strictEntries';

/** What must hold of the counts. */
const COUNTED = 'each client that was let in is counted, in all and for its address';

/** Adds a client that is let in and has no name yet. */
export function withClient(registry: Registry, client: Client): Registry {
  return {
    ...withKnown(registry, client),
    pendingSince: registry.pendingSince.set(client.id, client.since),
    admitted: registry.admitted + 1,
    addresses: counted(registry.addresses, client, 1),
  };
}

/** Takes a client out: its name, its seat, and its place if it had been let in. */
export function withoutClient(registry: Registry, client: Client): Registry {
  const rest = withoutUser(registry, client);
  const clients = rest.clients.delete(client.id);
  const overflowing = rest.overflowing.delete(client.id);
  if (client.refused || client.elsewhere !== undefined) return { ...rest, clients, overflowing };
  invariant(rest.admitted > 0, COUNTED);
  return {
    ...rest,
    clients,
    overflowing,
    admitted: rest.admitted - 1,
    addresses: counted(rest.addresses, client, -1),
  };
}

/** How many clients each network has, with one more or less in those of a client. */
function counted(addresses: SortedMap<number>, { address }: Client, by: 1 | -1): SortedMap<number> {
  return networksOf(address).reduce<SortedMap<number>>((counts, key = '') => {
    const count = counts.get(key, 0) + by;
    invariant(count >= 0, COUNTED);
    return count > 0 ? counts.set(key, count) : counts.delete(key);
  }, addresses);
}

/** Gives a client its name, which can be read in other ways too, and a seat in the lobby. */
export function withUser(registry: Registry, client: Client, name: string, others: readonly NameKey[]): Registry {
  const user = { name, room: LOBBY_KEY };
  const key = nameKey(name);
  const named = {
    ...withKnown(registry, { ...client, user }),
    pendingSince: registry.pendingSince.delete(client.id),
    names: added(registry.names, key, client.id, 'no two clients have the same name'),
    usersByName: registry.usersByName.set(name, client.id),
    nameReadings: addedAll(registry.nameReadings, others, key, 'no reading is one of two names'),
  };
  return withSeat(named, client.id, user, LOBBY);
}

/** Decides that a connection ends: the client's name and seat are free; what it still sends is ignored until it is gone. */
export function closed(registry: Registry, client: Client, leaving: Client['leaving'] & string): Registry {
  const rest = withoutUser(registry, client);
  return withKnown(rest, { ...client, leaving });
}

/** Decides that connections end, all for the same reason. */
export function closedAll(
  registry: Registry,
  ids: readonly ConnectionId[],
  leaving: Client['leaving'] & string,
): Registry {
  return ids.reduce((rest, id) => {
    const client = rest.clients.get(id);
    return client ? closed(rest, client, leaving) : rest;
  }, registry);
}

/** Moves a user to a room, which is opened under the name as typed if it does not exist. */
export function moved(registry: Registry, client: Client, user: User, roomName: string): Registry {
  const to = { ...user, room: nameKey(roomName) };
  const rest = withKnown(withoutSeat(registry, user), { ...client, user: to });
  return withSeat(rest, client.id, to, roomName);
}

/** A client with a seat, as outcomes name it. */
export function memberOf(client: ConnectionId, { name, room }: User): Member {
  return { client, name, room };
}

/** Notes what is known of a client from here on, all of it: a change of one field is made by spreading the client. */
function withKnown(registry: Registry, client: Client): Registry {
  return { ...registry, clients: registry.clients.set(client.id, client) };
}

/** Frees a client's name and seat, or its place among those who are asked for a name. */
function withoutUser(registry: Registry, client: Client): Registry {
  const { id, user, leaving } = client;
  if (leaving) return registry; // freed when that was decided
  const lastActivityAt = registry.lastActivityAt.delete(id);
  if (!user) return { ...registry, lastActivityAt, pendingSince: registry.pendingSince.delete(id) };
  return {
    ...withoutSeat(withoutIgnored(registry, client), user),
    lastActivityAt,
    lastWhispers: registry.lastWhispers.delete(id),
    bells: registry.bells.delete(nameKey(user.name)),
    names: taken(registry.names, nameKey(user.name), 'each user is found by its name'),
    usersByName: taken(registry.usersByName, user.name, 'each user is listed by its name'),
    nameReadings: takenAll(registry.nameReadings, readings(user.name), 'each reading of a name is known'),
  };
}
