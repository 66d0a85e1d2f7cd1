import { configText } from '../../src/config/configText';
import { readSettings } from '../../src/config/readSettings';
import { flagOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS } from '../../src/config/settings';
import { OTHER_VALUES } from './otherValues';

const defaults = readSettings([], {});

const environmentOf = (config: string): Record<string, string> =>
  Object.fromEntries(config.split('\n').map((line) => line.split(/=(.*)/s, 2) as [string, string]));

describe('configText', () => {
  it('has a line for every setting', () => {
    const names = configText(defaults)
      .split('\n')
      .map((line) => line.split('=', 1)[0]);
    expect(names).toEqual(SETTING_KEYS.map(variableOf));
    expect(configText(defaults)).toContain('CHAT_OUTBOUND_BYTES=262144');
  });

  it('gives back the same settings when it is read as an environment', () => {
    const changed = readSettings(
      SETTING_KEYS.map((key) => `${flagOf(key)}=${OTHER_VALUES[key][0]}`),
      {},
    );
    for (const settings of [defaults, changed]) {
      expect(readSettings([], environmentOf(configText(settings)))).toStrictEqual(settings);
    }
  });
});
