import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator, type NatsConnection, type Status } from '@nats-io/transport-node';
import type { Settings } from '../config/settings';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import { JournalError } from '../streams/journal/journalError';
import { rightMissing } from './natsRights';

/** A server that does not answer so often, in this time, is given up; the client's own default is two minutes. */
const PING = { pingInterval: 2000, maxPingOut: 2 };

/** The time between two attempts to reach a server, in ms. */
export const RECONNECT_MS = 250;

/** The settings of a node. */
export type NatsSettings = Pick<Settings, 'nats' | 'node' | 'natsCreds' | 'natsCa'>;

/**
 * Connects to one of the servers; when that is lost, to another one, for as long as it takes.
 *
 * @param settings the servers, the name of the node, and by what it is let in
 * @throws JournalError with a sentence, if no server lets it in
 */
export async function natsConnection({ nats, node, natsCreds, natsCa }: NatsSettings): Promise<NatsConnection> {
  try {
    return await connect({
      servers: nats.split(','),
      name: `rxchat ${node}`,
      ...PING,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      ...(natsCreds !== '' && { authenticator: credsAuthenticator(readFileSync(natsCreds)) }),
      ...(natsCa !== '' && { tls: { caFile: natsCa } }),
    });
  } catch (error) {
    throw new JournalError(`no NATS server at ${nats} lets this node in: ${messageOf(error)}`, { cause: error });
  }
}

/** What of the connection's doings concerns the operators. */
export function entriesOf(status: Status): readonly LogEntry[] {
  switch (status.type) {
    case 'disconnect':
      return [entry('warn', `the connection to the NATS server ${status.server} is lost`)];
    case 'reconnect':
      return [entry('info', `connected to the NATS server ${status.server}`)];
    case 'error':
      return [entry('error', messageOf(rightMissing(status.error) ?? refused(status.error)))];
    default:
      return [];
  }
}

const refused = ({ message }: Error): Error => new Error(`the NATS server refuses something: ${message}`);
const entry = (level: LogEntry['level'], message: string): LogEntry => ({ level, event: 'nats', message });
