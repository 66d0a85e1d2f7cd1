import { isBlank } from '../../decode/blank';
import { send, sendFrom } from '../../model/delivery';
import { nameKey } from '../names';
import { type Command, done, firstWord, refused } from './command';

/** `/w bob hi`: one client alone receives it, and the sender a receipt. */
export const whisper: Command = {
  label: 'whisper',
  words: ['w', 'msg'],
  isBasic: true,
  help: [
    {
      syntax: '/w NAME TEXT',
      does: 'whisper to one person, in any room',
      answer: '`WHISPER to bob: hi`; bob alone gets `WHISPER alice: hi`',
    },
  ],
  refusals: ['whisper_usage', 'user_not_found', 'cannot_whisper_self'],
  run({ registry, client, user, rest }) {
    const [name, text] = firstWord(rest);
    if (isBlank(text)) return refused('whisper_usage');
    const to = registry.names.get(nameKey(name));
    const toName = to === undefined ? undefined : registry.clients.get(to)?.user?.name;
    if (to === undefined || toName === undefined) return refused('user_not_found');
    if (to === client.id) return refused('cannot_whisper_self');
    return done(
      sendFrom(client.id, to, { type: 'whispered', from: user.name, text }),
      send(client.id, { type: 'whispering', to: toName, text }),
    );
  },
};
