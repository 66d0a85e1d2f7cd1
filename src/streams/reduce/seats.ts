import { invariant } from '../../invariant';
import type { ConnectionId } from '../model/ids';
import { readings } from './lookAlikes';
import { LOBBY_KEY, type Registry, type User } from './registry';
import { SortedMap } from './sortedMap';
import { added, addedAll, taken, takenAll } from './strictEntries';
import { withLeftTopic } from './topics';

/** Gives a user a seat in its room, which is opened under a name if it does not exist. */
export function withSeat(registry: Registry, id: ConnectionId, { name, room: key }: User, roomName: string): Registry {
  const room = registry.rooms.get(key);
  const members = added(
    room?.members ?? SortedMap.of<ConnectionId>(),
    name,
    id,
    'no two members of a room have the same name',
  );
  if (room) return { ...registry, rooms: registry.rooms.set(key, { ...room, members }) };
  const topic = registry.leftTopics.get(key)?.text;
  return {
    ...registry,
    rooms: registry.rooms.set(key, { name: roomName, members, ...(topic !== undefined && { topic }) }),
    leftTopics: registry.leftTopics.delete(key),
    roomsByName: added(registry.roomsByName, roomName, key, 'no two rooms have the same name'),
    roomReadings: addedAll(registry.roomReadings, readings(roomName), key, 'no reading is one of two rooms'),
  };
}

/** Frees a seat. A room without members is gone, and with it its name; its topic is remembered. The lobby stays. */
export function withoutSeat(registry: Registry, { name, room: key }: User): Registry {
  const room = registry.rooms.get(key);
  invariant(room !== undefined, 'the room of each user exists');
  const members = taken(room.members, name, 'each user is a member of its room');
  if (members.size > 0 || key === LOBBY_KEY) {
    return { ...registry, rooms: registry.rooms.set(key, { ...room, members }) };
  }
  return {
    ...registry,
    rooms: registry.rooms.delete(key),
    leftTopics: withLeftTopic(registry.leftTopics, key, room),
    roomsByName: taken(registry.roomsByName, room.name, 'each room is listed by its name'),
    roomReadings: takenAll(registry.roomReadings, readings(room.name), 'each reading of a room is known'),
  };
}
