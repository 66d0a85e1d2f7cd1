import { LOBBY } from '../registry';
import { type Command, UNKNOWN } from './command';
import { move } from './move';

/** `/leave`: back to the lobby. */
export const leave: Command = {
  label: 'leave',
  words: ['leave'],
  isBasic: true,
  help: [{ syntax: '/leave', does: 'go back to the lobby', answer: '`SYSTEM: alice joined lobby`' }],
  run: (asked) => (asked.rest === '' ? move(asked, LOBBY) : UNKNOWN),
};
