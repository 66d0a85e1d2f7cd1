import { helpText } from '../../src/config/helpText';
import { flagOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS, settingOf } from '../../src/config/settings';

describe('helpText', () => {
  it.each(SETTING_KEYS)(
    'lists %s: its flag, the form of its value, its purpose, its default and its variable',
    (key) => {
      const { valueType, default: defaultValue, help } = settingOf(key);
      const shown = valueType.show(defaultValue);
      const row = `  ${flagOf(key)} ${valueType.placeholder}\n      ${help} [${shown}, ${variableOf(key)}]\n`;
      expect(helpText()).toContain(row);
    },
  );

  it.each(['-h, --help', '-v, --version', '--print-config'])('lists %s', (flag) => {
    expect(helpText()).toContain(`  ${flag}\n      `);
  });

  it.each(SETTING_KEYS.filter((key) => settingOf(key).valueType.read('0') === 0))('says what 0 means for %s', (key) => {
    expect(settingOf(key).help).toMatch(/; 0 (for|to|picks) /);
  });

  it('fits a terminal', () => {
    for (const line of helpText().split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
