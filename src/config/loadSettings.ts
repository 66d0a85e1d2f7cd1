import { readFileSync } from 'node:fs';
import { parseEnv, types } from 'node:util';
import { readSettings, type Variables } from './readSettings';
import type { Settings } from './settings';
import { SettingsError } from './settingsError';

/**
 * Reads the settings, with the settings file that the flags or the environment name.
 *
 * @param args the command line, without the program
 * @param environment the environment variables
 * @returns a value for every setting
 * @throws SettingsError as `readSettings`, and for a file that cannot be read
 */
export function loadSettings(args: readonly string[], environment: Variables): Settings {
  const { settingsFile } = readSettings(args, environment);
  return readSettings(args, environment, settingsFile === '' ? {} : variablesIn(settingsFile));
}

function variablesIn(file: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(types.isNativeError(error) && 'syscall' in error)) throw error;
    throw new SettingsError(`the settings file cannot be read: ${error.message}`);
  }
}
