import { send } from '../../../../src/streams/model/delivery';
import type { HelpEntry } from '../../../../src/streams/model/message';
import { COMMANDS } from '../../../../src/streams/reduce/commands/commands';
import { carriedOut, History, refused, sends } from '../../../helpers/history';

describe('/help', () => {
  const entries: readonly HelpEntry[] = COMMANDS.flatMap(({ help }) => help);

  it('is the help of all commands, in the order of the list', () => {
    expect(History.ofThree().add(sends(1, '/help'))).toStrictEqual(
      carriedOut('help', 1, send(1, { type: 'help', entries })),
    );
    for (const word of ['/w', '/users', '/users *', '/join', '/leave', '/rooms', '/help', '/exit', '//']) {
      expect(entries.filter(({ syntax }) => syntax.startsWith(word))).not.toEqual([]);
    }
  });

  it.each(['/help w', '/HELP', '/help /help'])('%j is unknown', (line) => {
    expect(History.ofThree().add(sends(1, line))).toStrictEqual(refused(1, 'unknown_command'));
  });

  it('changes nothing', () => {
    const history = History.ofThree();
    const before = history.registry;
    history.add(sends(1, '/help'));
    expect(history.registry).toBe(before);
  });
});
