import type { State } from '../../src/client/model';
import { FIRST } from '../../src/client/state';
import { completions } from '../../src/terminal/completions';

const STATE: State = {
  ...FIRST,
  wanted: 'alice',
  people: ['alice', 'Bob', 'bobby', 'Ädi'],
  rooms: [
    { name: 'lobby', members: 2 },
    { name: 'lounge', members: 1 },
  ],
};

it.each<[string, string[], string]>([
  ['/jo', ['/join '], '/jo'],
  ['/w', ['/w ', '/who ', '/whois '], '/w'],
  ['/nothing', [], '/nothing'],
  ['/join lo', ['lobby', 'lounge'], 'lo'],
  ['/join  LOU', ['lounge'], 'LOU'],
  ['bo', ['Bob: ', 'bobby: '], 'bo'],
  ['/w BOBB', ['bobby '], 'BOBB'],
  ['hello b', ['Bob ', 'bobby '], 'b'],
  ['ä', ['Ädi: '], 'ä'],
  ['al', [], 'al'],
  ['', ['Bob: ', 'bobby: ', 'Ädi: '], ''],
  ['hello ', ['Bob ', 'bobby ', 'Ädi '], ''],
])('%j may be meant to be %j', (line, words, word) => expect(completions(line, STATE)).toEqual([words, word]));
