import { changesSentence, settingChanges } from '../../src/config/settingChanges';
import { readSettings } from '../../src/config/readSettings';
import { variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS, type Settings, settingOf } from '../../src/config/settings';
import { OTHER_VALUES } from './otherValues';

const DEFAULTS = readSettings([], {});
const withOther = (key: keyof Settings): Settings => ({ ...DEFAULTS, [key]: OTHER_VALUES[key][1] });

describe('another value of', () => {
  it.each(SETTING_KEYS.filter((key) => !settingOf(key).needsRestart))('%s is in force at a reload', (key) => {
    const changes = settingChanges(DEFAULTS, withOther(key));
    expect(changes).toStrictEqual({ settings: withOther(key), changed: [key], pending: [] });
    const shown = settingOf(key).valueType.show(OTHER_VALUES[key][1]);
    expect(changesSentence(changes)).toBe(`in force: ${variableOf(key)}=${shown}`);
  });

  it.each(SETTING_KEYS.filter((key) => settingOf(key).needsRestart))('%s is for the next start', (key) => {
    const changes = settingChanges(DEFAULTS, withOther(key));
    expect(changes).toStrictEqual({ settings: DEFAULTS, changed: [], pending: [key] });
    expect(changesSentence(changes)).toBe(`no setting has changed; as before until a restart: ${variableOf(key)}`);
  });

  it('nothing is no change', () => {
    expect(changesSentence(settingChanges(DEFAULTS, DEFAULTS))).toBe('no setting has changed');
  });
});
