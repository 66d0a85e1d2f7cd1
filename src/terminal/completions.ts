import type { State } from '../client/model';
import { COMMANDS } from '../streams/reduce/commands/commands';

const WORDS = COMMANDS.flatMap(({ words }) => words.map((word) => `/${word} `)).sort();

/**
 * What the last word of a line may be meant to be: a command, a room after `/join`, or somebody in the room.
 *
 * @param line what was typed, up to the cursor
 * @param state what the client knows
 * @returns all words that begin like it, and the word, as readline takes them
 */
export function completions(line: string, { people, rooms, wanted }: State): [string[], string] {
  const [word = ''] = /\S*$/.exec(line) ?? [];
  const before = line.slice(0, line.length - word.length);
  if (before === '' && word.startsWith('/')) return [beginningWith(word, WORDS), word];
  if (/^\/join\s+$/i.test(before)) return [beginningWith(word, namesOf(rooms)), word];
  const others = people.filter((name) => name !== wanted);
  return [
    beginningWith(
      word,
      others.map((name) => `${name}${before === '' ? ': ' : ' '}`),
    ),
    word,
  ];
}

const namesOf = (rooms: State['rooms']): string[] => rooms.map(({ name }) => name);

const keyOf = (word: string): string => word.normalize('NFKC').toLowerCase();

const beginningWith = (word: string, words: readonly string[]): string[] =>
  words.filter((other) => keyOf(other).startsWith(keyOf(word)));
