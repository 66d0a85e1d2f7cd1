import { isBlank } from '../../decode/blank';
import { hasJustChanged, withKnownReply } from '../lastWhispers';
import { type Command, refused } from './command';
import { WHISPER_REFUSALS, whisperTo } from './whisper';

/** `/r yes`: a whisper to whoever whispered last. If that has just changed, the client is told so once, before it replies to the wrong one. */
export const reply: Command = {
  label: 'r',
  words: ['r', 'reply'],
  help: [
    {
      syntax: '/r TEXT',
      does: 'whisper to the one who whispered to you last',
      answer: '`WHISPER to bob: yes`',
    },
  ],
  refusals: ['reply_usage', 'reply_to_nobody', 'reply_changed', ...WHISPER_REFUSALS],
  run(asked) {
    const { registry, client, rest, at } = asked;
    if (isBlank(rest)) return refused('reply_usage', '/r TEXT replies to the one who whispered to you last');
    const last = registry.lastWhispers.get(client.id);
    if (!last) return refused('reply_to_nobody');
    if (!hasJustChanged(registry, client.id, at)) return whisperTo(asked, last.from, rest);
    const hint = `${last.from} whispered last; enter it again to reply to ${last.from}`;
    return { ...refused('reply_changed', hint), registry: withKnownReply(registry, client.id) };
  },
};
