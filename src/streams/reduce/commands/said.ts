import { type Delivery, send, sendFrom, sendRoom, sendRoomExcept } from '../../model/delivery';
import { rungBy } from '../bells';
import { ignorersOf } from '../ignoring';
import type { Asked } from './command';

/**
 * What a client says in its room, as deliveries. All in the room receive the same message, and share its bytes, but
 *
 * - those who ignore the one who says it, who receive nothing;
 * - those who are named in it and have a bell for that, and the one who says it if its bell rings for all others: each receives the
 *   message alone. That is charged to the one who says it.
 *
 * @param asked who says it, and the text
 * @param kind `action` if it is done, and not said
 */
export function said({ registry, client, user, rest }: Asked, kind: { action?: true } = {}): readonly Delivery[] {
  const { name, room } = user;
  const message = { type: 'said', room, from: name, text: rest, ...kind } as const;
  const ignorers = ignorersOf(registry, name);
  const rung = rungBy(registry, user, rest);
  const isSilent = client.preferences?.bell === 'all';
  if (ignorers.length === 0 && rung.length === 0 && !isSilent) return [sendRoom(room, message)];
  return [
    sendRoomExcept(room, message, [...ignorers, ...rung, ...(isSilent ? [client.id] : [])]),
    ...rung.map((id) => sendFrom(client.id, id, { ...message, rings: true })),
    ...(isSilent ? [send(client.id, { ...message, isOwn: true })] : []),
  ];
}
