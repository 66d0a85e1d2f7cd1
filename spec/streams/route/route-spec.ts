import type { ChatEvent } from '../../../src/streams/model/chatEvent';
import {
  type Delivery,
  type PlannedDelivery,
  end,
  enterRoom,
  leaveRoom,
  send,
  sendDeferrable,
  sendRoom,
  sendRoomDeferrable,
  useDialect,
} from '../../../src/streams/model/delivery';
import { type Ending, ENDINGS } from '../../../src/streams/model/ending';
import { FOREIGN_PROTOCOLS } from '../../../src/streams/model/foreignProtocol';
import type { ConnectionId, NameKey } from '../../../src/streams/model/ids';
import { LINE_FAULTS } from '../../../src/streams/model/refusal';
import { EMPTY_REGISTRY, LOBBY_KEY } from '../../../src/streams/reduce/registry';
import { route } from '../../../src/streams/route/route';
import {
  arrives,
  connects,
  disconnects,
  History,
  isRefused,
  NO_RULES,
  OVERLOADED,
  RECOVERED,
  sends,
  RESTARTS,
  SHUTS_DOWN,
  speaks,
  starts,
  TICKS,
} from '../../helpers/history';
import { TEXT_AND_TINY } from '../../helpers/tinyDialect';

/** Which clients receive what for one more event: Alice (1) and Bob (2) are in the lobby, Carol (3) in dev. */
function after(...events: ChatEvent[]): readonly PlannedDelivery[] {
  const history = History.ofThree();
  history.add(...events);
  return history.deliveries;
}

const notice = (client: ConnectionId, text: string): Delivery => send(client, { type: 'notice', text });
const prompt = (client: ConnectionId): Delivery => send(client, { type: 'prompt' });
const refusal = (client: ConnectionId, code: string, hint?: string): Delivery =>
  send(client, hint === undefined ? { type: 'refused', code } : { type: 'refused', code, hint });
const left = (room: NameKey, name: string, reason: Ending): Delivery =>
  sendRoomDeferrable(room, { type: 'left', room, name, reason });

describe('a client that arrives', () => {
  it('is asked for a name', () => {
    expect(after(connects(4))).toStrictEqual([sendDeferrable(4, { type: 'prompt' })]);
    expect(after({ ...connects(4), dialect: 'tiny' } as ChatEvent)).toStrictEqual([
      sendDeferrable(4, { type: 'hello' }),
      sendDeferrable(4, { type: 'prompt' }),
    ]);
  });

  it('is accepted before the room hears of it, so that nothing from the room comes before that', () => {
    expect(after(...arrives(4, 'Dave'))).toStrictEqual([
      sendDeferrable(4, { type: 'accepted', name: 'Dave' }),
      enterRoom(4, LOBBY_KEY),
      sendRoomDeferrable(LOBBY_KEY, {
        type: 'joined',
        room: LOBBY_KEY,
        roomName: 'lobby',
        name: 'Dave',
        isNew: true,
      }),
    ]);
  });

  it('receives what the operators say to newcomers, and how many people there are, behind the news of its coming', () => {
    const history = History.ofThree();
    const motd = ['be kind'];
    history.add(starts({ ...NO_RULES, motd, welcome: 'on' }), ...arrives(1, 'Alice'));
    const room = { room: LOBBY_KEY, roomName: 'lobby' };
    expect(history.deliveries.slice(-3)).toStrictEqual([
      sendRoomDeferrable(LOBBY_KEY, { type: 'joined', ...room, name: 'Alice', isNew: true }),
      sendDeferrable(1, { type: 'motd', lines: motd }),
      sendDeferrable(1, { type: 'welcome', ...room, members: 1 }),
    ]);
    history.add(...arrives(2, 'Bob'));
    expect(history.deliveries.at(-1)).toStrictEqual(sendDeferrable(2, { type: 'welcome', ...room, members: 2 }));
  });

  it.each([
    ['off', 2, false],
    ['auto', 1, false],
    ['auto', 2, true],
    ['on', 1, true],
    [undefined, 2, false],
  ] as const)('is welcomed by %j among %d: %j', (welcome, members, isWelcomed) => {
    const history = new History();
    const names = ['Alice', 'Bob'].slice(0, members);
    history.add(starts({ ...NO_RULES, ...(welcome && { welcome }) }));
    names.forEach((name, index) => history.add(...arrives(index + 1, name)));
    const welcomed = sendDeferrable(members, { type: 'welcome', room: LOBBY_KEY, roomName: 'lobby', members });
    if (isWelcomed) expect(history.deliveries).toContainEqual(welcomed);
    else expect(history.deliveries).not.toContainEqual(welcomed);
  });

  it('cannot have a name in use, and is asked again', () => {
    expect(after(...arrives(4, 'alice'))).toStrictEqual([refusal(4, 'username_taken'), prompt(4)]);
  });

  it.each([
    ['a b', 'a username is 1 to 16 letters, digits, - or _'],
    ['SYSTEM', 'a username is 1 to 16 letters, digits, - or _'],
    ['PayPаl', 'a username does not mix Latin, Cyrillic and Greek letters'],
    ['A1ice', 'that username reads like one in use; choose another'],
    ['ЅУЅТЕМ', 'that username reads like a reserved word; choose another'],
  ])('cannot have the name %j, receives a hint, and is asked again', (name, hint) => {
    expect(after(...arrives(4, name))).toStrictEqual([refusal(4, 'username_invalid', hint), prompt(4)]);
  });

  it('is asked for its name in the dialect that it has chosen', () => {
    const history = new History({}, TEXT_AND_TINY);
    history.add(connects(1), sends(1, '/tiny'));
    expect(history.deliveries).toStrictEqual([useDialect(1, 'tiny'), send(1, { type: 'hello' }), prompt(1)]);
  });
});

describe('a client in a room', () => {
  it('receives what a command delivers, and others too, as the command says it', () => {
    expect(after(sends(1, 'hello'))).toStrictEqual([
      sendRoom(LOBBY_KEY, { type: 'said', room: LOBBY_KEY, from: 'Alice', text: 'hello' }),
    ]);
    expect(after(sends(1, '/w bob hi'))).toHaveLength(2);
    expect(after(sends(3, '/leave'))[0]).toStrictEqual(leaveRoom(3));
  });

  it('receives nothing for going to the room it is in', () => {
    expect(after(sends(1, '/leave'))).toStrictEqual([]);
    expect(after(sends(3, '/join DEV'))).toStrictEqual([]);
  });

  it.each([
    ['/w nobody hi', 'user_not_found', undefined],
    ['/w alice hi', 'cannot_whisper_self', undefined],
    ['/w', 'whisper_usage', undefined],
    ['/w bob', 'whisper_usage', undefined],
    ['/join', 'room_invalid', 'a room name is 1 to 16 letters, digits, - or _'],
    ['/join bad name', 'room_invalid', 'a room name is 1 to 16 letters, digits, - or _'],
    ['/join l0bby', 'room_invalid', 'that room name reads like one in use; choose another'],
    ['/join dеv', 'room_invalid', 'a room name does not mix Latin, Cyrillic and Greek letters'],
    ['/weather', 'unknown_command', '/help lists the commands; //TEXT says a text that begins with a slash'],
  ])('alone receives that %s is refused', (line, code, hint) => {
    expect(after(sends(1, line))).toStrictEqual([refusal(1, code, hint)]);
  });

  it.each(LINE_FAULTS)('receives %s, and is asked for its name if it has none', (fault) => {
    expect(after(isRefused(1, fault))).toStrictEqual([refusal(1, fault)]);
    expect(after(connects(4), isRefused(4, fault))).toStrictEqual([refusal(4, fault), prompt(4)]);
  });

  it('is answered when it asks to get out, and is asked for its name if it has none', () => {
    const interrupts = (client: ConnectionId): ChatEvent => ({ type: 'signalReceived', client, signal: 'interrupt' });
    expect(after(interrupts(1))).toStrictEqual([notice(1, '/exit leaves the server')]);
    expect(after(connects(4), interrupts(4))).toStrictEqual([
      notice(4, 'to leave, choose a username and type /exit, or close the connection'),
      prompt(4),
    ]);
  });

  it('is answered when it asks whether the server is there', () => {
    expect(after({ type: 'signalReceived', client: 1, signal: 'are_you_there' })).toStrictEqual([
      notice(1, 'yes, the server is here'),
    ]);
  });

  it("receives the command's own hint in place of the common one", () => {
    const outcome = { type: 'refuse', client: 1, code: 'unknown_command', hint: 'mine', asksName: false } as const;
    const recorded = { seq: 1, at: 0, event: TICKS };
    expect(route({ registry: EMPTY_REGISTRY, recorded, outcome })).toStrictEqual([
      refusal(1, 'unknown_command', 'mine'),
    ]);
  });
});

describe('a client that leaves', () => {
  it('by /exit: the end is the last that it receives, and the others hear of it', () => {
    expect(after(sends(1, '/exit'))).toStrictEqual([end(1, 'exit'), left(LOBBY_KEY, 'Alice', 'exit')]);
  });

  it('is heard of once', () => {
    expect(after(sends(1, '/exit'), disconnects(1))).toStrictEqual([end(1)]);
  });

  it.each(ENDINGS.filter((ending) => ending !== 'internal_error'))('is heard of in any case: %s', (ending) => {
    expect(after(disconnects(3, ending))).toStrictEqual([end(3), left('dev', 'Carol', ending)]);
  });

  it('for a defect of the server receives that', () => {
    expect(after(disconnects(1, 'internal_error'))).toStrictEqual([
      end(1, 'internal_error'),
      left(LOBBY_KEY, 'Alice', 'internal_error'),
    ]);
  });

  it('is not heard of if it never had a name', () => {
    expect(after(connects(4), disconnects(4))).toStrictEqual([end(4)]);
  });

  it('is not heard after it', () => {
    expect(after(sends(1, '/exit'), sends(1, 'hello'))).toStrictEqual([]);
    expect(after(disconnects(1), sends(1, 'hello'))).toStrictEqual([]);
  });
});

describe('a client whose connection the server ends', () => {
  it.each(FOREIGN_PROTOCOLS)('for speaking %s receives that', (protocol) => {
    expect(after(connects(4), speaks(4, protocol))).toStrictEqual([end(4, protocol)]);
  });

  it('for a place that there is not receives why', () => {
    const full = new History({ connections: 0 });
    full.add(connects(1));
    expect(full.deliveries).toStrictEqual([end(1, 'server_full')]);

    const crowded = new History({ connectionsPerAddress: 0 });
    crowded.add(connects(1));
    expect(crowded.deliveries).toStrictEqual([end(1, 'too_many_connections')]);

    expect(after(OVERLOADED, connects(4))).toStrictEqual([end(4, 'server_busy')]);
  });

  it('for taking too long to give its name receives that, once', () => {
    const history = new History({ registrationTimeout: 5 });
    history.add(connects(1), connects(2));
    history.wait(5).add(TICKS);
    expect(history.deliveries).toStrictEqual([end(1, 'registration_timeout'), end(2, 'registration_timeout')]);
    history.add(TICKS);
    expect(history.deliveries).toStrictEqual([]);
  });

  it('for saying nothing for too long: those who stay hear of it when all of them are gone', () => {
    const history = new History({ idleTimeout: 5 });
    history.add(...arrives(1, 'alice'), ...arrives(2, 'bob'), connects(3), ...arrives(4, 'dave'));
    history.wait(4).add(sends(4, 'hi'));
    history.wait(1).add(TICKS);
    expect(history.deliveries).toStrictEqual([
      ...[1, 2, 3].map((client) => end(client, 'idle_timeout')),
      left(LOBBY_KEY, 'alice', 'idle_timeout'),
      left(LOBBY_KEY, 'bob', 'idle_timeout'),
    ]);
  });

  it('because it stops: all receive that, and those who come later', () => {
    expect(after(SHUTS_DOWN)).toStrictEqual([1, 2, 3].map((client) => end(client, 'shutdown')));
    expect(after(RESTARTS)).toStrictEqual([1, 2, 3].map((client) => end(client, 'restarting')));
    expect(after(SHUTS_DOWN, connects(4))).toStrictEqual([end(4, 'shutdown')]);
    expect(after(SHUTS_DOWN, disconnects(1))).toStrictEqual([end(1)]);
  });
});

describe('no client receives anything', () => {
  it('of time that passes, or of a server that is busy for a while', () => {
    for (const event of [TICKS, OVERLOADED]) expect(after(event)).toStrictEqual([]);
    expect(after(OVERLOADED, RECOVERED)).toStrictEqual([]);
  });

  it('of a defect, which is contained elsewhere', () => {
    const recorded = { seq: 1, at: 0, event: sends(1, 'hi') };
    const outcome = { type: 'defect', error: new Error('a defect') } as const;
    expect(route({ registry: EMPTY_REGISTRY, recorded, outcome })).toStrictEqual([]);
  });
});
