import { getHeapStatistics } from 'node:v8';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { PlainProtocol } from '../streams/accept/plainRefusals';
import type { ProxyResult } from '../streams/accept/proxies';
import type { HandshakeFailure } from '../streams/accept/tlsTransport';
import type { HandshakeResult } from '../streams/accept/webTransport';
import type { OutboundTotals, Outboxes } from '../streams/write/outboxes';
import { type JournalCounts, NO_JOURNAL } from './journalMetrics';
import { addSharedLogMetrics, type SharedLogCounts, NO_SHARED_LOG } from './sharedLogMetrics';
import type { Meters } from './meters';
import { metricKinds } from './metricKinds';

/**
 * The default metrics of prom-client that visit every open handle on each scrape; with thousands of clients this blocks
 * the event loop.
 */
const EXPENSIVE_METRICS = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'process_open_fds',
];

/** At this size of the heap, in bytes, Node.js ends the process. It does not change while the process runs. */
const HEAP_LIMIT = getHeapStatistics().heap_size_limit;

/** Numbers that are kept outside of the counters of the chat: what was dropped for lack of resources, what came from proxies, and so on. */
export interface Losses {
  /** Log lines that the log stream did not accept. */
  readonly droppedLogLines: () => number;
  /** Connections for which no socket was left. */
  readonly droppedConnections: () => number;
  /** What became of connections from trusted proxies. */
  readonly proxyResults: Readonly<Record<ProxyResult, number>>;
  /** Those who were turned away because they did not use TLS. */
  readonly plainRefusals: Readonly<Record<PlainProtocol, number>>;
  /** What became of the handshakes of WebSockets. */
  readonly handshakes: Readonly<Record<HandshakeResult, number>>;
  /** How much memory what was said in rooms takes. */
  readonly historyBytes: () => number;
  readonly tls?: TlsCounts;
  readonly journal?: JournalCounts;
  readonly log?: SharedLogCounts;
}

/** What is counted of TLS. */
export interface TlsCounts {
  readonly handshakes: () => number;
  readonly failures: Readonly<Record<HandshakeFailure, number>>;
  /** When the certificate expires, in ms since 1970. */
  readonly expiresAt: () => number;
}

const NO_TLS: TlsCounts = {
  handshakes: () => 0,
  failures: { timeout: 0, closed: 0, no_common_version: 0, rejected_by_client: 0, protocol: 0 },
  expiresAt: () => 0,
};

/** Those of a server that has lost nothing. */
export const NO_LOSSES: Losses = {
  droppedLogLines: () => 0,
  droppedConnections: () => 0,
  proxyResults: { client: 0, web: 0, unnamed: 0, check: 0, invalid: 0, late: 0 },
  plainRefusals: { text: 0, http: 0, ssh: 0, proxy: 0 },
  handshakes: { opened: 0, malformed: 0, host: 0, origin: 0 },
  historyBytes: () => 0,
};

/**
 * Creates the metrics of one server. Each is read from plain numbers on a scrape.
 *
 * @param meters the counters of the taps
 * @param outboxes the outboxes of all clients
 * @param version the version of this program
 * @param maxConnections says what the maximum number of connections is by now
 * @param losses the counters that are kept outside of the chat
 * @returns a registry for this server alone, so that several servers can run in one process
 */
export function metricsOf(
  meters: Meters,
  outboxes: Outboxes,
  version: string,
  maxConnections: () => number = () => Infinity,
  losses: Losses = NO_LOSSES,
): Registry {
  const registry = new Registry();
  const kinds = metricKinds(registry);
  const { gauge, counter, counters, histogram } = kinds;

  let summed: OutboundTotals | undefined;
  const totals = (): OutboundTotals => {
    if (!summed) queueMicrotask(() => (summed = undefined)); // a scrape reads all metrics synchronously
    return (summed ??= outboxes.totals);
  };

  gauge('chat_connected_clients', 'Connected clients, registered or not.', () => meters.registry.clients.size);
  gauge('chat_connections_limit', 'Maximum number of connections.', maxConnections);
  gauge('chat_named_clients', 'Registered clients; each is in a room.', () => meters.registry.names.size);
  gauge('chat_rooms', 'Rooms, including the lobby.', () => meters.registry.rooms.size);
  gauge('chat_history_bytes', 'Memory that the history of rooms takes, in bytes.', losses.historyBytes);
  counters('chat_messages_total', 'Events by outcome.', 'type', meters.messages);
  histogram('chat_event_processing_seconds', 'Time to reduce and route an event, by outcome.', 'type', meters.handling);
  counter('chat_connections_total', 'Connections accepted.', () => meters.connections);
  counter(
    'chat_connections_dropped_total',
    'Connections dropped on accept, because no socket was left.',
    losses.droppedConnections,
  );
  counters(
    'chat_proxy_headers_total',
    'Connections from trusted proxies, by what they began with.',
    'result',
    losses.proxyResults,
  );
  counters(
    'chat_plain_refused_total',
    'Connections turned away because they did not use TLS, by what they spoke.',
    'protocol',
    losses.plainRefusals,
  );
  counters('chat_websocket_handshakes_total', 'Handshakes of WebSockets, by result.', 'result', losses.handshakes);
  const { tls = NO_TLS, journal = NO_JOURNAL, log = NO_SHARED_LOG } = losses;
  counter('chat_tls_handshakes_total', 'TLS handshakes completed.', tls.handshakes);
  counters('chat_tls_handshake_failures_total', 'TLS handshakes failed, by reason.', 'reason', tls.failures);
  gauge(
    'chat_tls_certificate_expiry_timestamp_seconds',
    'Time at which the TLS certificate or one of its chain expires, in seconds since 1970; 0 without TLS.',
    () => tls.expiresAt() / 1000,
  );
  gauge(
    'chat_journal_lag_seconds',
    'How long the oldest event that is not on the disk has waited; 0 without --data.',
    () => journal.lag() / 1000,
  );
  gauge('chat_journal_full', '1 while the disk of --data is full, and input waits.', () => (journal.isFull() ? 1 : 0));
  counter('chat_journal_written_bytes_total', 'Bytes written to the journal.', journal.writtenBytes);
  histogram('chat_journal_sync_seconds', 'Time to put on the disk what was written to the journal.', '', {
    '': journal.syncs,
  });
  gauge(
    'chat_journal_snapshot_timestamp_seconds',
    'Time of the newest snapshot, in seconds since 1970; 0 if there is none.',
    () => journal.snapshotAt() / 1000,
  );
  gauge('chat_journal_disk_free_bytes', 'Free bytes on the disk of --data; 0 without it.', () => {
    const { bsize, bavail } = journal.disk();
    return bsize * bavail;
  });
  gauge('chat_journal_disk_size_bytes', 'Size of the disk of --data; 0 without it.', () => {
    const { bsize, blocks } = journal.disk();
    return bsize * blocks;
  });
  addSharedLogMetrics(kinds, log);
  counters('chat_disconnections_total', 'Closed connections, by reason.', 'reason', meters.endings);
  counters('chat_refused_total', 'Refused lines and clients, by the code in the refusal.', 'reason', meters.refused);
  counter('chat_lines_offered_total', 'Lines for a client: written + dropped + queued.', () => totals().offered);
  counter('chat_lines_written_total', 'Lines written to a socket.', () => totals().written);
  counter('chat_lines_dropped_total', 'Lines dropped because a client did not read.', () => totals().dropped);
  gauge('chat_outbound_queued_lines', 'Lines queued for clients that do not read.', () => totals().queued);
  gauge('chat_outbound_queued_bytes', 'Bytes queued for clients that do not read.', () => totals().queuedBytes);
  gauge(
    'chat_outbound_held_bytes',
    'Bytes queued for clients or written to full sockets; --outbound-total-bytes limits them.',
    () => outboxes.budget.total,
  );
  gauge(
    'chat_outbound_held_limit_bytes',
    'Maximum number of bytes held for all clients.',
    () => outboxes.budget.maxBytes,
  );
  gauge('chat_slow_clients', 'Clients that currently do not read.', () => totals().slow);
  counter('chat_received_bytes_total', 'Bytes read from clients.', () => meters.receivedBytes);
  counter('chat_sent_bytes_total', 'Bytes written to sockets.', () => totals().writtenBytes);
  counter(
    'chat_writes_total',
    'Writes to sockets; each contains all lines that were pending for the client.',
    () => totals().writes,
  );
  counter('chat_encodes_total', 'Buffers encoded for a room; its members share each one.', () => meters.encodes);
  gauge('chat_heap_limit_bytes', 'Maximum size of the heap of V8.', () => HEAP_LIMIT);
  gauge('chat_event_loop_lag_seconds', 'Maximum lag of the event loop since the last scrape.', () => meters.takeLag());
  histogram(
    'chat_delivery_seconds',
    'Time from a line that was read to its last write in the room, one for each round.',
    '',
    {
      '': meters.delivery,
    },
  );
  histogram('chat_flush_seconds', 'Time to write the output of one turn of the event loop.', '', { '': meters.flush });
  counter(
    'chat_log_lines_dropped_total',
    'Log lines dropped, because the log stream did not accept them.',
    losses.droppedLogLines,
  );
  new Gauge({
    name: 'chat_build_info',
    help: 'Always 1; the labels are the versions of the program and of Node.js.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version, node_version: process.version }, 1);

  return Registry.merge([registry, processMetrics()]);
}

let ofProcess: Registry | undefined;

/** The default metrics of the process, created once and shared by all servers in it. */
function processMetrics(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  for (const name of EXPENSIVE_METRICS) ofProcess.removeSingleMetric(name);
  return ofProcess;
}
