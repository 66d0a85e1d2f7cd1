import { sendWho } from '../../model/delivery';
import { nameKey } from '../names';
import type { Client, Registry } from '../registry';
import { type Command, done, refused } from './command';

/** The client of a name, in whatever case it is typed. */
export function clientNamed({ names, clients }: Registry, name: string): Client | undefined {
  const id = names.get(nameKey(name));
  return id === undefined ? undefined : clients.get(id);
}

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
  run({ registry, client, rest, at, behind }) {
    if (rest === '') return refused('who_usage', '/who NAME says where somebody is');
    const other = clientNamed(registry, rest);
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
        behind,
        ...(away !== undefined && { away }),
      }),
    );
  },
};
