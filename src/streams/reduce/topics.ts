import { ownCopy } from '../../buffers/ownCopy';
import { type Delivery, sendDeferrable } from '../model/delivery';
import type { ConnectionId } from '../model/ids';
import type { NameKey } from './names';
import type { LeftTopic, Registry, Room } from './registry';
import type { SortedMap } from './sortedMap';

/** How many rooms without a member are remembered by their topics; the one that was left first gives way. */
export const MOST_LEFT_TOPICS = 1000;

/** Gives a room that exists a topic, or none; the same registry if it has that already. */
export function withTopic(registry: Registry, key: NameKey, room: Room, text: string | undefined): Registry {
  const { topic, ...rest } = room;
  if (topic === text) return registry;
  return { ...registry, rooms: registry.rooms.set(key, text === undefined ? rest : { ...rest, topic: ownCopy(text) }) };
}

/** What a client receives that enters a room, behind its past: the topic, if there is one. */
export function topicFor({ rooms }: Registry, client: ConnectionId, key: NameKey): readonly Delivery[] {
  const room = rooms.get(key);
  if (room?.topic === undefined) return [];
  return [sendDeferrable(client, { type: 'topic', room: key, roomName: room.name, text: room.topic })];
}

/** The topics of rooms without a member, with that of a room which is gone from here on, if it had one. */
export function withLeftTopic(topics: SortedMap<LeftTopic>, key: NameKey, { topic }: Room): SortedMap<LeftTopic> {
  if (topic === undefined) return topics;
  const entries = topics.first(MOST_LEFT_TOPICS, (name, left) => [name, left.order] as const);
  const order = entries.reduce((last, [, each]) => Math.max(last, each + 1), 0);
  const [oldest] = entries.length < MOST_LEFT_TOPICS ? [] : entries.reduce((a, b) => (b[1] < a[1] ? b : a));
  return (oldest === undefined ? topics : topics.delete(oldest)).set(key, { text: topic, order });
}
