import { sendPast } from '../../model/delivery';
import type { PastRequest } from '../../model/past';
import { type Command, done, firstWord, refused } from './command';

/** How many lines are sent if no number is given. */
const SOME_LINES = 20;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const USAGE = '/history, /history 50, /history 10m (s, m, h, d) or /history since NUMBER';

/** `/history`: what was said in the room before. */
export const history: Command = {
  label: 'history',
  words: ['history'],
  isQuery: true,
  help: [
    {
      syntax: '/history',
      does: 'what was said in your room last',
      answer: '`PAST 3m alice: hello` for each line, then `HISTORY: 20 of 340 lines`',
    },
    { syntax: '/history LINES', does: 'the same, so many lines of it', answer: 'the same' },
    { syntax: '/history TIME', does: 'what was said there in the last 90s, 10m, 2h or 4d', answer: 'the same' },
    { syntax: '/history since NUMBER', does: 'what was said after the line with that number', answer: 'the same' },
  ],
  refusals: ['history_usage', 'history_unknown'],
  run({ registry, client, user: { room }, rest }) {
    const [word, id] = firstWord(rest);
    const request = word === 'since' ? sinceOf(id, registry.epoch) : id === '' ? lastOf(word) : undefined;
    if (request === 'unknown') {
      return refused('history_unknown', 'that number is of another life of this server; /history is what it knows');
    }
    return request ? done(sendPast(client.id, room, request)) : refused('history_usage', USAGE);
  },
};

function lastOf(word: string): PastRequest | undefined {
  if (word === '') return { type: 'last', lines: SOME_LINES };
  const [, digits = '', unit] = /^(\d{1,9})([smhd])?$/.exec(word) ?? [];
  const number = Number(digits);
  if (number === 0) return undefined; // no digits, too
  return unit === undefined ? { type: 'last', lines: number } : { type: 'within', ms: number * (UNIT_MS[unit] ?? 0) };
}

/** The number of a line, with its epoch or without: the form in which a person sees it has none. */
function sinceOf(id: string, epoch: string): PastRequest | 'unknown' | undefined {
  const [, of, digits] = /^#?(?:([0-9a-z]{1,32})\.)?(\d{1,15})$/i.exec(id) ?? [];
  if (digits === undefined) return undefined;
  return of === undefined || of.toLowerCase() === epoch ? { type: 'since', seq: Number(digits) } : 'unknown';
}
