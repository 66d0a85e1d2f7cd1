import type { Settings } from '../../src/config/settings';

/** A value for every setting that is not its default, as text and as it is read. */
export const OTHER_VALUES: { readonly [K in keyof Settings]: readonly [given: string, value: Settings[K]] } = {
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
  greetingDelay: ['500ms', 500],
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
