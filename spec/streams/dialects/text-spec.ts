import fc from 'fast-check';
import { text } from '../../../src/streams/dialects/text';
import type { EndReason, HelpEntry, Message } from '../../../src/streams/model/message';
import { showsSlashFirst } from '../../helpers/modelText';
import { COMMANDS } from '../../../src/streams/reduce/commands/commands';

const SAFE = /^[\x20-\x7e]+$/;

describe('a line of a client that has a name', () => {
  it.each([
    ['hello', 'hello'],
    ['hello /w bob', 'hello /w bob'],
    [' hello', ' hello'],
    ['ノート', 'ノート'],
    ['\\o/', '\\o/'],
    ['!users', '!users'],
    ['//text', '/text'],
    ['//', '/'],
    ['///w bob', '//w bob'],
  ])('%j is something to say: %j', (line, said) => {
    expect(text.read(line, true)).toStrictEqual({ type: 'say', text: said });
  });

  it.each([
    ['/w bob hi there', 'w', 'bob hi there'],
    ['/w   bob   hi   there  ', 'w', 'bob   hi   there'],
    ['/w bob /exit', 'w', 'bob /exit'],
    ['/w\u3000bob hi', 'w', 'bob hi'],
    ['/users', 'users', ''],
    ['/users  ', 'users', ''],
    ['/users *', 'users', '*'],
    ['/join bad name', 'join', 'bad name'],
    ['/weather', 'weather', ''],
    ['/wbob hi', 'wbob', 'hi'],
    ['/W bob hi', 'W', 'bob hi'],
    ['/', '', ''],
    ['/ w bob hi', '', 'w bob hi'],
  ])('%j is a command: its word is %j, and %j follows', (line, word, rest) => {
    expect(text.read(line, true)).toStrictEqual({ type: 'command', word, rest });
  });

  it.each([
    ' /w bob hi',
    '\u3000\u2800/w bob hi',
    '／w bob hi',
    '⁄w',
    '∕w',
    ' //etc',
    '\\u200b/w bob hi',
    '\\x1b \\u{e0041}/w',
    '\u0338w',
  ])('%j shows a slash first, and is no command that exists', (line) => {
    expect(text.read(line, true)).toStrictEqual({ type: 'command', word: '', rest: '' });
  });

  it('is said as it is unless it shows a slash first, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (line) => {
        if (!line.startsWith('/') && !showsSlashFirst(line))
          expect(text.read(line, true)).toStrictEqual({ type: 'say', text: line });
        expect(text.read(`//${line}`, true)).toStrictEqual({ type: 'say', text: `/${line}` });
        const { type } = text.read(`/a${line}`, true);
        expect(type).toBe('command'); // never shown to others
      }),
    );
  });
});

describe('a line of a client without a name', () => {
  it.each(['alice', '  two words ', '/users', '//', '/', ''])('%j gives its name, with nothing taken off', (name) => {
    expect(text.read(name, false)).toStrictEqual({ type: 'name', name });
  });
});

const help: readonly HelpEntry[] = [
  { syntax: '/w NAME TEXT', does: 'whisper to one person, in any room', answer: 'a receipt' },
  { syntax: '/exit', does: 'leave the server', answer: '`Bye`' },
];
const room = 'dev';

/** The lines of messages of each type, byte for byte: clients read them. */
const LINES: {
  readonly [T in Exclude<Message['type'], 'end'>]: readonly [Extract<Message, { type: T }>, ...string[]][];
} = {
  hello: [[{ type: 'hello' }, 'SYSTEM: this port is a chat server for plain text lines']],
  prompt: [[{ type: 'prompt' }, 'Enter username:']],
  accepted: [[{ type: 'accepted', name: 'alice' }, 'OK']],
  said: [
    [{ type: 'said', room, from: 'Alice', text: 'hello' }, 'Alice: hello'],
    [{ type: 'said', room, from: 'Alice', text: '/text' }, 'Alice: /text'],
    [{ type: 'said', room, from: 'Alice', text: 'waves', action: true }, '* Alice waves'],
    [{ type: 'said', room, from: 'Alice', text: 'hi Bob', rings: true }, 'Alice: hi Bob\x07'],
    [{ type: 'said', room, from: 'Alice', text: 'hi', isOwn: true }, 'Alice: hi'],
  ],
  whispered: [
    [{ type: 'whispered', from: 'Alice', text: 'hi there' }, 'WHISPER Alice: hi there'],
    [{ type: 'whispered', from: 'Alice', text: 'hi there', rings: true }, 'WHISPER Alice: hi there\x07'],
  ],
  motd: [[{ type: 'motd', lines: ['be kind', '', 'or go'] }, 'SYSTEM: be kind', 'SYSTEM: ', 'SYSTEM: or go']],
  welcome: [
    [
      { type: 'welcome', room: 'lobby', roomName: 'lobby', members: 12 },
      'SYSTEM: 12 people are in lobby; /help lists the commands',
    ],
    [
      { type: 'welcome', room: 'lobby', roomName: 'lobby', members: 1 },
      'SYSTEM: 1 person is in lobby; /help lists the commands',
    ],
  ],
  past: [
    [
      {
        type: 'past',
        room,
        at: 200_000,
        lines: [
          { seq: 1, at: 20_000, from: 'Alice', text: 'hello' },
          { seq: 2, at: 195_000, from: 'Bob', text: 'waves', action: true },
          { seq: 3, at: 200_000, from: 'Bob', text: '/text' },
        ],
      },
      'PAST 3m Alice: hello',
      'PAST 5s * Bob waves',
      'PAST 0s Bob: /text',
    ],
  ],
  history: [
    [{ type: 'history', room, lines: 20, of: 340, more: 0, last: 7 }, 'HISTORY: 20 of 340 lines'],
    [{ type: 'history', room, lines: 1, of: 1, more: 0, last: 7 }, 'HISTORY: 1 of 1 line'],
    [{ type: 'history', room, lines: 0, of: 0, more: 0 }, 'HISTORY: 0 of 0 lines'],
    [
      { type: 'history', room, lines: 90, of: 340, more: 110, last: 1042 },
      'HISTORY: 90 of 340 lines; /history since 1042 goes on',
    ],
  ],
  topic: [
    [{ type: 'topic', room, roomName: 'Dev', text: 'rain' }, 'TOPIC: rain'],
    [{ type: 'topic', room, roomName: 'Dev' }, 'SYSTEM: Dev has no topic'],
    [{ type: 'topic', room, roomName: 'Dev', text: 'rain', by: 'Alice' }, 'SYSTEM: Alice set the topic: rain'],
    [{ type: 'topic', room, roomName: 'Dev', by: 'Alice' }, 'SYSTEM: Alice removed the topic'],
  ],
  whispering: [[{ type: 'whispering', to: 'Bob', text: 'hi there' }, 'WHISPER to Bob: hi there']],
  joined: [
    [{ type: 'joined', room: 'lobby', roomName: 'lobby', name: 'Alice', isNew: true }, 'SYSTEM: Alice joined'],
    [{ type: 'joined', room: 'qa', roomName: 'QA', name: 'Alice' }, 'SYSTEM: Alice joined QA'],
  ],
  left: [
    [{ type: 'left', room, name: 'Alice', reason: 'moved' }, 'SYSTEM: Alice left'],
    [{ type: 'left', room, name: 'Alice', reason: 'exit' }, 'SYSTEM: Alice left'],
    [{ type: 'left', room, name: 'Alice', reason: 'slow_consumer' }, 'SYSTEM: Alice left'],
  ],
  users: [
    [{ type: 'users', room, names: [], more: 0 }, 'USERS: '],
    [{ type: 'users', room, names: ['alice', 'bob'], more: 0 }, 'USERS: alice,bob'],
    [{ type: 'users', names: ['alice', 'bob'], more: 4000 }, 'USERS: alice,bob,+4000 more'],
  ],
  rooms: [
    [{ type: 'rooms', rooms: [], more: 0 }, 'ROOMS: '],
    [
      {
        type: 'rooms',
        rooms: [
          { name: 'dev', members: 1 },
          { name: 'lobby', members: 2 },
        ],
        more: 0,
      },
      'ROOMS: dev(1),lobby(2)',
    ],
    [{ type: 'rooms', rooms: [{ name: 'dev', members: 3 }], more: 1 }, 'ROOMS: dev(3),+1 more'],
  ],
  who: [
    [
      { type: 'who', name: 'Bob', room: 'Dev', idle: 240_000, here: 7_200_000, behind: 0 },
      'WHO: Bob room=Dev idle=4m here=2h behind=0',
    ],
    [
      { type: 'who', name: 'Bob', room: 'Dev', idle: 240_000, here: 7_200_000, behind: 0, away: 'out to lunch' },
      'WHO: Bob room=Dev idle=4m here=2h behind=0 away=out to lunch',
    ],
  ],
  set: [
    [
      { type: 'set', values: { bell: 'off', joins: 'on', pace: 'refuse', time: '+02:00', ids: 'off' } },
      'SET: bell=off joins=on pace=refuse time=+02:00 ids=off',
    ],
  ],
  ignored: [
    [{ type: 'ignored', names: [] }, 'IGNORED:'],
    [{ type: 'ignored', names: ['bob', 'Carol'] }, 'IGNORED: bob,Carol'],
  ],
  help: [
    [
      { type: 'help', entries: help },
      'HELP: /w NAME TEXT - whisper to one person, in any room',
      'HELP: /exit - leave the server',
    ],
  ],
  refused: [
    [{ type: 'refused', code: 'username_taken' }, 'ERR username_taken'],
    [
      { type: 'refused', code: 'username_invalid', hint: 'a username is 1 to 16 letters, digits, - or _' },
      'ERR username_invalid',
      'SYSTEM: a username is 1 to 16 letters, digits, - or _',
    ],
  ],
  skipped: [
    [{ type: 'skipped', lines: 1 }, 'SYSTEM: 1 line skipped, your connection is slow'],
    [{ type: 'skipped', lines: 42 }, 'SYSTEM: 42 lines skipped, your connection is slow'],
    [
      { type: 'skipped', lines: 42, first: 1043, last: 1084 },
      'SYSTEM: 42 lines skipped, #1043-#1084, your connection is slow',
    ],
  ],
  notice: [
    [{ type: 'notice', text: 'the topic is rain' }, 'SYSTEM: the topic is rain'],
    [{ type: 'notice', heading: 'TOPIC', text: 'rain' }, 'TOPIC: rain'],
  ],
};

const NOT_HERE = 'this port is a chat server for plain text lines';

/** The last line of a connection, for every reason that its client can be sent. */
const LAST_LINES: Readonly<Record<EndReason, string>> = {
  exit: 'Bye',
  shutdown: 'SYSTEM: server is shutting down',
  restarting: 'SYSTEM: this server restarts; connect again',
  node_lost: 'SYSTEM: this server lost the others; connect again',
  internal_error: 'ERR internal_error',
  registration_timeout: 'ERR registration_timeout',
  idle_timeout: 'ERR idle_timeout',
  server_full: 'ERR server_full',
  server_busy: 'ERR server_busy',
  too_many_connections: 'ERR too_many_connections',
  http: `HTTP/1.1 400 ${NOT_HERE}, not a web server: connect with nc or telnet`,
  tls: `SYSTEM: ${NOT_HERE}, without TLS: connect with nc or telnet`,
  ssh: `SYSTEM: ${NOT_HERE}, not SSH: connect with nc or telnet`,
  proxy: `SYSTEM: ${NOT_HERE}, without the PROXY protocol: configure the proxy to send no PROXY header`,
};

describe('a message', () => {
  const messages = Object.values(LINES).flatMap((cases) =>
    cases.map(([message, ...lines]) => ({ message: message, lines })),
  );

  it.each(messages)('$message is $lines', ({ message, lines }) => {
    expect(text.show(message)).toStrictEqual(lines);
  });

  it.each(Object.entries(LAST_LINES))('that is the last one, for %s, is %j', (reason, line) => {
    expect(text.show({ type: 'end', reason: reason as EndReason })).toStrictEqual([line]);
    expect(line).toMatch(SAFE);
  });

  it('is a line for each entry of the help that there is', () => {
    const entries = COMMANDS.flatMap((command) => command.help);
    const lines = text.show({ type: 'help', entries });
    expect(lines).toStrictEqual(entries.map(({ syntax, does }) => `HELP: ${syntax} - ${does}`));
    for (const line of lines) expect(line).toMatch(SAFE);
  });
});
