import { isBlank } from '../../decode/blank';
import { saidIn } from '../ignoring';
import { type Command, done, NOTHING } from './command';

/** What is typed without a slash, or with two: said to the room, the sender included. A blank text is not. */
export const say: Command = {
  label: 'broadcast',
  words: ['/'],
  isBasic: true,
  help: [
    {
      syntax: '//TEXT',
      does: 'say TEXT with one slash in front of it',
      answer: '`alice: /TEXT`, to the room',
    },
  ],
  run({ registry, user, rest }) {
    if (isBlank(rest)) return NOTHING;
    return done(saidIn(registry, { type: 'said', room: user.room, from: user.name, text: rest }));
  },
};
