import { variableOf } from './settingNames';
import { SETTING_KEYS, type Settings, settingOf } from './settings';

/** Settings as lines of `VARIABLE=value`, in the form of an environment file, which reads back to the same settings. */
export function configText(settings: Settings): string {
  return SETTING_KEYS.map((key) => `${variableOf(key)}=${settingOf(key).valueType.show(settings[key])}`).join('\n');
}
