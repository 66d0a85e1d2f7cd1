import { ignoredBy, withoutIgnored } from '../ignoring';
import { nameKey } from '../names';
import { type Command, refused } from './command';
import { answered } from './ignore';

/** `/unignore bob`: what is said and whispered under that name comes again. */
export const unignore: Command = {
  label: 'unignore',
  words: ['unignore'],
  help: [
    { syntax: '/unignore NAME', does: 'receive again what somebody says and whispers', answer: '`IGNORED: carol`' },
  ],
  refusals: ['not_ignored'],
  run({ registry, client, rest }) {
    const key = nameKey(rest);
    if (!ignoredBy(client).has(key)) return refused('not_ignored', '/ignore lists whom you ignore');
    return answered(withoutIgnored(registry, client, [key]), client);
  },
};
