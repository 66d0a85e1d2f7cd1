import { send } from '../../model/delivery';
import { allRooms } from '../listings';
import { type Command, done, UNKNOWN } from './command';

/** `/rooms`: the rooms, and how many clients are in each. */
export const rooms: Command = {
  label: 'rooms',
  words: ['rooms', 'list'],
  isQuery: true,
  isBasic: true,
  help: [
    {
      syntax: '/rooms',
      does: 'which rooms there are, and how many people are in each',
      answer: '`ROOMS: dev(1),lobby(2)`',
    },
  ],
  run({ registry, client, rest }) {
    if (rest !== '') return UNKNOWN;
    const { entries, more } = allRooms(registry);
    return done(send(client.id, { type: 'rooms', rooms: entries, more }));
  },
};
