import type { HelpEntry } from '../../model/message';
import { away } from './away';
import type { Command } from './command';
import { exit } from './exit';
import { help } from './help';
import { history } from './history';
import { ignore } from './ignore';
import { join } from './join';
import { leave } from './leave';
import { me } from './me';
import { reply } from './reply';
import { rooms } from './rooms';
import { say } from './say';
import { topic } from './topic';
import { set } from './set';
import { unignore } from './unignore';
import { users } from './users';
import { whisper } from './whisper';
import { who } from './who';

/** All commands, in the order in which `/help` lists them. A new one is its file and a line here. */
export const COMMANDS: readonly Command[] = [
  ...[whisper, reply, me, users, who, join, leave, rooms, history, topic, away, ignore, unignore, set],
  ...[help(() => HELP), exit, say],
];

/** The lines of `/help`. */
const HELP: readonly HelpEntry[] = COMMANDS.flatMap((command) => command.help);

const byWord = new Map(COMMANDS.flatMap((command) => command.words.map((word) => [word, command] as const)));

/** The command of a word as it is typed behind the slash, or none: words are matched whole. */
export const commandOf = (word: string): Command | undefined => byWord.get(word);
