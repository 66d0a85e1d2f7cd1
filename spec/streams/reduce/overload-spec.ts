import {
  arrives,
  connects,
  disconnects,
  History,
  NONE,
  OVERLOADED,
  RECOVERED,
  sends,
  SHUTS_DOWN,
} from '../../helpers/history';

describe('a server that is too busy', () => {
  it('lets no client in until it keeps up again', () => {
    const history = new History();
    expect(history.add(OVERLOADED)).toStrictEqual({ type: 'overload', lag: 800 });
    expect(history.add(connects(1))).toStrictEqual({ type: 'rejected', client: 1, reason: 'server_busy' });
    expect(history.wait(300).add(RECOVERED)).toStrictEqual({ type: 'recover', lasted: 300 });
    expect(history.add(connects(2))).toStrictEqual({ type: 'connect', client: 2 });
    expect(history.add(disconnects(1))).toMatchObject({ type: 'unregister', ending: 'server_busy' });
  });

  it('serves those who are in', () => {
    const history = new History();
    history.add(...arrives(1, 'alice'), connects(2), OVERLOADED);
    expect(history.add(sends(1, 'hi'))).toMatchObject({ type: 'command', command: 'broadcast' });
    expect(history.add(sends(2, 'bob'))).toMatchObject({ type: 'register' });
  });

  it('is busy from when it first said so', () => {
    const history = new History();
    history.add(OVERLOADED);
    expect(history.wait(100).add(OVERLOADED)).toStrictEqual(NONE);
    expect(history.wait(100).add(RECOVERED)).toStrictEqual({ type: 'recover', lasted: 200 });
    expect(history.add(RECOVERED)).toStrictEqual(NONE);
  });

  it('says that it is full or stops if it is that too: waiting would not help', () => {
    const full = new History({ connections: 0 });
    expect(full.add(OVERLOADED, connects(1))).toMatchObject({ reason: 'server_full' });
    const stopping = new History();
    expect(stopping.add(OVERLOADED, SHUTS_DOWN, connects(1))).toMatchObject({ reason: 'shutdown' });
  });
});
