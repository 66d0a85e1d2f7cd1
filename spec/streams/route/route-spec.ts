import { ENDINGS } from '../../../src/streams/model/ending';
import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import { LOBBY_KEY } from '../../../src/streams/reduce/registry';
import {
  announce,
  type Delivery,
  end,
  enter,
  greet,
  isUrgent,
  leave,
  tell,
  tellRoom,
} from '../../../src/streams/model/delivery';
import {
  arrives,
  connects,
  disconnects,
  History,
  isRefused,
  misdials,
  sends,
  SHUTS_DOWN,
  TICKS,
} from '../../helpers/history';

/** Alice and Bob in the lobby, Carol in dev; and whom one more event tells what. */
function after(...events: ChatEvent[]): readonly Delivery[] {
  const history = new History();
  history.add(...arrives(1, 'Alice'), ...arrives(2, 'Bob'), ...arrives(3, 'Carol'), sends(3, '/join dev'), ...events);
  return history.deliveries;
}

const PROMPT = 'Enter username:';

describe('the lines of a client that arrives', () => {
  it('asks for a name', () => {
    expect(after(connects(4))).toStrictEqual([greet(4, PROMPT)]);
  });

  it('OK comes before the room hears of it, so that nothing from the room comes before OK', () => {
    expect(after(...arrives(4, 'Dave'))).toStrictEqual([
      greet(4, 'OK'),
      enter(4, LOBBY_KEY),
      announce(LOBBY_KEY, 'SYSTEM: Dave joined'),
    ]);
  });

  it('a name in use', () => {
    expect(after(...arrives(4, 'alice'))).toStrictEqual([tell(4, 'ERR username_taken'), tell(4, PROMPT)]);
  });

  it('an unusable name', () => {
    expect(after(...arrives(4, 'a b'))).toStrictEqual([
      tell(4, 'ERR username_invalid'),
      tell(4, 'SYSTEM: a username is 1 to 16 letters, digits, - or _'),
      tell(4, PROMPT),
    ]);
  });
});

describe('the lines of a client in a room', () => {
  it('something to say, for all in the room', () => {
    expect(after(sends(1, 'hello'))).toStrictEqual([tellRoom(LOBBY_KEY, 'Alice: hello')]);
    expect(after(sends(3, 'hello'))).toStrictEqual([tellRoom('dev', 'Carol: hello')]);
    expect(after(sends(1, '//text'))).toStrictEqual([tellRoom(LOBBY_KEY, 'Alice: /text')]);
  });

  it('a whisper', () => {
    expect(after(sends(1, '/w bob hi there'))).toStrictEqual([
      tell(2, 'WHISPER Alice: hi there'),
      tell(1, 'WHISPER to Bob: hi there'),
    ]);
  });

  it('those who are here, and everyone', () => {
    expect(after(sends(1, '/users'))).toStrictEqual([tell(1, 'USERS: Alice,Bob')]);
    expect(after(sends(1, '/users *'))).toStrictEqual([tell(1, 'USERS: Alice,Bob,Carol')]);
  });

  it('the rooms', () => {
    expect(after(sends(1, '/rooms'))).toStrictEqual([tell(1, 'ROOMS: dev(1),lobby(2)')]);
  });

  it('another room: the one that was left hears it without the one who left', () => {
    expect(after(sends(1, '/join dev'))).toStrictEqual([
      leave(1, LOBBY_KEY),
      announce(LOBBY_KEY, 'SYSTEM: Alice left'),
      enter(1, 'dev'),
      announce('dev', 'SYSTEM: Alice joined dev'),
    ]);
  });

  it('a room is shown as the one who opened it typed it', () => {
    expect(after(sends(1, '/join QA')).at(-1)).toStrictEqual(announce('qa', 'SYSTEM: Alice joined QA'));
    expect(after(sends(1, '/join QA'), sends(2, '/join qa')).at(-1)).toStrictEqual(
      announce('qa', 'SYSTEM: Bob joined QA'),
    );
  });

  it('back to the lobby', () => {
    expect(after(sends(3, '/leave'))).toStrictEqual([
      leave(3, 'dev'),
      announce('dev', 'SYSTEM: Carol left'),
      enter(3, LOBBY_KEY),
      announce(LOBBY_KEY, 'SYSTEM: Carol joined lobby'),
    ]);
  });

  it('nothing, for the room one is in', () => {
    expect(after(sends(1, '/leave'))).toStrictEqual([]);
    expect(after(sends(3, '/join DEV'))).toStrictEqual([]);
  });

  it('help: a line for each command', () => {
    const lines = after(sends(1, '/help')).map((delivery) => {
      expect(delivery).toMatchObject({ type: 'tell', client: 1 });
      return delivery.type === 'tell' ? delivery.line : '';
    });
    for (const line of lines) expect(line).toMatch(/^HELP: \S/);
    for (const command of ['/w', '/users', '/users *', '/join', '/leave', '/rooms', '/help', '/exit', '//']) {
      expect(lines.filter((line) => line.startsWith(`HELP: ${command}`))).not.toEqual([]);
    }
  });

  it.each([
    ['/w nobody hi', ['ERR user_not_found']],
    ['/w alice hi', ['ERR cannot_whisper_self']],
    ['/w', ['ERR whisper_usage']],
    ['/w bob', ['ERR whisper_usage']],
    ['/join', ['ERR room_invalid', 'SYSTEM: a room name is 1 to 16 letters, digits, - or _']],
    ['/join bad name', ['ERR room_invalid', 'SYSTEM: a room name is 1 to 16 letters, digits, - or _']],
    ['/join l0bby', ['ERR room_invalid', 'SYSTEM: that room name reads like one in use; choose another']],
    ['/join dеv', ['ERR room_invalid', 'SYSTEM: a room name does not mix Latin, Cyrillic and Greek letters']],
    [
      '/weather',
      ['ERR unknown_command', 'SYSTEM: /help lists the commands; //TEXT says a text that begins with a slash'],
    ],
  ])('a refusal, for %s, to the one who asked', (line, answer) => {
    expect(after(sends(1, line))).toStrictEqual(answer.map((told) => tell(1, told)));
  });

  it.each([
    ['PayPаl', 'a username does not mix Latin, Cyrillic and Greek letters'],
    ['A1ice', 'that username reads like one in use; choose another'],
    ['ЅУЅТЕМ', 'that username reads like a reserved word; choose another'],
    ['SYSTEM', 'a username is 1 to 16 letters, digits, - or _'],
  ])('a hint, for the name %s, and the prompt', (name, hint) => {
    expect(after(connects(4), sends(4, name))).toStrictEqual([
      tell(4, 'ERR username_invalid'),
      tell(4, `SYSTEM: ${hint}`),
      tell(4, PROMPT),
    ]);
  });

  it.each(['invalid_utf8', 'line_too_long', 'message_too_long', 'rate_limited'] as const)('%s', (fault) => {
    expect(after(isRefused(1, fault))).toStrictEqual([tell(1, `ERR ${fault}`)]);
    expect(after(connects(4), isRefused(4, fault))).toStrictEqual([tell(4, `ERR ${fault}`), tell(4, PROMPT)]);
  });
});

describe('the lines of a client that leaves', () => {
  it('/exit: Bye is the last that it gets, and the others hear it', () => {
    expect(after(sends(1, '/exit'))).toStrictEqual([end(1, 'Bye'), announce(LOBBY_KEY, 'SYSTEM: Alice left')]);
  });

  it('nobody hears it twice', () => {
    expect(after(sends(1, '/exit'), disconnects(1))).toStrictEqual([end(1)]);
  });

  it.each(ENDINGS.filter((ending) => ending !== 'internal_error'))('the others hear it in any case: %s', (ending) => {
    expect(after(disconnects(3, ending))).toStrictEqual([end(3), announce('dev', 'SYSTEM: Carol left')]);
  });

  it('a defect of the server is told to the one who bears it', () => {
    expect(after(disconnects(1, 'internal_error'))).toStrictEqual([
      end(1, 'ERR internal_error'),
      announce(LOBBY_KEY, 'SYSTEM: Alice left'),
    ]);
  });

  it('nobody hears of one who never had a name', () => {
    expect(after(connects(4), disconnects(4))).toStrictEqual([end(4)]);
  });

  it('nothing comes of what a client sends after it', () => {
    expect(after(sends(1, '/exit'), sends(1, 'hello'))).toStrictEqual([]);
    expect(after(disconnects(1), sends(1, 'hello'))).toStrictEqual([]);
  });
});

describe('the lines of a client that is sent away', () => {
  const NOT_HERE = 'this port is a chat server for plain text lines';

  it.each([
    ['http', `HTTP/1.1 400 ${NOT_HERE}, not a web server: connect with nc or telnet`],
    ['tls', `SYSTEM: ${NOT_HERE}, without TLS: connect with nc or telnet`],
    ['ssh', `SYSTEM: ${NOT_HERE}, not SSH: connect with nc or telnet`],
  ] as const)('for speaking %s: what this port is', (protocol, line) => {
    expect(after(connects(4), misdials(4, protocol))).toStrictEqual([end(4, line)]);
  });

  it('for a place that there is not', () => {
    const full = new History({ connections: 0 });
    full.add(connects(1));
    expect(full.deliveries).toStrictEqual([end(1, 'ERR server_full')]);

    const crowded = new History({ connectionsPerAddress: 0 });
    crowded.add(connects(1));
    expect(crowded.deliveries).toStrictEqual([end(1, 'ERR too_many_connections')]);
  });

  it('for taking too long to name itself', () => {
    const history = new History({ registrationTimeout: 5 });
    history.add(connects(1), connects(2));
    history.wait(5).add(TICKS);
    expect(history.deliveries).toStrictEqual([end(1, 'ERR registration_timeout'), end(2, 'ERR registration_timeout')]);
    history.add(TICKS);
    expect(history.deliveries).toStrictEqual([]);
  });

  it('for saying nothing for too long, of which those who stay are told when all of them are gone', () => {
    const history = new History({ idleTimeout: 5 });
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), connects(3), ...arrives(4, 'dave'));
    history.wait(4).add(sends(4, 'hi'));
    history.wait(1).add(TICKS);
    expect(history.deliveries).toStrictEqual([
      ...[1, 2, 3].map((client) => end(client, 'ERR idle_timeout')),
      announce(LOBBY_KEY, 'SYSTEM: alice left'),
      announce(LOBBY_KEY, 'SYSTEM: bob left'),
    ]);
  });

  it('because the server stops: everybody is told, and those who come later', () => {
    const farewell = 'SYSTEM: server is shutting down';
    expect(after(SHUTS_DOWN)).toStrictEqual([end(1, farewell), end(2, farewell), end(3, farewell)]);
    expect(after(SHUTS_DOWN, connects(4))).toStrictEqual([end(4, farewell)]);
    expect(after(SHUTS_DOWN, disconnects(1))).toStrictEqual([end(1)]);
  });
});

describe('what is urgent', () => {
  it('an answer and something said are; greetings, comings and goings are not', () => {
    const urgent = [tell(1, 'x'), tellRoom('lobby', 'x')];
    const calm = [greet(1, 'x'), announce('lobby', 'x'), enter(1, 'lobby'), leave(1, 'lobby'), end(1), end(1, 'x')];
    expect(urgent.map(isUrgent)).toStrictEqual([true, true]);
    expect(calm.map(isUrgent)).toStrictEqual(calm.map(() => false));
  });
});
