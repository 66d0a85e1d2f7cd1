import { enterRoom, leaveRoom, send, sendRoomDeferrable } from '../../model/delivery';
import { moved } from '../membership';
import { nameKey } from '../names';
import { topicFor } from '../topics';
import { type Asked, changed, type Effect, NOTHING } from './command';

/**
 * Moves a client to a room: both rooms receive the news. Going to the room one is in changes nothing and says nothing.
 *
 * @param asked who goes
 * @param roomName the room, as typed
 */
export function move({ registry, client, user }: Asked, roomName: string): Effect {
  const { id } = client;
  const { name, room: left } = user;
  const room = nameKey(roomName);
  if (room === left) return NOTHING;
  const next = moved(registry, client, user, roomName);
  const shown = next.rooms.get(room)?.name ?? roomName;
  const joined = { type: 'joined', room, roomName: shown, name } as const;
  return changed(
    next,
    leaveRoom(id),
    sendRoomDeferrable(left, { type: 'left', room: left, name, reason: 'moved' }),
    enterRoom(id, room),
    ...topicFor(next, id, room),
    sendRoomDeferrable(room, joined),
    ...(client.preferences?.joins === 'off' ? [send(id, { ...joined, isOwn: true })] : []),
  );
}
