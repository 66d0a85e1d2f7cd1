import { isBlank } from '../../decode/blank';
import { send, sendRoom } from '../../model/delivery';
import { withTopic } from '../topics';
import { changed, type Command, done, UNKNOWN } from './command';

/** The word with which a topic is removed. */
const NONE = '-';

/** `/topic TEXT`: what the room is about. All in the room receive it, and whoever enters. */
export const topic: Command = {
  label: 'topic',
  words: ['topic'],
  help: [
    { syntax: '/topic', does: 'what your room is about', answer: '`TOPIC: TEXT`' },
    {
      syntax: '/topic TEXT',
      does: 'say what your room is about; /topic - removes it',
      answer: '`SYSTEM: alice set the topic: TEXT`, to the room',
    },
  ],
  run({ registry, client, user: { name, room: key }, rest }) {
    const room = registry.rooms.get(key);
    if (!room) return UNKNOWN;
    const message = { type: 'topic', room: key, roomName: room.name } as const;
    if (isBlank(rest)) {
      return done(send(client.id, room.topic === undefined ? message : { ...message, text: room.topic }));
    }
    if (rest === NONE)
      return changed(withTopic(registry, key, room, undefined), sendRoom(key, { ...message, by: name }));
    return changed(withTopic(registry, key, room, rest), sendRoom(key, { ...message, text: rest, by: name }));
  },
};
