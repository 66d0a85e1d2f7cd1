import { send } from '../../model/delivery';
import type { ConnectionId, NameKey } from '../../model/ids';
import { allUsers, type Listing, usersIn } from '../listings';
import { type Command, done, type Effect, UNKNOWN } from './command';

/** `/users`, `/users *`: the names in the room, or on the server. */
export const users: Command = {
  label: 'users',
  words: ['users', 'names'],
  isQuery: true,
  isBasic: true,
  help: [
    { syntax: '/users', does: 'who is in your room', answer: '`USERS: alice,bob`' },
    { syntax: '/users *', does: 'who is on the server', answer: '`USERS: alice,bob,carol`' },
  ],
  run({ registry, client, user, rest }) {
    const room = registry.rooms.get(user.room);
    if (rest === '*') return answer(client.id, allUsers(registry));
    return rest === '' && room ? answer(client.id, usersIn(room), user.room) : UNKNOWN;
  },
};

function answer(client: ConnectionId, { entries, more }: Listing<string>, room?: NameKey): Effect {
  return done(send(client, { type: 'users', ...(room !== undefined && { room }), names: entries, more }));
}
