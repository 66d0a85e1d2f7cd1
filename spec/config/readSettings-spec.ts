import { readSettings } from '../../src/config/readSettings';
import { flagOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS, SETTINGS, settingOf } from '../../src/config/settings';
import { SettingsError } from '../../src/config/settingsError';
import { OTHER_VALUES } from './otherValues';

const defaults = readSettings([], {});

describe('readSettings', () => {
  it('has a default for every setting', () => {
    expect(defaults).toStrictEqual(Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].default])));
    expect(defaults).toMatchObject({ host: '0.0.0.0', port: 5000, registrationTimeout: 60_000, lineRate: 200 });
  });

  it.each(SETTING_KEYS)(
    'takes %s from its flag alone, from its variable alone, and from its flag before its variable',
    (key) => {
      const [given, value] = OTHER_VALUES[key];
      expect(value).not.toBe(SETTINGS[key].default);
      const changed = { ...defaults, [key]: value };
      expect(readSettings([`${flagOf(key)}=${given}`], {})).toStrictEqual(changed);
      expect(readSettings([], { [variableOf(key)]: given })).toStrictEqual(changed);

      const { valueType, default: defaultValue } = settingOf(key);
      const shown = valueType.show(defaultValue);
      expect(readSettings([`${flagOf(key)}=${given}`], { [variableOf(key)]: shown })).toStrictEqual(changed);
      expect(readSettings([`${flagOf(key)}=${shown}`], { [variableOf(key)]: given })).toStrictEqual(defaults);
    },
  );

  it('takes an empty variable for one that is not set, and reads no others', () => {
    const environment = { CHAT_PORT: '', CHAT_NOTHING: 'x', PORT: '1', HOST: 'x', chat_port: '2' };
    expect(readSettings([], environment)).toStrictEqual(defaults);
  });

  it('takes the settings file before the default, and after the environment and the flags', () => {
    const inFile = { CHAT_PORT: '1', CHAT_LINE_BURST: '1', CHAT_LINE_RATE: '1', CHAT_HOST: '' };
    const settings = readSettings(['--port', '3'], { CHAT_PORT: '2', CHAT_LINE_BURST: '2' }, inFile);
    expect(settings).toMatchObject({ port: 3, lineBurst: 2, lineRate: 1, host: SETTINGS.host.default });
  });
});

describe('a value that is not allowed', () => {
  it.each([
    [['--port', '70000'], '--port is a port from 0 to 65535, not "70000"'],
    [['--port', '-1'], '--port is a port from 0 to 65535, not "-1"'],
    [['--port='], '--port is a port from 0 to 65535, not ""'],
    [['--host', ' '], '--host is a text that is not empty, not " "'],
    [['--log-level', 'loud'], '--log-level is error or warn or info or debug, not "loud"'],
    [
      ['--drain-timeout', 'soon'],
      '--drain-timeout is a time of up to a day, such as 60, 1.5s, 500ms or 2m, not "soon"',
    ],
    [
      ['--outbound-bytes', '1'],
      '--outbound-bytes is a size from 1 KiB to 64 GiB, such as 65536, 256KiB or 1MiB, not "1"',
    ],
    [['--connections', '0'], '--connections is a whole number from 1 to 1000000000, not "0"'],
    [['--limit-loopback=maybe'], '--limit-loopback is true or false, not "maybe"'],
  ])('of a flag, as in %j, is an error that says what is', (args, sentence) => {
    expect(() => readSettings(args, {})).toThrow(new SettingsError(sentence));
  });

  it('of a variable is an error that names the variable', () => {
    const sentence = 'CHAT_METRICS_PORT is a port from 0 to 65535, not "x"';
    expect(() => readSettings([], { CHAT_METRICS_PORT: 'x' })).toThrow(new SettingsError(sentence));
    expect(() => readSettings([], {}, { CHAT_METRICS_PORT: 'x' })).toThrow(new SettingsError(sentence));
  });

  it('of a flag and of its variable is an error that names the flag', () => {
    const sentence = '--port is a port from 0 to 65535, not "x"';
    expect(() => readSettings(['--port', 'x'], { CHAT_PORT: 'y' })).toThrow(new SettingsError(sentence));
  });
});

it('an unknown variable in the settings file is an error', () => {
  expect(() => readSettings([], {}, { CHAT_PROT: '1' })).toThrow(
    new SettingsError('CHAT_PROT in the settings file is no setting; --print-config lists those there are'),
  );
});
