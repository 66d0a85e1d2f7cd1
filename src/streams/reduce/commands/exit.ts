import { end, sendRoomDeferrable } from '../../model/delivery';
import { closed } from '../membership';
import { type Command, changed, UNKNOWN } from './command';

/** `/exit`: the name is free at once, and the connection ends when the last line has been written. */
export const exit: Command = {
  label: 'exit',
  words: ['exit', 'quit'],
  isBasic: true,
  help: [{ syntax: '/exit', does: 'leave the server', answer: '`Bye`, then the end of the stream' }],
  run({ registry, client, user, rest }) {
    if (rest !== '') return UNKNOWN;
    const { name, room } = user;
    return changed(
      closed(registry, client, 'exit'),
      end(client.id, 'exit'),
      sendRoomDeferrable(room, { type: 'left', room, name, reason: 'exit' }),
    );
  },
};
