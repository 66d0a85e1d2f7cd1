import { isBlank } from '../../decode/blank';
import { type Command, done, refused } from './command';
import { said } from './said';

/** `/me waves`: the room receives what one does. No name begins with the star that the line begins with. */
export const me: Command = {
  label: 'me',
  words: ['me'],
  help: [{ syntax: '/me TEXT', does: 'say what you do', answer: '`* alice waves`, to the room' }],
  refusals: ['me_usage'],
  run(asked) {
    if (isBlank(asked.rest)) return refused('me_usage', '/me TEXT says what you do, as * alice waves');
    return done(...said(asked, { action: true }));
  },
};
