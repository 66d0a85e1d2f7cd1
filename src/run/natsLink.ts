import type { Status } from '@nats-io/transport-node';

/** What is counted of the connection to NATS, as plain numbers. */
export interface NatsLink {
  /** How often it was there again after it was lost. */
  reconnects: number;
  /** Whether it is lost now. */
  isLost: boolean;
}

/** Creates the counters of a connection that is there. */
export const newNatsLink = (): NatsLink => ({ reconnects: 0, isLost: false });

/**
 * Counts what becomes of the connection.
 *
 * @param link the counters
 * @param status what the client of NATS says of it
 */
export function countStatus(link: NatsLink, { type }: Pick<Status, 'type'>): void {
  if (type === 'disconnect') link.isLost = true;
  if (type !== 'reconnect') return;
  link.isLost = false;
  link.reconnects += 1;
}
