import { type Delivery, send, useDialect, usePace } from '../../model/delivery';
import { type Preferences, styleOf } from '../../model/preferences';
import { withBell } from '../bells';
import { optionNamed, OPTIONS, shownPreferences, withChange } from '../options';
import type { Client } from '../registry';
import { type Command, changed, done, firstWord, refused } from './command';

/** `/set joins off`: how the server deals with the client, for as long as it is connected. */
export const set: Command = {
  label: 'set',
  words: ['set'],
  help: [
    { syntax: '/set', does: 'what is set', answer: '`SET: bell=off joins=on pace=refuse time=off ids=off`' },
    {
      syntax: '/set time +02:00',
      does: 'show the time in that zone, or in utc; or off',
      answer: '`[14:03] alice: hello`',
    },
    { syntax: '/set ids on', does: 'show the number of each line; or off', answer: '`#1042 alice: hello`' },
    { syntax: '/set joins off', does: 'do not show who else comes and goes; or on', answer: 'no such lines' },
    {
      syntax: '/set bell name',
      does: 'ring for lines that name you and whispers; or all, or off',
      answer: 'a BEL behind the line',
    },
    {
      syntax: '/set pace wait',
      does: 'let lines wait that come too fast; or refuse',
      answer: 'no `ERR rate_limited`',
    },
  ],
  refusals: ['set_usage'],
  run({ registry, client, user, rest }) {
    const { preferences = {} } = client;
    if (rest === '') return done(answerTo(client, preferences));
    const [name, typed] = firstWord(rest);
    const option = optionNamed(name);
    if (!option) return refused('set_usage', `/set takes ${Object.keys(OPTIONS).join(', ')}`);
    if (option.isForText && client.dialect !== undefined) {
      return refused('set_usage', `/set ${name} is for lines of text; objects have what it shows`);
    }
    const change = option.read(typed);
    if (!change) return refused('set_usage', `/set ${name} takes ${option.allowed}`);
    const next = withChange(preferences, change);
    const { clients } = registry;
    const known = { ...registry, clients: clients.set(client.id, { ...client, preferences: next }) };
    return changed(withBell(known, client.id, user.name, next.bell), ...steps(client, next), answerTo(client, next));
  },
};

const answerTo = ({ id }: Client, preferences: Preferences): Delivery =>
  send(id, { type: 'set', values: shownPreferences(preferences) });

/** What is to be done otherwise from here on: in which style the client is written to, and how its lines are taken. */
function steps({ id, dialect, preferences: before = {} }: Client, next: Preferences): readonly Delivery[] {
  const style = styleOf(next);
  const isRestyled = JSON.stringify(style) !== JSON.stringify(styleOf(before));
  return [
    ...(isRestyled ? [useDialect(id, dialect, style)] : []),
    ...(next.pace !== before.pace ? [usePace(id, next.pace ?? 'refuse')] : []),
  ];
}
