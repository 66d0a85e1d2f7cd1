import { readFlags } from './commandLine';
import { quoted, readable } from './quoted';
import { isServiceLink } from './serviceLinks';
import { flagOf, variableOf } from './settingNames';
import { SETTING_KEYS, type Settings, settingOf } from './settings';
import { SettingsError } from './settingsError';
import type { Variables } from './variables';

/** The text that is given for a setting, and the flag or the variable that gives it. */
export interface GivenText {
  readonly text: string;
  readonly source: string;
}

/** What editors and line ends of other systems leave around a value. */
const STRAY = /^\ufeff|[\r\n]+$/g;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Reads the settings. A flag overrides the environment, which overrides the settings file, which overrides the default.
 *
 * @param args the command line, without the program
 * @param environment the environment variables; an empty one counts as not set, and so does a service link
 * @param settingsFile the variables of the settings file; an empty one counts as not set
 * @returns a value for every setting
 * @throws SettingsError for an unknown flag, an unknown variable in the file, and a value that is not allowed
 */
export function readSettings(args: readonly string[], environment: Variables, settingsFile: Variables = {}): Settings {
  const given = givenSettings(args, environment, settingsFile);
  const faults: string[] = [];
  const entries = SETTING_KEYS.map((key) => {
    const text = given.get(key);
    const value = text === undefined ? settingOf(key).default : valueOf(key, text);
    if (text !== undefined && value === undefined) faults.push(faultOf(key, text));
    return [key, value];
  });
  const [first, ...more] = faults;
  if (first !== undefined) throw new SettingsError(first, more);
  return Object.fromEntries(entries) as Settings;
}

/**
 * Finds the texts that are given for settings, without a byte order mark in front and line ends behind.
 *
 * @param args the command line, without the program
 * @param environment the environment variables; an empty one counts as not set, and so does a service link
 * @param settingsFile the variables of the settings file; an empty one counts as not set
 * @returns the text of each setting that is set
 * @throws SettingsError for an unknown flag and an unknown variable in the file
 */
export function givenSettings(
  args: readonly string[],
  environment: Variables,
  settingsFile: Variables,
): ReadonlyMap<keyof Settings, GivenText> {
  const known = SETTING_KEYS.map(variableOf);
  const unknown = Object.keys(settingsFile).find((variable) => !known.includes(variable));
  if (unknown !== undefined) {
    throw new SettingsError(
      `${readable(unknown)} in the settings file is no setting; --print-config lists those there are`,
    );
  }
  const given = new Map<keyof Settings, GivenText>();
  const flags = readFlags(args);
  for (const key of SETTING_KEYS) {
    const flag = flags.get(key);
    const source = variableOf(key);
    const inEnvironment = cleaned(environment[source]);
    const variable = isServiceLink(key, inEnvironment) ? '' : inEnvironment;
    const text = variable === '' ? cleaned(settingsFile[source]) : variable;
    if (flag !== undefined) given.set(key, { text: cleaned(flag), source: flagOf(key) });
    else if (text !== '') given.set(key, { text, source });
  }
  return given;
}

const cleaned = (text = ''): string => text.replace(STRAY, '');

const valueOf = (key: keyof Settings, { text }: GivenText): unknown =>
  CONTROL_CHARACTER.test(text) ? undefined : settingOf(key).valueType.read(text);

const faultOf = (key: keyof Settings, { text, source }: GivenText): string =>
  `${source} is ${settingOf(key).valueType.allowed}, not ${quoted(text)}`;
