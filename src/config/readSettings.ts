import { readFlags } from './commandLine';
import { flagOf, variableOf } from './settingNames';
import { SETTING_KEYS, type Settings, settingOf } from './settings';
import { SettingsError } from './settingsError';

/** Variables by their names, of the environment or of a file. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. A flag overrides the environment, which overrides the settings file, which overrides the default.
 *
 * @param args the command line, without the program
 * @param environment the environment variables; an empty one counts as not set
 * @param settingsFile the variables of the settings file; an empty one counts as not set
 * @returns a value for every setting
 * @throws SettingsError for an unknown flag, an unknown variable in the file, and a value that is not allowed
 */
export function readSettings(args: readonly string[], environment: Variables, settingsFile: Variables = {}): Settings {
  const known = SETTING_KEYS.map(variableOf);
  const unknown = Object.keys(settingsFile).find((variable) => !known.includes(variable));
  if (unknown !== undefined) {
    throw new SettingsError(`${unknown} in the settings file is no setting; --print-config lists those there are`);
  }
  const flags = readFlags(args);
  const entries = SETTING_KEYS.map((key) => {
    const flag = flags.get(key);
    if (flag !== undefined) return [key, read(key, flag, flagOf(key))];
    const name = variableOf(key);
    const variable = [environment[name], settingsFile[name]].find((value) => value !== undefined && value !== '');
    return [key, variable === undefined ? settingOf(key).default : read(key, variable, name)];
  });
  return Object.fromEntries(entries) as Settings;
}

function read(key: keyof Settings, text: string, source: string): unknown {
  const { valueType } = settingOf(key);
  const value = valueType.read(text);
  if (value === undefined) throw new SettingsError(`${source} is ${valueType.allowed}, not "${text}"`);
  return value;
}
