import { givenSettings, readSettings } from './readSettings';
import { readSettingsFile } from './settingsFile';
import type { Settings } from './settings';
import type { Variables } from './variables';

/** A value for every setting, and which of them were set. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** The settings that a flag, the environment or the settings file has set; the others have their defaults. */
  readonly given: ReadonlySet<keyof Settings>;
}

/**
 * Reads the settings, with the settings file that the flags or the environment name.
 *
 * @param args the command line, without the program
 * @param environment the environment variables
 * @returns a value for every setting, and which of them were set
 * @throws SettingsError as `readSettings` and `readSettingsFile`
 */
export function loadSettings(args: readonly string[], environment: Variables): LoadedSettings {
  const { settingsFile } = readSettings(args, environment);
  const inFile = settingsFile === '' ? {} : readSettingsFile(settingsFile);
  return {
    settings: readSettings(args, environment, inFile),
    given: new Set(givenSettings(args, environment, inFile).keys()),
  };
}
