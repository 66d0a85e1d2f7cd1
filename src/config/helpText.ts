import { flagOf, variableOf } from './settingNames';
import { SETTING_KEYS, settingOf } from './settings';

const ACTION_ROWS = [
  '  --print-config\n      print the settings as environment variables, and stop',
  '  -v, --version\n      print the version, and stop',
  '  -h, --help\n      print this, and stop',
];

/** A subcommand, as the help lists it. */
export interface SubcommandHelp {
  readonly words: string;
  readonly syntax: string;
  readonly does: string;
}

/**
 * The help: every flag with the form of its value, its purpose, its default and its variable.
 *
 * @param subcommands what the program does when it is called with words instead
 */
export function helpText(subcommands: readonly SubcommandHelp[] = []): string {
  const rows = SETTING_KEYS.map((key) => {
    const { valueType, default: defaultValue, help } = settingOf(key);
    const shown = valueType.show(defaultValue);
    return `  ${flagOf(key)} ${valueType.placeholder}\n      ${help} [${shown}, ${variableOf(key)}]`;
  });
  return [
    'rxchat - a chat server for nc and telnet',
    '',
    'Usage: rxchat [--FLAG VALUE ...]',
    ...subcommands.map(({ words, syntax, does }) => `       rxchat ${words} ${syntax}\n           ${does}`),
    '',
    'A flag goes before its environment variable, that before the settings file, and that',
    'before the value in brackets.',
    '',
    ...rows,
    ...ACTION_ROWS,
  ].join('\n');
}
