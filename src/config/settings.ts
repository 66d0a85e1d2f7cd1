import { bytes, choice, count, duration, file, type ValueType, port, text, boolean } from './valueTypes';

/** A setting: what it may be, what it is when nobody says anything, and what it is for. */
export interface Setting<T> {
  readonly valueType: ValueType<T>;
  readonly default: T;
  readonly help: string;
}

/** The value of every setting; durations in milliseconds, sizes in bytes. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  readonly logFormat: 'auto' | 'json' | 'pretty';
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectionBurst: number;
  readonly connectionRate: number;
  readonly limitLoopback: boolean;
  readonly registrationTimeout: number;
  readonly idleTimeout: number;
  readonly busyLag: number;
  readonly lineBurst: number;
  readonly lineRate: number;
  readonly outboundLines: number;
  readonly outboundBytes: number;
  readonly outboundTotalBytes: number;
  readonly overflow: 'dropNewest' | 'dropOldest';
  readonly slowClientTimeout: number;
  readonly drainTimeout: number;
  readonly settingsFile: string;
}

const setting = <T>(kind: ValueType<T>, standard: T, help: string): Setting<T> => ({
  valueType: kind,
  default: standard,
  help,
});

/** All settings. The flags, the environment, the help and the page in docs/ are made from this table alone. */
export const SETTINGS: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  host: setting(text, '0.0.0.0', 'address or host name to listen on for chat'),
  port: setting(port, 5000, 'port for chat; 0 picks a free one'),
  metricsHost: setting(text, '127.0.0.1', 'address or host name for /metrics, /healthz and /readyz'),
  metricsPort: setting(port, 9090, 'port for /metrics, /healthz and /readyz; 0 picks a free one'),
  logLevel: setting(choice('error', 'warn', 'info', 'debug'), 'info', 'the least important log lines to write'),
  logFormat: setting(
    choice('auto', 'json', 'pretty'),
    'auto',
    'form of log lines; auto: pretty on a terminal, else json',
  ),
  connections: setting(count(1), 10_000, 'most connections in all; further ones get ERR server_full'),
  connectionsPerAddress: setting(
    count(1),
    256,
    'most connections from one address (IPv6: one /64); loopback is exempt',
  ),
  connectionBurst: setting(count(1), 256, 'connections that one address may open at once; loopback is exempt'),
  connectionRate: setting(count(0), 16, 'connections a second that it may open after those; 0 for no limit'),
  limitLoopback: setting(boolean, false, 'count connections from loopback like those from any other address'),
  registrationTimeout: setting(duration, 60_000, 'how long a client may take to name itself; 0 for no limit'),
  idleTimeout: setting(duration, 0, 'how long a client may send no line before it is sent away; 0 for no limit'),
  busyLag: setting(duration, 500, 'how late the event loop may be before new connections are refused; 0 for no limit'),
  lineBurst: setting(count(1), 1000, 'lines that a client may send at once'),
  lineRate: setting(count(0), 200, 'lines a second that a client may send after those; 0 for no limit'),
  outboundLines: setting(count(1), 1024, 'most lines that wait for a client that does not read'),
  outboundBytes: setting(bytes, 256 * 1024, 'most bytes that wait for a client that does not read'),
  outboundTotalBytes: setting(
    bytes,
    256 * 1024 * 1024,
    'most bytes that wait for all clients; the largest backlogs go first',
  ),
  overflow: setting(choice('dropNewest', 'dropOldest'), 'dropNewest', 'which lines are dropped when no more can wait'),
  slowClientTimeout: setting(
    duration,
    60_000,
    'how long a client may read nothing of what waits for it; 0 for no limit',
  ),
  drainTimeout: setting(duration, 5000, 'how long stopping may take before connections are cut; 0 to cut them at once'),
  settingsFile: setting(file, '', 'file of VARIABLE=value lines; at SIGHUP its log level is read again'),
};

const KEYS = Object.keys(SETTINGS) as (keyof Settings)[];

/** What somebody got wrong, in a sentence that names it and says what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The flag of a setting: `--metrics-port`. */
export const flagOf = (key: keyof Settings): string => `--${dashed(key)}`;

/** The environment variable of a setting: `CHAT_METRICS_PORT`. */
export const variableOf = (key: keyof Settings): string => `CHAT_${dashed(key).replaceAll('-', '_').toUpperCase()}`;

const dashed = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings: a flag before the environment, that before the settings file, and that before what is standard.
 *
 * @param args the command line, without the program
 * @param environment the environment variables; an empty one counts as not set
 * @param settingsFile the variables of the settings file
 * @returns a value for every setting
 * @throws SettingsError for an unknown flag, an unknown variable in the file, and a value that is not allowed
 */
export function readSettings(args: readonly string[], environment: Variables, settingsFile: Variables = {}): Settings {
  const unknown = Object.keys(settingsFile).find((variable) => !KEYS.some((key) => variableOf(key) === variable));
  if (unknown !== undefined) {
    throw new SettingsError(`${unknown} in the settings file is no setting; --print-config lists those there are`);
  }
  const given = readFlags(args);
  const entries = KEYS.map((key) => {
    const flag = given.get(key);
    if (flag !== undefined) return [key, read(key, flag, flagOf(key))];
    const name = variableOf(key);
    const variable = [environment[name], settingsFile[name]].find((value) => value !== undefined && value !== '');
    return [key, variable === undefined ? SETTINGS[key].default : read(key, variable, name)];
  });
  return Object.fromEntries(entries) as Settings;
}

/** The help: every flag with its variable, what is allowed and what is standard. */
export function helpText(): string {
  const rows = KEYS.map((key) => {
    const { valueType: kind, default: standard, help } = SETTINGS[key] as Setting<unknown>;
    return `  ${flagOf(key)} ${kind.placeholder}\n      ${help} [${kind.show(standard)}, ${variableOf(key)}]`;
  });
  return [
    'rxchat - a chat server for nc and telnet',
    '',
    'Usage: rxchat [--FLAG VALUE ...]',
    '',
    'A flag goes before its environment variable, that before the settings file, and that',
    'before the value in brackets.',
    '',
    ...rows,
    '  --print-config\n      print the settings as environment variables, and stop',
    '  --version\n      print the version, and stop',
    '  --help\n      print this, and stop',
  ].join('\n');
}

/** Settings as lines of `VARIABLE=value`, as an environment file takes them. */
export function configText(settings: Settings): string {
  return KEYS.map(
    (key) => `${variableOf(key)}=${(SETTINGS[key] as Setting<unknown>).valueType.show(settings[key])}`,
  ).join('\n');
}

function readFlags(args: readonly string[]): Map<keyof Settings, string> {
  const given = new Map<keyof Settings, string>();
  for (let index = 0; index < args.length; index += 1) {
    const [flag = '', ...rest] = (args[index] ?? '').split('=');
    const key = KEYS.find((candidate) => flagOf(candidate) === flag);
    if (key === undefined) throw new SettingsError(`${flag} is not a flag of rxchat; --help lists those there are`);
    const { valueType: kind } = SETTINGS[key];
    let value = rest.length > 0 ? rest.join('=') : undefined;
    if (kind === boolean && boolean.read(args[index + 1] ?? '') === undefined) value ??= 'true';
    value ??= args[(index += 1)];
    if (value === undefined || value.startsWith('--'))
      throw new SettingsError(`${flag} needs a value: ${kind.allowed}`);
    given.set(key, value);
  }
  return given;
}

function read(key: keyof Settings, value: string, source: string): unknown {
  const { valueType: kind } = SETTINGS[key];
  const known = kind.read(value);
  if (known === undefined) throw new SettingsError(`${source} is ${kind.allowed}, not "${value}"`);
  return known;
}
