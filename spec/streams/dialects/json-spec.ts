import fc from 'fast-check';
import { json } from '../../../src/streams/dialects/json';
import { text } from '../../../src/streams/dialects/text';
import { ENDINGS } from '../../../src/streams/model/ending';
import type { EndReason, Message } from '../../../src/streams/model/message';
import { REJECTIONS } from '../../../src/streams/model/refusal';
import type { Stamp } from '../../../src/streams/model/stamp';
import { isDescribed, PROTOCOL_SCHEMA } from '../../helpers/jsonSchema';
import { COMMANDS } from '../../../src/streams/reduce/commands/commands';

const dialect = json({ version: '0.2.0', epoch: '7f3a' });
const STAMP: Stamp = { seq: 1042, at: Date.UTC(2026, 10, 25, 14, 3, 11, 42) };
const ID = '"id":"7f3a.1042","at":"2026-11-25T14:03:11.042Z"';
const room = 'dev';
const entries = [{ syntax: '/exit', does: 'leave the server', answer: '`Bye`' }];

/** The line of each message, byte for byte. */
const LINES: { readonly [T in Message['type']]: readonly (readonly [Extract<Message, { type: T }>, string])[] } = {
  hello: [[{ type: 'hello' }, '{"type":"hello","server":"rxchat","version":"0.2.0","epoch":"7f3a"}']],
  prompt: [[{ type: 'prompt' }, '{"type":"prompt"}']],
  accepted: [[{ type: 'accepted', name: 'alice' }, '{"type":"accepted","name":"alice"}']],
  said: [
    [
      { type: 'said', room, from: 'alice', text: 'hello' },
      `{"type":"said",${ID},"room":"dev","from":"alice","text":"hello"}`,
    ],
    [
      { type: 'said', room, from: 'alice', text: 'waves', action: true },
      `{"type":"said",${ID},"room":"dev","from":"alice","text":"waves","action":true}`,
    ],
  ],
  past: [
    [
      {
        type: 'past',
        room,
        at: STAMP.at + 5000,
        lines: [{ ...STAMP, from: 'alice', text: 'waves', action: true }],
      },
      `{"type":"said",${ID},"room":"dev","from":"alice","text":"waves","action":true,"past":true}`,
    ],
  ],
  history: [
    [
      { type: 'history', room, lines: 20, of: 340, more: 2, last: 1042 },
      '{"type":"history","room":"dev","lines":20,"of":340,"more":2,"last":"7f3a.1042"}',
    ],
    [{ type: 'history', room, lines: 0, of: 0, more: 0 }, '{"type":"history","room":"dev","lines":0,"of":0,"more":0}'],
  ],
  topic: [
    [{ type: 'topic', room, roomName: 'Dev', text: 'rain' }, '{"type":"topic","room":"dev","text":"rain"}'],
    [{ type: 'topic', room, roomName: 'Dev' }, '{"type":"topic","room":"dev","text":null}'],
    [
      { type: 'topic', room, roomName: 'Dev', text: 'rain', by: 'alice' },
      `{"type":"topic",${ID},"room":"dev","text":"rain","by":"alice"}`,
    ],
  ],
  joined: [
    [
      { type: 'joined', room, roomName: 'Dev', name: 'bob', isNew: true },
      `{"type":"joined",${ID},"room":"dev","name":"bob"}`,
    ],
  ],
  left: [
    [
      { type: 'left', room, name: 'bob', reason: 'exit' },
      `{"type":"left",${ID},"room":"dev","name":"bob","reason":"exit"}`,
    ],
  ],
  motd: [[{ type: 'motd', lines: ['be kind', ''] }, '{"type":"motd","lines":["be kind",""]}']],
  welcome: [
    [
      { type: 'welcome', room: 'lobby', roomName: 'lobby', members: 12 },
      '{"type":"welcome","room":"lobby","members":12}',
    ],
  ],
  whispered: [[{ type: 'whispered', from: 'bob', text: 'hi' }, `{"type":"whispered",${ID},"from":"bob","text":"hi"}`]],
  whispering: [[{ type: 'whispering', to: 'bob', text: 'hi' }, `{"type":"whispering",${ID},"to":"bob","text":"hi"}`]],
  users: [
    [{ type: 'users', room, names: ['alice'], more: 0 }, '{"type":"users","room":"dev","names":["alice"],"more":0}'],
    [{ type: 'users', names: ['a', 'b'], more: 4000 }, '{"type":"users","names":["a","b"],"more":4000}'],
  ],
  rooms: [
    [
      { type: 'rooms', rooms: [{ name: 'Dev', members: 2 }], more: 0 },
      '{"type":"rooms","rooms":[{"name":"Dev","members":2}],"more":0}',
    ],
  ],
  who: [
    [
      { type: 'who', name: 'Bob', room: 'Dev', idle: 240_000, here: 7_200_000, behind: 0 },
      '{"type":"who","name":"Bob","room":"Dev","idle":240,"here":7200,"behind":0}',
    ],
    [
      { type: 'who', name: 'Bob', room: 'Dev', idle: 240_000, here: 7_200_000, behind: 0, away: 'lunch' },
      '{"type":"who","name":"Bob","room":"Dev","idle":240,"here":7200,"behind":0,"away":"lunch"}',
    ],
  ],
  set: [
    [
      { type: 'set', values: { bell: 'off', joins: 'off', pace: 'wait', time: 'off', ids: 'off' } },
      '{"type":"set","bell":"off","joins":"off","pace":"wait","time":"off","ids":"off"}',
    ],
  ],
  ignored: [[{ type: 'ignored', names: ['bob'] }, '{"type":"ignored","names":["bob"]}']],
  help: [[{ type: 'help', entries }, '{"type":"help","entries":[{"syntax":"/exit","does":"leave the server"}]}']],
  refused: [
    [
      { type: 'refused', code: 'user_not_found', line: 7 },
      '{"type":"refused","code":"user_not_found","hint":null,"line":7}',
    ],
    [{ type: 'refused', code: 'me_usage', hint: 'so' }, '{"type":"refused","code":"me_usage","hint":"so","line":null}'],
  ],
  skipped: [
    [{ type: 'skipped', lines: 42 }, '{"type":"skipped","lines":42}'],
    [{ type: 'skipped', lines: 42, first: 1043, last: 1084 }, '{"type":"skipped","lines":42,"after":"7f3a.1042"}'],
  ],
  notice: [
    [{ type: 'notice', text: 'rain' }, '{"type":"notice","text":"rain"}'],
    [{ type: 'notice', text: 'rain', heading: 'TOPIC' }, '{"type":"notice","text":"rain","heading":"TOPIC"}'],
  ],
  end: [[{ type: 'end', reason: 'shutdown' }, '{"type":"end","reason":"shutdown"}']],
};

const cases = Object.values(LINES).flatMap((each) => each.map(([message, line]) => ({ message, line })));

describe('a message', () => {
  it.each(cases)('$message is $line', ({ message, line }) => {
    expect(dialect.show(message, STAMP)).toStrictEqual([line]);
  });

  it.each(cases)('$message is as the schema says, and its type is one of those there', ({ message }) => {
    const [line = ''] = dialect.show(message, STAMP);
    expect(isDescribed(JSON.parse(line))).toBe(true);
    const type = message.type === 'past' ? 'said' : message.type;
    expect(PROTOCOL_SCHEMA.oneOf.map(({ properties }) => properties.type.const)).toContain(type);
  });

  it('is described by the schema only if there is one of that type', () => {
    expect(PROTOCOL_SCHEMA.oneOf.map(({ properties }) => properties.type.const).sort()).toEqual(
      Object.keys(LINES)
        .filter((type) => type !== 'past') // those are said, and say so
        .sort(),
    );
  });

  const reasons = [
    ...REJECTIONS,
    'exit',
    'shutdown',
    'restarting',
    'node_lost',
    'internal_error',
    'http',
    'tls',
    'ssh',
    'proxy',
  ] as const;
  it.each<EndReason>([...reasons])('that is the last one, for %s, is valid', (reason) => {
    expect(isDescribed(JSON.parse(dialect.show({ type: 'end', reason })[0] ?? ''))).toBe(true);
  });

  it.each([...ENDINGS, 'moved' as const])('that somebody has left, for %s, is valid', (reason) => {
    const [line = ''] = dialect.show({ type: 'left', room, name: 'bob', reason }, STAMP);
    expect(isDescribed(JSON.parse(line))).toBe(true);
  });

  it('is no longer valid with a part missing, changed or added', () => {
    for (const { line } of cases) {
      const valid = JSON.parse(line) as Record<string, unknown>;
      expect(isDescribed({ ...valid, type: 'other' })).toBe(false);
      expect(isDescribed({ ...valid, answer: 1 })).toBe(false);
      for (const key of ['id', 'at', 'text', 'line', 'epoch', 'names', 'reason']) {
        if (!(key in valid)) continue;
        expect(isDescribed({ ...valid, [key]: { no: 1 } })).toBe(false);
        expect(isDescribed(Object.fromEntries(Object.entries(valid).filter(([name]) => name !== key)))).toBe(false);
      }
    }
  });

  it('is one line of which nothing acts on a terminal and nothing is lost, whatever is said', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\n', '\r', '\u001b', '\u007f', '\u0085', '\u2028', '\u202e', '\u2066', '"', '\\', 'a'),
      }),
    );
    fc.assert(
      fc.property(hostile, (said) => {
        const lines = dialect.show({ type: 'said', room, from: 'alice', text: said }, STAMP);
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect(JSON.parse(lines[0] ?? '')).toMatchObject({ text: said });
      }),
    );
  });

  it('has the help of all commands', () => {
    const help = COMMANDS.flatMap((command) => command.help);
    const [line = ''] = dialect.show({ type: 'help', entries: help });
    const shown = JSON.parse(line) as { entries: unknown };
    expect(shown.entries).toEqual(help.map(({ syntax, does }) => ({ syntax, does })));
  });
});

describe('a line of a client', () => {
  it('is read as text is', () => {
    const lines = fc.constantFrom('', '/', ' /').chain((start) => fc.string().map((rest) => start + rest));
    fc.assert(
      fc.property(lines, fc.boolean(), (line, isNamed) => {
        expect(dialect.read(line, isNamed)).toStrictEqual(text.read(line, isNamed));
      }),
    );
  });
});
