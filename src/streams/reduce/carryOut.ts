import { allRooms, allUsers, usersIn } from './listings';
import { dismissed, memberOf, moved } from './membership';
import { nameFault, readings } from './lookAlikes';
import { nameKey, parseRoomName } from './names';
import type { Reduced } from '../model/outcome';
import type { Command } from './parseCommand';
import { refuse } from './refuse';
import { type Client, LOBBY, type Registry, type User } from './registry';

/**
 * Carries out a command of a client with a name.
 *
 * @param registry the registry
 * @param client who asks
 * @param user the client's name and room
 * @param command what it asks for
 * @returns the registry after it and what came of it
 */
export function carryOut(registry: Registry, client: Client, user: User, command: Command): Reduced {
  const { id } = client;
  switch (command.type) {
    case 'say':
      return [registry, { type: 'broadcast', ...memberOf(id, user), text: command.text }];
    case 'whisper':
      return whisper(registry, client, user, command.to, command.text);
    case 'users': {
      const room = registry.rooms.get(user.room);
      const users = room && !command.everyone ? usersIn(room) : allUsers(registry);
      return [registry, { type: 'users', client: id, users }];
    }
    case 'rooms':
      return [registry, { type: 'rooms', client: id, rooms: allRooms(registry) }];
    case 'join':
      return move(registry, client, user, 'join', command.room);
    case 'leave':
      return move(registry, client, user, 'leave', LOBBY);
    case 'help':
      return [registry, { type: 'help', client: id }];
    case 'exit':
      return [dismissed(registry, client, 'exit'), { type: 'exit', ...memberOf(id, user) }];
    case 'unusable':
      return refuse(registry, client, command.code);
  }
}

function whisper(registry: Registry, client: Client, user: User, target: string, text: string): Reduced {
  const to = registry.names.get(nameKey(target));
  const toName = to === undefined ? undefined : registry.clients.get(to)?.user?.name;
  if (to === undefined || toName === undefined) return refuse(registry, client, 'user_not_found');
  if (to === client.id) return refuse(registry, client, 'cannot_whisper_self');
  return [registry, { type: 'whisper', from: client.id, fromName: user.name, to, toName, text }];
}

/** Going to the room one is in changes nothing and says nothing. */
function move(registry: Registry, client: Client, user: User, type: 'join' | 'leave', typed: string): Reduced {
  const roomName = parseRoomName(typed);
  if (roomName === undefined) return refuse(registry, client, 'room_invalid');
  const room = nameKey(roomName);
  if (room === user.room) return [registry, { type: 'ignore' }];
  const { rooms, roomReadings } = registry;
  if (!rooms.has(room)) {
    const fault = nameFault(roomName, readings(roomName), (reading) => rooms.has(reading) || roomReadings.has(reading));
    if (fault) return refuse(registry, client, 'room_invalid', fault);
  }
  const next = moved(registry, client, user, roomName);
  const shown = next.rooms.get(room)?.name ?? roomName;
  return [next, { type, ...memberOf(client.id, { name: user.name, room }), left: user.room, roomName: shown }];
}
