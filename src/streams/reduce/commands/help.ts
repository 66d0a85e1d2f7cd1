import { send } from '../../model/delivery';
import type { HelpEntry } from '../../model/message';
import { type Command, done, UNKNOWN } from './command';

/**
 * `/help`: a line for each command.
 *
 * @param entries the help of all commands, which are known when it is asked for: `/help` is one of them
 */
export const help = (entries: () => readonly HelpEntry[]): Command => ({
  label: 'help',
  words: ['help'],
  isQuery: true,
  isBasic: true,
  help: [{ syntax: '/help', does: 'this list', answer: 'one `HELP:` line for each' }],
  run: ({ client, rest }) => (rest === '' ? done(send(client.id, { type: 'help', entries: entries() })) : UNKNOWN),
});
