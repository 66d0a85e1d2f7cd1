import { ownCopy } from '../../../buffers/ownCopy';
import { isBlank } from '../../decode/blank';
import { send } from '../../model/delivery';
import type { Client, Registry } from '../registry';
import { type Command, changed } from './command';

/** `/away lunch`: whoever whispers is told so, until `/away` alone. */
export const away: Command = {
  label: 'away',
  words: ['away'],
  help: [
    {
      syntax: '/away TEXT',
      does: 'say to those who whisper to you that you are away',
      answer: '`SYSTEM: you are away: TEXT`',
    },
    { syntax: '/away', does: 'be back', answer: '`SYSTEM: you are back`' },
  ],
  run({ registry, client, rest }) {
    const text = isBlank(rest) ? undefined : rest;
    const answer = text === undefined ? 'you are back' : `you are away: ${text}`;
    return changed(withAway(registry, client, text), send(client.id, { type: 'notice', text: answer }));
  },
};

/** Notes what a client leaves for others, or that it is back; the same registry if that is so already. */
function withAway(registry: Registry, { away: before, ...present }: Client, text: string | undefined): Registry {
  if (before === text) return registry;
  const client: Client = text === undefined ? present : { ...present, away: ownCopy(text) };
  return { ...registry, clients: registry.clients.set(client.id, client) };
}
