import { send, useDialect } from '../../../src/streams/model/delivery';
import type { Outcome } from '../../../src/streams/model/outcome';
import { arrives, connects, History, NONE, sends } from '../../helpers/history';
import { TEXT_AND_TINY } from '../../helpers/tinyDialect';

const invalidName: Outcome = { type: 'refuse', client: 1, code: 'username_invalid', asksName: true };

/** A client without a name, of a server with the dialects text and tiny. */
function newcomer(): History {
  const history = new History({}, TEXT_AND_TINY);
  history.add(connects(1));
  return history;
}

describe('a client that names a dialect by its first line', () => {
  it('has chosen it, and is asked for its name in that', () => {
    const history = newcomer();
    expect(history.add(sends(1, '/tiny'))).toStrictEqual({ type: 'dialect', client: 1, dialect: 'tiny' });
    expect(history.deliveries).toStrictEqual([
      useDialect(1, 'tiny'),
      send(1, { type: 'hello' }),
      send(1, { type: 'prompt' }),
    ]);
    expect(history.registry.clients.get(1)).toMatchObject({ dialect: 'tiny' });
  });

  it('is read in that dialect from then on', () => {
    const history = newcomer();
    expect(history.add(sends(1, '/tiny'), sends(1, 'alice'))).toMatchObject({ type: 'register', name: 'alice' });
    expect(history.add(sends(1, '!users'))).toMatchObject({ type: 'command', command: 'users' });
    expect(history.add(sends(1, '/users'))).toMatchObject({ deliveries: [{ message: { text: '/users' } }] });
  });

  it('keeps it, whatever else becomes of it', () => {
    const history = newcomer();
    history.add(sends(1, '/tiny'), sends(1, 'alice'), sends(1, '!join dev'));
    expect(history.registry.clients.get(1)).toMatchObject({ dialect: 'tiny', user: { room: 'dev' } });
    expect(history.add(sends(1, '!exit'), sends(1, '!users'))).toStrictEqual(NONE);
    expect(history.registry.clients.get(1)).toMatchObject({ dialect: 'tiny', leaving: 'exit' });
  });

  it('still has to give a name in time', () => {
    const history = new History({ registrationTimeout: 100 }, TEXT_AND_TINY);
    history.add(connects(1));
    history.wait(99).add(sends(1, '/tiny'));
    expect(history.wait(1).add({ type: 'ticked' })).toMatchObject({ type: 'expire' });
  });

  it('can still do so when a name was refused before', () => {
    const history = newcomer();
    expect(history.add(sends(1, 'a b'), sends(1, '/tiny'))).toMatchObject({ type: 'dialect' });
  });
});

describe('the name of a dialect', () => {
  it.each(['/tinyy', '/Tiny', '/tiny ', ' /tiny', 'x /tiny', '/text', '/'])('is not %j', (line) => {
    expect(newcomer().add(sends(1, line))).toStrictEqual(invalidName);
  });

  it('chooses once: after that it is a name, which cannot be had', () => {
    expect(newcomer().add(sends(1, '/tiny'), sends(1, '/tiny'))).toStrictEqual(invalidName);
  });

  it('is no command of a client that has a name', () => {
    const history = new History({}, TEXT_AND_TINY);
    expect(history.add(...arrives(1, 'alice'), sends(1, '/tiny'))).toMatchObject({ code: 'unknown_command' });
    expect(history.registry.clients.get(1)).not.toHaveProperty('dialect');
  });

  it('is an unusable name of a client if the server does not have that dialect', () => {
    const history = new History();
    history.add(connects(1));
    expect(history.add(sends(1, '/tiny'))).toStrictEqual(invalidName);
  });
});
