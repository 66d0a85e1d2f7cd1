import {
  configText,
  flagOf,
  helpText,
  readSettings,
  SETTINGS,
  type Settings,
  SettingsError,
  variableOf,
} from '../../src/config/settings';

const KEYS = Object.keys(SETTINGS) as (keyof Settings)[];

/** A value for every setting that is not its standard one, as text and as it is read. */
const OTHERS: { readonly [K in keyof Settings]: readonly [given: string, value: Settings[K]] } = {
  host: ['::1', '::1'],
  port: ['6000', 6000],
  metricsHost: ['0.0.0.0', '0.0.0.0'],
  metricsPort: ['0', 0],
  logLevel: ['debug', 'debug'],
  logFormat: ['json', 'json'],
  connections: ['7', 7],
  connectionsPerAddress: ['3', 3],
  connectionBurst: ['9', 9],
  connectionRate: ['4', 4],
  limitLoopback: ['true', true],
  registrationTimeout: ['1.5s', 1500],
  idleTimeout: ['10m', 600_000],
  busyLag: ['0', 0],
  lineBurst: ['5', 5],
  lineRate: ['10', 10],
  outboundLines: ['99', 99],
  outboundBytes: ['1MiB', 1_048_576],
  outboundTotalBytes: ['1GiB', 1024 ** 3],
  overflow: ['dropOldest', 'dropOldest'],
  slowClientTimeout: ['500ms', 500],
  drainTimeout: ['2m', 120_000],
  settingsFile: ['/etc/rxchat.env', '/etc/rxchat.env'],
};

const standard = (): Settings => readSettings([], {});

/** What is said of a command line and an environment that are not allowed. */
function complaint(args: string[], environment: Record<string, string> = {}): string {
  try {
    readSettings(args, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('the settings file', () => {
  it('goes before what is standard, and after the environment and the flags', () => {
    const inFile = { CHAT_PORT: '1', CHAT_LINE_BURST: '1', CHAT_LINE_RATE: '1', CHAT_HOST: '' };
    const settings = readSettings(['--port', '3'], { CHAT_PORT: '2', CHAT_LINE_BURST: '2' }, inFile);
    expect(settings).toMatchObject({ port: 3, lineBurst: 2, lineRate: 1, host: SETTINGS.host.default });
  });

  it('is wrong where it names what is no setting, or a value that is not allowed', () => {
    expect(() => readSettings([], {}, { CHAT_PROT: '1' })).toThrow(
      new SettingsError('CHAT_PROT in the settings file is no setting; --print-config lists those there are'),
    );
    expect(() => readSettings([], {}, { CHAT_PORT: 'x' })).toThrow(
      new SettingsError('CHAT_PORT is a port from 0 to 65535, not "x"'),
    );
  });
});

describe('readSettings', () => {
  it('has a standard value for every setting', () => {
    expect(standard()).toStrictEqual(Object.fromEntries(KEYS.map((key) => [key, SETTINGS[key].default])));
    expect(standard()).toMatchObject({ host: '0.0.0.0', port: 5000, registrationTimeout: 60_000, lineRate: 200 });
  });

  it.each(KEYS)(
    'takes %s from its flag alone, from its variable alone, and from its flag before its variable',
    (key) => {
      const [given, value] = OTHERS[key];
      expect(value).not.toBe(SETTINGS[key].default);
      const changed = { ...standard(), [key]: value };
      expect(readSettings([`${flagOf(key)}=${given}`], {})).toStrictEqual(changed);
      expect(readSettings([], { [variableOf(key)]: given })).toStrictEqual(changed);

      const shown = (SETTINGS[key] as { valueType: { show: (value: unknown) => string } }).valueType.show(
        SETTINGS[key].default,
      );
      expect(readSettings([`${flagOf(key)}=${given}`], { [variableOf(key)]: shown })).toStrictEqual(changed);
      expect(readSettings([`${flagOf(key)}=${shown}`], { [variableOf(key)]: given })).toStrictEqual(standard());
    },
  );

  it('takes a value after a space or an equals sign, and the last one of many', () => {
    expect(readSettings(['--port', '6000', '--host', '::'], {})).toMatchObject({ port: 6000, host: '::' });
    expect(readSettings(['--port=1', '--port', '2'], {}).port).toBe(2);
    expect(readSettings(['--host=a=b'], {}).host).toBe('a=b');
  });

  it('takes a toggle with or without a value', () => {
    expect(readSettings(['--limit-loopback'], {}).limitLoopback).toBe(true);
    expect(readSettings(['--limit-loopback', '--port', '1'], {})).toMatchObject({ limitLoopback: true, port: 1 });
    expect(readSettings(['--limit-loopback=false'], { CHAT_LIMIT_LOOPBACK: 'true' }).limitLoopback).toBe(false);
    expect(readSettings(['--limit-loopback', 'false'], { CHAT_LIMIT_LOOPBACK: 'true' }).limitLoopback).toBe(false);
    expect(readSettings(['--limit-loopback', 'true', '--port', '1'], {})).toMatchObject({
      limitLoopback: true,
      port: 1,
    });
  });

  it('takes an empty variable for none, and looks at no others', () => {
    const environment = { CHAT_PORT: '', CHAT_NOTHING: 'x', PORT: '1', HOST: 'x', chat_port: '2' };
    expect(readSettings([], environment)).toStrictEqual(standard());
  });
});

describe('what is wrong is said in a sentence', () => {
  it.each([
    [['--port', '70000'], '--port is a port from 0 to 65535, not "70000"'],
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
    [['--port'], '--port needs a value: a port from 0 to 65535'],
    [['--host', '--port', '5'], '--host needs a value: a text that is not empty'],
    [['--prot', '1'], '--prot is not a flag of rxchat; --help lists those there are'],
    [['--constructor', '1'], '--constructor is not a flag of rxchat; --help lists those there are'],
    [['--port', '1', 'now'], 'now is not a flag of rxchat; --help lists those there are'],
    [['-p', '1'], '-p is not a flag of rxchat; --help lists those there are'],
  ])('%j', (args, sentence) => {
    expect(complaint(args)).toBe(sentence);
  });

  it('names the variable where the value is from there', () => {
    expect(complaint([], { CHAT_METRICS_PORT: 'x' })).toBe('CHAT_METRICS_PORT is a port from 0 to 65535, not "x"');
  });

  it('names the flag where both are wrong', () => {
    expect(complaint(['--port', 'x'], { CHAT_PORT: 'y' })).toBe('--port is a port from 0 to 65535, not "x"');
  });
});

describe('--help', () => {
  it.each(KEYS)('lists %s: its flag, what it takes, what it is for, its standard value and its variable', (key) => {
    const {
      valueType,
      default: value,
      help,
    } = SETTINGS[key] as {
      valueType: { placeholder: string; show: (of: unknown) => string };
      default: unknown;
      help: string;
    };
    const row = `  ${flagOf(key)} ${valueType.placeholder}\n      ${help} [${valueType.show(value)}, ${variableOf(key)}]`;
    expect(helpText()).toContain(row);
  });

  it.each(['--help', '--version', '--print-config'])('lists %s', (flag) => {
    expect(helpText()).toContain(`  ${flag}\n      `);
  });

  it.each(KEYS.filter((key) => (SETTINGS[key].valueType.read('0') as unknown) === 0))(
    'says what 0 means for %s',
    (key) => {
      expect(SETTINGS[key].help).toMatch(/; 0 (for|to|picks) /);
    },
  );

  it('fits a terminal', () => {
    for (const line of helpText().split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('--print-config', () => {
  const environmentOf = (config: string): Record<string, string> =>
    Object.fromEntries(config.split('\n').map((line) => line.split(/=(.*)/s, 2) as [string, string]));

  it('has a line for every setting', () => {
    expect(
      configText(standard())
        .split('\n')
        .map((line) => line.split('=', 1)[0]),
    ).toEqual(KEYS.map(variableOf));
    expect(configText(standard())).toContain('CHAT_OUTBOUND_BYTES=262144');
  });

  it('gives back the same settings when it is read as an environment', () => {
    const changed = readSettings(
      KEYS.map((key) => `${flagOf(key)}=${OTHERS[key][0]}`),
      {},
    );
    for (const settings of [standard(), changed]) {
      expect(readSettings([], environmentOf(configText(settings)))).toStrictEqual(settings);
    }
  });
});
