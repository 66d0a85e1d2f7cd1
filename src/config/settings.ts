import {
  bytes,
  bytesOrNone,
  choice,
  count,
  duration,
  file,
  folder,
  networks,
  nodeName,
  origins,
  servers,
  type ValueType,
  port,
  text,
  boolean,
} from './valueTypes';

/** A setting: its allowed values, its default and its purpose. */
export interface Setting<T> {
  readonly valueType: ValueType<T>;
  readonly default: T;
  readonly help: string;
  /** Whether a running server keeps its value when the settings are read again. */
  readonly needsRestart: boolean;
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
  readonly blocksPerSite: number;
  readonly connectionBurst: number;
  readonly connectionRate: number;
  readonly limitLoopback: boolean;
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly plain: 'allow' | 'loopback' | 'refuse';
  readonly proxyFrom: string;
  readonly web: 'on' | 'off';
  readonly webOrigins: string;
  readonly welcome: 'auto' | 'on' | 'off';
  readonly motd: string;
  readonly greetingDelay: number;
  readonly registrationTimeout: number;
  readonly idleTimeout: number;
  readonly busyLag: number;
  readonly lineBurst: number;
  readonly lineRate: number;
  readonly lineReceivers: number;
  readonly historyLines: number;
  readonly historyBytes: number;
  readonly historyOnJoin: number;
  readonly outboundLines: number;
  readonly outboundBytes: number;
  readonly outboundTotalBytes: number;
  readonly overflow: 'dropNewest' | 'dropOldest';
  readonly slowClientTimeout: number;
  readonly lameDuck: number;
  readonly drainTimeout: number;
  readonly data: string;
  readonly durability: 'written' | 'synced';
  readonly nats: string;
  readonly node: string;
  readonly natsCreds: string;
  readonly natsCa: string;
  readonly diagnostics: string;
  readonly settingsFile: string;
}

const setting = <T>(valueType: ValueType<T>, defaultValue: T, help: string): Setting<T> => ({
  valueType,
  default: defaultValue,
  help,
  needsRestart: false,
});

/** A setting that is read at the start alone. */
const fixed = <T>(...of: Parameters<typeof setting<T>>): Setting<T> => ({ ...setting(...of), needsRestart: true });

/** All settings. The flags, the variables, the help and docs/settings.md are made from this table alone. */
export const SETTINGS: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  host: fixed(text, '::', 'address or host name to listen on for chat; :: is all of IPv6 and IPv4'),
  port: fixed(port, 5000, 'port for chat; 0 picks a free one; in use and not set: the next free one'),
  metricsHost: fixed(text, '127.0.0.1', 'address or host name for /metrics, /healthz and /readyz'),
  metricsPort: fixed(port, 9090, 'port for /metrics, /healthz, /readyz; 0 picks a free one; in use and not set: any'),
  logLevel: setting(choice('error', 'warn', 'info', 'debug'), 'info', 'the least important log lines to write'),
  logFormat: fixed(
    choice('auto', 'json', 'pretty'),
    'auto',
    'form of log lines; auto: pretty on a terminal, else json; pretty has local times',
  ),
  connections: setting(count(1), 10_000, 'most connections in all; further ones get ERR server_full'),
  connectionsPerAddress: setting(
    count(1),
    256,
    'most connections from one address (IPv6: one /64); loopback is exempt',
  ),
  blocksPerSite: setting(count(0), 4, 'an IPv6 /48 may have as much as so many addresses; 0 for no limit of its own'),
  connectionBurst: setting(count(1), 256, 'connections that one address may open at once; loopback is exempt'),
  connectionRate: setting(count(0), 16, 'connections a second that it may open after those; 0 for no limit'),
  limitLoopback: setting(boolean, false, 'count connections from loopback like those from any other address'),
  tlsCert: fixed(
    file,
    '',
    'file of the TLS certificate and its chain in PEM; read again when it changes; none: no TLS',
  ),
  tlsKey: fixed(file, '', 'file of the key of that certificate in PEM; none: it is in the same file'),
  plain: fixed(
    choice('allow', 'loopback', 'refuse'),
    'allow',
    'who may connect without TLS: anybody, loopback alone, or nobody',
  ),
  proxyFrom: fixed(
    networks,
    '',
    'proxies that begin each connection with a PROXY header; ends the exemption of loopback',
  ),
  web: fixed(choice('on', 'off'), 'on', 'the page and WebSockets, on the port for chat'),
  webOrigins: fixed(origins, '', 'names of this server as browsers have them, and other sites whose pages may use it'),
  welcome: setting(
    choice('auto', 'on', 'off'),
    'auto',
    'tell a newcomer how many people there are, and of /help; auto: if it is not alone',
  ),
  motd: setting(file, '', 'file of lines for each newcomer before that: at most 40, and 4 KiB; none: no lines'),
  greetingDelay: fixed(duration, 200, 'how long a client may be silent before it is asked for a name; 0 for no delay'),
  registrationTimeout: setting(duration, 60_000, 'how long a client may take to name itself; 0 for no limit'),
  idleTimeout: setting(duration, 0, 'how long a client may send no line before it is sent away; 0 for no limit'),
  busyLag: setting(
    duration,
    500,
    'how late the event loop may be, if it has work, before newcomers wait; 0 for no limit',
  ),
  lineBurst: setting(count(1), 1000, 'lines that a client may send at once'),
  lineRate: setting(count(0), 200, 'lines a second that a client may send after those; 0 for no limit'),
  lineReceivers: setting(count(1), 1000, 'receivers for which a line counts as one; fewer in a room that is very busy'),
  historyLines: setting(count(0), 200, 'lines that are kept of each room; 0 for no history'),
  historyBytes: setting(
    bytesOrNone,
    64 * 1024 * 1024,
    'memory for them in all; rooms without people lose theirs first; 0 for no history',
  ),
  historyOnJoin: setting(count(0), 10, 'how many of those lines a client receives that enters the room; 0 for none'),
  outboundLines: setting(count(1), 1024, 'most lines that wait for a client that does not read'),
  outboundBytes: setting(bytes, 256 * 1024, 'most bytes that wait for a client that does not read'),
  outboundTotalBytes: setting(
    bytes,
    256 * 1024 * 1024,
    'most bytes that wait for all clients; the longest stuck lose first',
  ),
  overflow: fixed(choice('dropNewest', 'dropOldest'), 'dropNewest', 'which lines are dropped when no more can wait'),
  slowClientTimeout: setting(
    duration,
    60_000,
    'how long a client may read nothing at all of what waits for it; 0 for no limit',
  ),
  lameDuck: setting(duration, 0, 'how long a server that is to stop serves on while /readyz is 503; 0 to stop at once'),
  drainTimeout: setting(duration, 5000, 'how long stopping may take before connections are cut; 0 to cut them at once'),
  data: fixed(folder, '', 'folder that keeps what happens and what people say over restarts; none: nothing is kept'),
  durability: fixed(
    choice('written', 'synced'),
    'written',
    'what has been sent outlives the process (written), or the machine too (synced)',
  ),
  diagnostics: setting(
    folder,
    '',
    'folder for a CPU profile at SIGUSR1 and a heap snapshot at SIGUSR2; none: they do nothing',
  ),
  nats: fixed(servers, '', 'NATS servers whose JetStream several nodes share as one chat; none: this node is alone'),
  node: fixed(nodeName, '', 'name of this node among those that share it; no two have the same'),
  natsCreds: fixed(file, '', 'file of credentials by which NATS lets this node in; none: it asks for none'),
  natsCa: fixed(
    file,
    '',
    'file of the certificates in PEM by which the NATS servers are known; none: those of the system',
  ),
  settingsFile: fixed(
    file,
    '',
    'file of VARIABLE=value lines; SIGHUP reads it again, or stops the server if there is none',
  ),
};

/** The names of all settings, in the order of the table. */
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly (keyof Settings)[];

/** A setting of any type, for texts about all of them. */
export const settingOf = (key: keyof Settings): Setting<unknown> => SETTINGS[key];
