import { sendWho } from '../../model/delivery';
import { nameKey } from '../names';
import { type Command, done, refused } from './command';

/** `/who bob`: where somebody is, and whether it is worth waiting for an answer. */
export const who: Command = {
  label: 'who',
  words: ['who', 'whois'],
  isQuery: true,
  help: [
    {
      syntax: '/who NAME',
      does: 'where somebody is, and since when',
      answer: '`WHO: bob room=dev idle=4m here=2h behind=0`',
    },
  ],
  refusals: ['who_usage', 'user_not_found'],
  run({ registry, client, rest, at }) {
    if (rest === '') return refused('who_usage', '/who NAME says where somebody is');
    const id = registry.names.get(nameKey(rest));
    const other = id === undefined ? undefined : registry.clients.get(id);
    if (other?.user === undefined) return refused('user_not_found');
    const { name, room } = other.user;
    const roomName = registry.rooms.get(room)?.name ?? room;
    const { away } = other;
    return done(
      sendWho(client.id, other.id, {
        type: 'who',
        name,
        room: roomName,
        here: at - other.since,
        ...(away !== undefined && { away }),
      }),
    );
  },
};
