import type { NetworkLimits } from './address';

/** The connection rate per address: a token bucket. */
export interface ArrivalLimits {
  /** The size of the bucket, in connections; at least 1. */
  readonly connectionBurst: number;
  /** The refill rate, in connections per second; 0 for no limit. */
  readonly connectionRate: number;
}

/** The limits of admission: numbers of connections, connection rates, and deadlines. */
export interface AdmissionLimits extends ArrivalLimits, NetworkLimits {
  /** The maximum number of connections. */
  readonly connections: number;
  /** The maximum number of connections per address. */
  readonly connectionsPerAddress: number;
  /** The deadline for registration, in milliseconds; 0 for no limit. */
  readonly registrationTimeout: number;
  /** The maximum time without a line from a client, in milliseconds; 0 for no limit. */
  readonly idleTimeout: number;
}

/** How much of the past is kept. */
export interface PastLimits {
  /** How many lines of each room; 0 for none. */
  readonly historyLines: number;
  /** How many bytes in all; 0 for none. */
  readonly historyBytes: number;
  /** How many lines a client receives that enters a room. */
  readonly historyOnJoin: number;
}

/** What a client receives behind the news that it has joined. What is missing is not sent: an older version has not sent it. */
export interface Greeting {
  /** Whether that is how many people are in the room; `auto` if it is not alone there. */
  readonly welcome?: 'auto' | 'on' | 'off';
  /** The lines of the operators before that, safe to show. */
  readonly motd?: readonly string[];
}

/**
 * What of the settings decides what clients receive. A journal that is kept has it at each start, so that its events give the
 * same messages again, whatever the settings are by then.
 */
export interface Rules extends AdmissionLimits, PastLimits, Greeting {}

/** The rules among other limits: what else there is stays out of the journal. */
export const rulesOf = (limits: Rules): Rules => ({
  connectionBurst: limits.connectionBurst,
  connectionRate: limits.connectionRate,
  connections: limits.connections,
  connectionsPerAddress: limits.connectionsPerAddress,
  limitLoopback: limits.limitLoopback,
  registrationTimeout: limits.registrationTimeout,
  idleTimeout: limits.idleTimeout,
  historyLines: limits.historyLines,
  historyBytes: limits.historyBytes,
  historyOnJoin: limits.historyOnJoin,
  ...(limits.blocksPerSite !== undefined && { blocksPerSite: limits.blocksPerSite }),
  ...(limits.welcome && { welcome: limits.welcome }),
  ...(limits.motd && { motd: limits.motd }),
});
