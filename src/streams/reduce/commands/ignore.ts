import { send } from '../../model/delivery';
import { ignoredBy, MOST_IGNORED, withIgnored } from '../ignoring';
import { nameKey, parseUserName } from '../names';
import type { Client, Registry } from '../registry';
import { type Command, changed, done, type Effect, refused } from './command';

/** `/ignore bob`: nothing that is said or whispered under that name comes any more, whoever has it. The one who has it cannot tell. */
export const ignore: Command = {
  label: 'ignore',
  words: ['ignore'],
  help: [
    {
      syntax: '/ignore NAME',
      does: 'receive nothing more of what somebody says or whispers',
      answer: '`IGNORED: bob`',
    },
    { syntax: '/ignore', does: 'whom you ignore', answer: '`IGNORED: bob,carol`' },
  ],
  refusals: ['ignore_usage', 'ignore_full', 'cannot_ignore_self'],
  run({ registry, client, user, rest }) {
    if (rest === '') return done(ignoredOf(client));
    const name = parseUserName(rest);
    if (name === undefined)
      return refused('ignore_usage', '/ignore NAME ignores one name, whether it is in use or not');
    const key = nameKey(name);
    if (key === nameKey(user.name)) return refused('cannot_ignore_self');
    const ignored = ignoredBy(client);
    if (ignored.has(key)) return done(ignoredOf(client));
    if (ignored.size >= MOST_IGNORED)
      return refused('ignore_full', `you ignore ${String(MOST_IGNORED)} names already; /unignore NAME makes room`);
    return answered(withIgnored(registry, client, shownName(registry, key) ?? name), client);
  },
};

/** The answer to a change of what a client ignores: all that it ignores now. */
export function answered(registry: Registry, { id }: Client): Effect {
  const client = registry.clients.get(id);
  return client ? changed(registry, ignoredOf(client)) : changed(registry);
}

const ignoredOf = (client: Client) =>
  send(client.id, { type: 'ignored', names: Array.from(ignoredBy(client).values()) });

/** A name as the one who has it typed it, if it is in use. */
function shownName({ names, clients }: Registry, key: string): string | undefined {
  const id = names.get(key);
  return id === undefined ? undefined : clients.get(id)?.user?.name;
}
