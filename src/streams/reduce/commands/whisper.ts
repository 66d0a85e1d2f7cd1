import { isBlank } from '../../decode/blank';
import { send, sendWhisper } from '../../model/delivery';
import { ignoredBy } from '../ignoring';
import { withLastWhisper } from '../lastWhispers';
import { nameKey } from '../names';
import { droppedReceipt } from '../receipts';
import { type Asked, type Command, changed, done, type Effect, firstWord, refused } from './command';

/** The codes with which `whisperTo` refuses. */
export const WHISPER_REFUSALS = ['user_not_found', 'cannot_whisper_self'] as const;

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
  refusals: ['whisper_usage', ...WHISPER_REFUSALS],
  run(asked) {
    const [name, text] = firstWord(asked.rest);
    return isBlank(text) ? refused('whisper_usage') : whisperTo(asked, name, text);
  },
};

/**
 * Whispers to a client. One that ignores the sender receives nothing, and the sender the same as otherwise. To one who would miss
 * it nothing is sent, and the sender receives no receipt.
 *
 * @param asked who whispers
 * @param name the name of the one to whisper to
 * @param text what to whisper, which is not blank
 */
export function whisperTo({ registry, client, user, at }: Asked, name: string, text: string): Effect {
  const id = registry.names.get(nameKey(name));
  const to = id === undefined ? undefined : registry.clients.get(id);
  if (to?.user === undefined) return refused('user_not_found');
  if (to.id === client.id) return refused('cannot_whisper_self');
  if (registry.overflowing.has(to.id)) {
    return done(send(client.id, { type: 'notice', text: droppedReceipt(to.user.name) }));
  }
  const receipt = send(client.id, { type: 'whispering', to: to.user.name, text });
  const answers =
    to.away === undefined
      ? [receipt]
      : [receipt, send(client.id, { type: 'notice', text: `${to.user.name} is away: ${to.away}` })];
  if (ignoredBy(to).has(nameKey(user.name))) return done(...answers);
  const whispered = sendWhisper(client.id, to.id, to.user.name, {
    type: 'whispered',
    from: user.name,
    text,
    ...(to.preferences?.bell !== undefined && { rings: true }),
  });
  return changed(withLastWhisper(registry, to.id, user.name, at), whispered, ...answers);
}
