import { NODE_STATUSES, type NodeStatus } from '../streams/journal/nodeStatus';
import type { MetricKinds } from './metricKinds';

/** What is counted of a log that several nodes share. */
export interface SharedLogCounts {
  /** How this node stands with it; nothing without one. */
  readonly status: () => NodeStatus | undefined;
  /** How many events of this node have not come back. */
  readonly awaited: () => number;
  /** How long the oldest of those has waited, in ms. */
  readonly lag: () => number;
  readonly cuts: () => number;
  readonly fences: () => number;
  readonly passedOver: () => number;
  readonly reconnects: () => number;
  /** Whether the connection to the servers that keep it is lost now. */
  readonly isLost: () => boolean;
}

/** Those of a server that shares none. */
export const NO_SHARED_LOG: SharedLogCounts = {
  status: () => undefined,
  awaited: () => 0,
  lag: () => 0,
  cuts: () => 0,
  fences: () => 0,
  passedOver: () => 0,
  reconnects: () => 0,
  isLost: () => false,
};

/**
 * Creates the metrics of a shared log.
 *
 * @param kinds make them
 * @param counts what they are read from on a scrape
 */
export function addSharedLogMetrics({ gauge, counter, gauges }: MetricKinds, counts: SharedLogCounts): void {
  gauges(
    'chat_shared_log_status',
    '1 for how this server stands with the shared log; all 0 without --nats.',
    'status',
    () => {
      const status = counts.status();
      return Object.fromEntries(NODE_STATUSES.map((name) => [name, name === status ? 1 : 0]));
    },
  );
  gauge(
    'chat_shared_log_lag_seconds',
    'How long the oldest event that has not come back from the shared log has waited; 0 without --nats.',
    () => counts.lag() / 1000,
  );
  gauge(
    'chat_shared_log_in_flight_events',
    'Events of this server that have not come back from the shared log.',
    counts.awaited,
  );
  counter('chat_shared_log_cuts_total', 'How often nothing came back from the shared log for 2.5 s.', counts.cuts);
  counter('chat_shared_log_fenced_total', 'How often the others have given this server up.', counts.fences);
  counter(
    'chat_shared_log_passed_over_total',
    'Messages of this server that were passed over, because one before them was missing in the shared log.',
    counts.passedOver,
  );
  gauge('chat_nats_disconnected', '1 while the connection to NATS is lost.', () => (counts.isLost() ? 1 : 0));
  counter(
    'chat_nats_reconnects_total',
    'How often the connection to NATS was lost and there again.',
    counts.reconnects,
  );
}
