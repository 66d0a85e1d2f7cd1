import { isBlank } from '../../decode/blank';
import { saidIn } from '../ignoring';
import { type Command, done, refused } from './command';

/** `/me waves`: the room receives what one does. No name begins with the star that the line begins with. */
export const me: Command = {
  label: 'me',
  words: ['me'],
  help: [{ syntax: '/me TEXT', does: 'say what you do', answer: '`* alice waves`, to the room' }],
  refusals: ['me_usage'],
  run({ registry, user: { name, room }, rest }) {
    if (isBlank(rest)) return refused('me_usage', '/me TEXT says what you do, as * alice waves');
    return done(saidIn(registry, { type: 'said', room, from: name, text: rest, action: true }));
  },
};
