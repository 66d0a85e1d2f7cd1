import fc from 'fast-check';
import { givenSettings, readSettings } from '../../src/config/readSettings';
import { isServiceLink, serviceLinkWarnings } from '../../src/config/serviceLinks';
import { flagOf, variableOf } from '../../src/config/settingNames';
import { SETTING_KEYS, SETTINGS, settingOf } from '../../src/config/settings';
import { SettingsError } from '../../src/config/settingsError';
import { OTHER_VALUES } from './otherValues';

const defaults = readSettings([], {});

describe('readSettings', () => {
  it('has a default for every setting', () => {
    expect(defaults).toStrictEqual(Object.fromEntries(SETTING_KEYS.map((key) => [key, SETTINGS[key].default])));
    expect(defaults).toMatchObject({ host: '::', port: 5000, registrationTimeout: 60_000, lineRate: 200 });
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

describe('what surrounds a value', () => {
  it.each(SETTING_KEYS)('is no part of it: a byte order mark in front and line ends behind, of %s', (key) => {
    const [given, value] = OTHER_VALUES[key];
    const changed = { ...defaults, [key]: value };
    for (const text of [`\ufeff${given}`, `${given}\r`, `\ufeff${given}\r\n\n`]) {
      expect(readSettings([`${flagOf(key)}=${text}`], {})).toStrictEqual(changed);
      expect(readSettings([], { [variableOf(key)]: text })).toStrictEqual(changed);
      expect(readSettings([], {}, { [variableOf(key)]: text })).toStrictEqual(changed);
    }
  });

  it('does not make an empty variable a value', () => {
    expect(readSettings([], { CHAT_PORT: '\r', CHAT_HOST: '\ufeff' }, { CHAT_PORT: '\r\n' })).toStrictEqual(defaults);
  });
});

describe('a service link', () => {
  it.each(['CHAT_PORT', 'CHAT_METRICS_PORT'])('in %s counts as not set', (name) => {
    for (const link of ['tcp://10.0.0.1:5000', 'udp://[fd00::1]:53', 'TCP://10.0.0.1:5000\r']) {
      expect(readSettings([], { [name]: link })).toStrictEqual(defaults);
      expect(givenSettings([], { [name]: link }, {}).size).toBe(0);
      expect(givenSettings([], { [name]: link }, { [name]: '6000' }).size).toBe(1);
    }
  });

  it('is no value of a flag or of the settings file, which no cluster sets', () => {
    expect(() => readSettings(['--port=tcp://10.0.0.1:5000'], {})).toThrow(SettingsError);
    expect(() => readSettings([], {}, { CHAT_PORT: 'tcp://10.0.0.1:5000' })).toThrow(SettingsError);
  });

  it('is nothing else that is no port', () => {
    for (const value of ['http', '10.0.0.1:5000', 'tcp:', 'xtcp://a:1', '']) {
      expect(isServiceLink('port', value)).toBe(false);
    }
    expect(isServiceLink('host', 'tcp://10.0.0.1:5000')).toBe(false);
  });

  it('is warned of, once for each', () => {
    const link = 'tcp://10.0.0.1:5000';
    const advice = `is "${link}", which Kubernetes sets for a service, and is ignored; enableServiceLinks: false prevents it`;
    expect(serviceLinkWarnings({})).toEqual([]);
    expect(serviceLinkWarnings({ CHAT_PORT: '1', CHAT_METRICS_PORT: link, CHAT_HOST: link })).toEqual([
      `CHAT_METRICS_PORT in the environment ${advice}`,
    ]);
    expect(serviceLinkWarnings({ CHAT_PORT: link, CHAT_METRICS_PORT: link })).toHaveLength(2);
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

  it.each(SETTING_KEYS)('of %s is an error of one readable line, whatever characters it has', (key) => {
    const unreadable = fc.constantFrom('\x00', '\x1b[2J', '\n', '\r', '\x7f', '\x9b', 'a', '=', '"');
    fc.assert(
      fc.property(fc.array(unreadable, { maxLength: 300 }), (parts) => {
        const value = `x${parts.join('')}\x07`;
        const failures = [
          () => readSettings([`${flagOf(key)}=${value}`], {}),
          () => readSettings([], { [variableOf(key)]: value }),
          () => readSettings([`--x${value}`], {}),
        ];
        for (const failure of failures) {
          expect(failure).toThrow(SettingsError);
          expect(failure).toThrow(/^\P{Cc}{1,1000}$/u);
        }
      }),
      { numRuns: 20 },
    );
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
