import { SETTING_KEYS, type Settings, settingOf } from './settings';
import { variableOf } from './settingNames';

/** What other settings mean for a server that runs. */
export interface SettingChanges {
  /** The settings that it has from here on. */
  readonly settings: Settings;
  /** Those that have another value now. */
  readonly changed: readonly (keyof Settings)[];
  /** Those that would have one after a restart. */
  readonly pending: readonly (keyof Settings)[];
}

/**
 * Finds out what other settings mean for a server that runs.
 *
 * @param running what it has
 * @param next what was read
 * @returns what it can take from that, and what not
 */
export function settingChanges(running: Settings, next: Settings): SettingChanges {
  const different = SETTING_KEYS.filter((key) => running[key] !== next[key]);
  const pending = different.filter((key) => settingOf(key).needsRestart);
  const kept = Object.fromEntries(pending.map((key) => [key, running[key]]));
  return {
    settings: { ...next, ...kept },
    changed: different.filter((key) => !pending.includes(key)),
    pending,
  };
}

/** The same as a sentence that names each setting. */
export function changesSentence({ settings, changed, pending }: SettingChanges): string {
  const inForce = changed.map((key) => `${variableOf(key)}=${settingOf(key).valueType.show(settings[key])}`).join(', ');
  const waiting = pending.map(variableOf).join(', ');
  return [
    inForce === '' ? 'no setting has changed' : `in force: ${inForce}`,
    ...(waiting === '' ? [] : [`as before until a restart: ${waiting}`]),
  ].join('; ');
}
