import { InvariantError } from '../../../src/invariant';
import { send, sendRoom } from '../../../src/streams/model/delivery';
import type { Outcome } from '../../../src/streams/model/outcome';
import { carryOut } from '../../../src/streams/reduce/carryOut';
import { type Command, changed, done, NOTHING, refused as refuse } from '../../../src/streams/reduce/commands/command';
import * as commands from '../../../src/streams/reduce/commands/commands';
import type { Reduced } from '../../../src/streams/reduce/reduced';
import { LOBBY_KEY } from '../../../src/streams/reduce/registry';
import { carriedOut, History, NONE, refused, sends } from '../../helpers/history';

/** A command that exists in this spec only: `/wave` waves to the room, `/wave bob` to one client. */
const wave: Command = {
  label: 'wave',
  words: ['wave', 'hail'],
  help: [{ syntax: '/wave NAME', does: 'wave', answer: '`SYSTEM: Alice waves`' }],
  refusals: ['wave_usage', 'name_invalid'],
  run({ registry, client, user, rest }) {
    if (rest === '') return done(sendRoom(user.room, { type: 'notice', text: `${user.name} waves` }));
    if (rest === 'stop') return changed({ ...registry, stopping: true });
    if (rest === 'nothing') return NOTHING;
    if (rest === 'how') return refuse('wave_usage', '/wave NAME waves to one');
    if (rest === 'alike') return { type: 'refused', code: 'name_invalid', fault: 'like_reserved' };
    if (rest === 'unlisted') return refuse('surprise');
    const to = registry.names.get(rest);
    return to === undefined
      ? refuse('wave_usage')
      : done(send(to, { type: 'notice', text: `${user.name} waves to you` }), send(client.id, { type: 'prompt' }));
  },
};

/** What comes of a line of Alice's, with `/wave` among the commands. */
function after(line: string): { history: History; reduced: Reduced } {
  const history = History.ofThree();
  const alice = history.registry.clients.get(1)!;
  const [word = '', rest = ''] = line.slice(1).split(' ');
  return { history, reduced: carryOut(history.registry, alice, alice.user!, { type: 'command', word, rest }, 0) };
}
const outcomeOf = (line: string): Outcome => after(line).reduced[1];

describe('carryOut, with a further command', () => {
  beforeEach(() => {
    jest.spyOn(commands, 'commandOf').mockImplementation((word) => (wave.words.includes(word) ? wave : undefined));
  });
  afterEach(() => jest.restoreAllMocks());

  it('gives it the registry, the client, its name and room, and what follows the word', () => {
    const run = jest.spyOn(wave, 'run');
    const { history } = after('/wave bob');
    const { registry } = history;
    const client = registry.clients.get(1);
    expect(run.mock.calls).toStrictEqual([[{ registry, client, user: client?.user, rest: 'bob', at: 0, behind: 0 }]]);
  });

  it('passes on what it delivers, under its label, by each of its words', () => {
    const waves = sendRoom(LOBBY_KEY, { type: 'notice', text: 'Alice waves' });
    expect(outcomeOf('/wave')).toStrictEqual(carriedOut('wave', 1, waves));
    expect(outcomeOf('/hail')).toStrictEqual(carriedOut('wave', 1, waves));
    expect(outcomeOf('/wave bob')).toStrictEqual(
      carriedOut('wave', 1, send(2, { type: 'notice', text: 'Alice waves to you' }), send(1, { type: 'prompt' })),
    );
  });

  it('keeps the registry, unless the command gives another', () => {
    const { history, reduced } = after('/wave');
    expect(reduced[0]).toBe(history.registry);
    expect(after('/wave stop').reduced[0].stopping).toBe(true);
  });

  it('has no outcome to speak of where there is nothing to do', () => {
    const { history, reduced } = after('/wave nothing');
    expect(reduced).toStrictEqual([history.registry, NONE]);
  });

  it('refuses with the code, the fault and the hint that the command gives', () => {
    expect(outcomeOf('/wave nobody')).toStrictEqual(refused(1, 'wave_usage'));
    expect(outcomeOf('/wave how')).toStrictEqual(refused(1, 'wave_usage', { hint: '/wave NAME waves to one' }));
    expect(outcomeOf('/wave alike')).toStrictEqual(refused(1, 'name_invalid', { fault: 'like_reserved' }));
  });

  it('fails for a code that the command does not list, since each is a label of the metrics', () => {
    expect(() => after('/wave unlisted')).toThrow(InvariantError);
    const history = History.ofThree();
    expect(() => history.add(sends(1, '/wave unlisted'))).toThrow('surprise is one of the refusals of /wave');
  });

  it('refuses every other word', () => {
    expect(outcomeOf('/weather')).toStrictEqual(refused(1, 'unknown_command'));
  });
});

describe('carryOut', () => {
  it.each(['/', '/ w bob hi', '/weather', '/constructor', '/USERS'])(
    '%j is unknown, and no client hears it',
    (line) => {
      const history = History.ofThree();
      const before = history.registry;
      expect(history.add(sends(1, line))).toStrictEqual(refused(1, 'unknown_command'));
      expect(history.registry).toBe(before);
    },
  );

  it('takes a name for something said, should a dialect give one of a client that has one', () => {
    const { registry } = History.ofThree();
    const alice = registry.clients.get(1)!;
    expect(carryOut(registry, alice, alice.user!, { type: 'name', name: 'hi' }, 0)[1]).toStrictEqual(
      carriedOut('broadcast', 1, sendRoom(LOBBY_KEY, { type: 'said', room: LOBBY_KEY, from: 'Alice', text: 'hi' })),
    );
  });
});
