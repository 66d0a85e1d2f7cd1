import fc from 'fast-check';
import type { Recorded } from '../../src/streams/journal/journal';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { ENDINGS } from '../../src/streams/model/ending';
import { COMMANDS } from '../../src/streams/reduce/commands/commands';
import {
  connects,
  disconnects,
  isRefused,
  OVERLOADED,
  RECOVERED,
  sends,
  SHUTS_DOWN,
  signals,
  speaks,
  START_OF_TIME,
  TICKS,
} from './history';

const client = fc.integer({ min: 1, max: 6 });
const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '127.0.0.1');
/** Few names, so that they are often in use, and often meant by a whisper. */
const name = fc.constantFrom('alice', 'Alice', 'ａｌｉｃｅ', 'bob', 'Zoë', 'Zoe\u0308', 'carol', 'SYSTEM', '');
const room = fc.constantFrom('dev', 'DEV', 'qa', 'lobby', 'bad name');
const word = fc.constantFrom(...COMMANDS.flatMap(({ words }) => words), 'nothing', 'tiny');

/** A command with or without what it takes, or with something that it does not take. */
export const anyCommand: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: word.map((typed) => `/${typed}`) },
  { weight: 2, arbitrary: room.map((to) => `/join ${to}`) },
  fc.tuple(name, fc.string()).map(([to, text]) => `/w ${to} ${text}`),
  fc.tuple(fc.constantFrom('ignore', 'unignore'), name).map(([typed, whom]) => `/${typed} ${whom}`),
  fc
    .tuple(word, fc.oneof(name, room, fc.constant('*'), fc.string()), fc.constantFrom('', ' hi', ' '))
    .map(([typed, first, rest]) => `/${typed} ${first}${rest}`),
);
const line = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 8, arbitrary: anyCommand },
  fc.constant('hello'),
  fc.string(),
);

const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(client, address).map(([id, from]) => connects(id, from)) },
  { weight: 24, arbitrary: fc.tuple(client, line).map(([id, text]) => sends(id, text)) },
  { weight: 2, arbitrary: fc.tuple(client, fc.constantFrom(...ENDINGS)).map(([id, why]) => disconnects(id, why)) },
  client.map((id) => isRefused(id, 'invalid_utf8')),
  client.map((id) => signals(id, 'interrupt')),
  client.map((id) => speaks(id, 'http')),
  fc
    .tuple(fc.constantFrom('overflowed', 'overflowed', 'caughtUp'), client)
    .map(([type, id]): ChatEvent => ({ type, client: id })),
  client.map((id): ChatEvent => ({ type: 'whisperDelayed', client: id, to: 'bob', lines: 3 })),
  client.map((id): ChatEvent => ({ type: 'whisperDropped', client: id, to: 'bob' })),
  fc.constant(TICKS),
  fc.constantFrom(OVERLOADED, RECOVERED, RECOVERED, RECOVERED),
);

/**
 * Any history of a few clients. What a client does may make no sense, but each connects once before it sends anything and
 * once in between its ends, as the listener sees to; the server may stop in the middle.
 */
export const anyHistory: fc.Arbitrary<Recorded<ChatEvent>[]> = fc
  .record({
    events: fc.array(fc.tuple(event, fc.integer({ min: 0, max: 12 })), { maxLength: 120, size: 'max' }),
    stop: fc.option(fc.nat(120), { freq: 2 }),
  })
  .map(({ events, stop }) => {
    const open = new Set<number>();
    const recorded: Recorded<ChatEvent>[] = [];
    let at = START_OF_TIME;
    const record = (happened: ChatEvent): void => {
      recorded.push({ seq: recorded.length + 1, at, event: happened });
    };
    events.forEach(([happened, pause], index) => {
      at += pause;
      if (index === stop) record(SHUTS_DOWN);
      const { type } = happened;
      if ((type === 'connected' || type === 'lineReceived') && !open.has(happened.client)) {
        open.add(happened.client);
        record(type === 'connected' ? happened : connects(happened.client));
      }
      if (type === 'connected') return;
      if (type === 'disconnected') open.delete(happened.client);
      record(happened);
    });
    return recorded;
  });
