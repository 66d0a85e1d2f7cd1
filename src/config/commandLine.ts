import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readable } from './quoted';
import { flagOf, optionOf } from './settingNames';
import { SETTING_KEYS, type Settings, settingOf } from './settings';
import { SettingsError } from './settingsError';
import { boolean } from './valueTypes';

/** What the command can do besides serving, with the short form where there is one. */
const ACTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  'print-config': { type: 'boolean' },
} as const;

/** What the command line asks for: to serve, or to print something and stop. */
export type Action = 'serve' | keyof typeof ACTIONS;

const isBoolean = (key: keyof Settings): boolean => settingOf(key).valueType === boolean;

const OPTIONS: NonNullable<ParseArgsConfig['options']> = {
  ...Object.fromEntries(SETTING_KEYS.map((key) => [optionOf(key), { type: isBoolean(key) ? 'boolean' : 'string' }])),
  ...ACTIONS,
};

// Not strict: the errors of parseArgs speak of its own options, and do not say which values are allowed.
const tokensOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true }).tokens;

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

/**
 * Finds out what the command line asks for. The help and the version are printed whatever else is given.
 *
 * @param args the command line, without the program
 * @returns the action of the command
 */
export function actionOf(args: readonly string[]): Action {
  const names = tokensOf(args).map((token) => (token.kind === 'option' ? token.name : undefined));
  return (['help', 'version', 'print-config'] as const).find((action) => names.includes(action)) ?? 'serve';
}

/**
 * Reads the texts that flags give to settings.
 *
 * @param args the command line, without the program
 * @returns the text of each setting that has a flag; where a flag stands twice, the last one
 * @throws SettingsError for an unknown flag, and for a flag that lacks a value or has one too many
 */
export function readFlags(args: readonly string[]): ReadonlyMap<keyof Settings, string> {
  const given = new Map<keyof Settings, string>();
  /** The boolean flag before this token, if it had no value: parseArgs does not know that one may follow. */
  let open: keyof Settings | undefined;
  for (const token of tokensOf(args)) {
    if (open !== undefined && token.kind === 'positional' && boolean.read(token.value) !== undefined) {
      given.set(open, token.value);
      open = undefined;
      continue;
    }
    if (token.kind !== 'option') throw unknownFlag(args[token.index]);
    open = undefined;
    if (Object.hasOwn(ACTIONS, token.name)) {
      if (token.inlineValue) throw new SettingsError(`${token.rawName} takes no value`);
      continue;
    }
    const key = SETTING_KEYS.find((candidate) => optionOf(candidate) === token.name);
    if (key === undefined) throw unknownFlag(args[token.index]);
    given.set(key, valueOf(key, token));
    if (isBoolean(key) && token.value === undefined) open = key;
  }
  return given;
}

/** The text that a flag gives its setting. The next flag is no value: `--host --port 5` lacks the host. */
function valueOf(key: keyof Settings, { value, inlineValue }: OptionToken): string {
  if (value === undefined && isBoolean(key)) return 'true';
  if (value === undefined || (!inlineValue && value.startsWith('--'))) {
    throw new SettingsError(`${flagOf(key)} needs a value: ${settingOf(key).valueType.allowed}`);
  }
  return value;
}

function unknownFlag(argument = ''): SettingsError {
  const [flag = ''] = argument.split('=');
  return new SettingsError(`${readable(flag)} is not a flag of rxchat; --help lists those there are`);
}
