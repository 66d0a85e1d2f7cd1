import { send } from '../../../../src/streams/model/delivery';
import { LOBBY_KEY } from '../../../../src/streams/reduce/registry';
import { arrives, carriedOut, disconnects, History, refused, sends } from '../../../helpers/history';

/** The names that a client receives when it asks. */
function users(history: History, client: number, line = '/users'): readonly string[] {
  history.add(sends(client, line));
  return history.deliveries.flatMap((delivery) =>
    delivery.type === 'send' && delivery.client === client && delivery.message.type === 'users'
      ? delivery.message.names
      : [],
  );
}

describe('/users', () => {
  it('is answered to the one who asks, with the room that is meant', () => {
    expect(History.ofThree().add(sends(1, '/users'))).toStrictEqual(
      carriedOut('users', 1, send(1, { type: 'users', room: LOBBY_KEY, names: ['Alice', 'Bob'], more: 0 })),
    );
    expect(History.ofThree().add(sends(3, '/users  '))).toStrictEqual(
      carriedOut('users', 3, send(3, { type: 'users', room: 'dev', names: ['Carol'], more: 0 })),
    );
  });

  it('names all on the server with *, and no room', () => {
    expect(History.ofThree().add(sends(3, '/users *'))).toStrictEqual(
      carriedOut('users', 3, send(3, { type: 'users', names: ['Alice', 'Bob', 'Carol'], more: 0 })),
    );
  });

  it('follows who joins and who leaves', () => {
    const history = History.ofThree();
    history.add(sends(2, '/join dev'));
    expect(users(history, 1)).toEqual(['Alice']);
    expect(users(history, 3)).toEqual(['Bob', 'Carol']);
    history.add(sends(2, '/leave'));
    expect(users(history, 1)).toEqual(['Alice', 'Bob']);
    expect(users(history, 3)).toEqual(['Carol']);
    history.add(sends(2, '/exit'));
    expect(users(history, 1)).toEqual(['Alice']);
    expect(users(history, 1, '/users *')).toEqual(['Alice', 'Carol']);
    history.add(disconnects(3));
    expect(users(history, 1, '/users *')).toEqual(['Alice']);
    history.add(...arrives(4, 'Aaron'));
    expect(users(history, 1)).toEqual(['Aaron', 'Alice']);
  });

  it('counts those whom it does not name', () => {
    const history = new History();
    for (let id = 1; id <= 502; id += 1) history.add(...arrives(id, `u${id}`));
    for (const line of ['/users', '/users *']) {
      expect(users(history, 1, line)).toHaveLength(500);
      expect(history.deliveries).toMatchObject([{ message: { more: 2 } }]);
    }
  });

  it.each(['/users bob', '/users **', '/users * *', '/USERS'])('%j is unknown', (line) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(refused(1, 'unknown_command'));
  });

  it.each(['/users', '/users *'])('%s changes nothing', (line) => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, line));
    expect(history.registry).toBe(before);
  });
});
