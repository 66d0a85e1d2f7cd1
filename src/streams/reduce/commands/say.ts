import { isBlank } from '../../decode/blank';
import { type Command, done, NOTHING } from './command';
import { said } from './said';

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
  run: (asked) => (isBlank(asked.rest) ? NOTHING : done(...said(asked))),
};
