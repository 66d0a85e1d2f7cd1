import fc from 'fast-check';
import { text } from '../../../../src/streams/dialects/text';
import { carryOut } from '../../../../src/streams/reduce/carryOut';
import { commandOf, COMMANDS } from '../../../../src/streams/reduce/commands/commands';
import { OUTCOME_LABELS } from '../../../../src/streams/reduce/outcomeLabels';
import { REFUSALS } from '../../../../src/streams/reduce/refusals';
import { anyCommand, anyHistory } from '../../../helpers/anyHistory';
import { arrives, History, sends, START_OF_TIME } from '../../../helpers/history';

const words = COMMANDS.flatMap((command) => command.words);
const labels = COMMANDS.map(({ label }) => label);

describe('the list of commands', () => {
  it('has each word once, in one piece and as a person can type it', () => {
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toMatch(/^[a-z]+$|^\/$/);
  });

  it('has each label once, and none is that of another outcome', () => {
    expect(new Set(OUTCOME_LABELS).size).toBe(OUTCOME_LABELS.length);
    expect(OUTCOME_LABELS).toEqual(expect.arrayContaining(labels));
  });

  it("has the command's word as its label, but for two that are long known under another", () => {
    const renamed = COMMANDS.filter(({ label, words: [word] }) => label !== word);
    expect(renamed.map(({ label }) => label).sort()).toEqual(['broadcast', 'whisper']);
  });

  it('has each code of a refusal once', () => {
    expect(new Set(REFUSALS).size).toBe(REFUSALS.length);
    const own = COMMANDS.flatMap(({ refusals = [] }) => refusals);
    expect(REFUSALS).toEqual(expect.arrayContaining(own));
    for (const code of own) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it.each(COMMANDS)('/$words.0 has help, which shows the command by its first word', ({ words: [word], help }) => {
    expect(help.length).toBeGreaterThan(0);
    for (const { syntax, does, answer } of help) {
      expect(syntax.startsWith(`/${word}`)).toBe(true);
      for (const part of [syntax, does, answer]) expect(part).toMatch(/^[\x20-\x7e]+$/); // a line for any terminal
    }
  });
});

describe('commandOf', () => {
  it.each(COMMANDS.flatMap((command) => command.words.map((word) => ({ word, command }))))(
    'finds /$word',
    ({ word, command }) => {
      expect(commandOf(word)).toBe(command);
    },
  );

  it.each(['', 'nothing', 'W', 'USERS', 'users ', 'constructor', '__proto__', 'toString'])('finds no %j', (word) => {
    expect(commandOf(word)).toBeUndefined();
  });

  it('is what a line is carried out by', () => {
    for (const { words: all } of COMMANDS) {
      const [first, ...aliases] = all.map((word) => History.ofThree().add(sends(1, `/${word} bob hi`)));
      for (const alias of aliases) expect(alias).toStrictEqual(first);
    }
  });
});

describe('every command, whatever follows it, in any state', () => {
  const common = ['unknown_command'];

  it('is carried out or refused with one of its own codes, and never throws', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyHistory, fc.array(anyCommand, { minLength: 1, maxLength: 20 }), (events, lines) => {
        const history = new History();
        history.add(...arrives(7, 'Dave'), ...events.map(({ event }) => event));
        for (const client of history.registry.clients.values()) {
          if (!client.user || client.leaving) continue;
          for (const line of lines) {
            const request = text.read(line, true);
            const command = request.type === 'command' ? commandOf(request.word) : undefined;
            const [registry, outcome] = carryOut(history.registry, client, client.user, request, START_OF_TIME);
            const isNoted = outcome.type === 'refuse' && outcome.code === 'reply_changed'; // that the client knows it now
            if (outcome.type !== 'command' && !isNoted) expect(registry).toBe(history.registry);
            if (command?.isQuery) {
              expect(registry).toBe(history.registry);
              const answers = outcome.type === 'command' ? outcome.deliveries : [];
              expect(answers.filter((answer) => !('client' in answer) || answer.client !== client.id)).toEqual([]);
            }
            if (outcome.type !== 'refuse') continue;
            expect([...(command?.refusals ?? []), ...common]).toContain(outcome.code);
            expect(REFUSALS).toContain(outcome.code);
            seen.add(outcome.code);
          }
        }
      }),
    );
    expect([...seen]).toEqual(expect.arrayContaining([...common, 'whisper_usage', 'user_not_found', 'room_invalid']));
  });
});
