import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { OutboundTotals, Outboxes } from '../streams/write/outboxes';
import { HistogramOfLatencies, type Latencies } from './latencies';
import type { Meters } from './meters';

/** Node's own metrics that walk every open handle at each scrape, which with thousands of clients is a pause for all. */
const EXPENSIVE_METRICS = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'process_open_fds',
];

/** What was lost because the machine had no room for it. */
export interface Losses {
  /** Lines of the log that nobody took. */
  readonly droppedLogLines: () => number;
  /** Clients for whom there was no socket. */
  readonly droppedConnections: () => number;
}

const NO_LOSSES: Losses = { droppedLogLines: () => 0, droppedConnections: () => 0 };

/**
 * The metrics of one server, each read from plain numbers when it is scraped.
 *
 * @param meters what the taps have counted
 * @param outboxes the outboxes of all clients
 * @param version the version of this program
 * @param mostConnections how many connections are let in
 * @param losses what was lost because the machine had no room for it
 * @returns a registry of its own, so that many servers can run in one process
 */
export function metricsOf(
  meters: Meters,
  outboxes: Outboxes,
  version: string,
  mostConnections = Infinity,
  losses: Losses = NO_LOSSES,
): Registry {
  const registry = new Registry();
  const registers = [registry];

  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  const counter = (name: string, help: string, read: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  const histogram = (
    name: string,
    help: string,
    label: string,
    latencies: Readonly<Record<string, Latencies>>,
  ): void => {
    new HistogramOfLatencies({ name, help, registers }, label, latencies);
  };
  const counters = (name: string, help: string, label: string, counts: Readonly<Record<string, number>>): void => {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(counts)) this.inc({ [label]: value }, count);
      },
    });
  };

  let summed: OutboundTotals | undefined;
  const totals = (): OutboundTotals => {
    if (!summed) queueMicrotask(() => (summed = undefined)); // all metrics of a scrape are read in one go
    return (summed ??= outboxes.totals);
  };

  gauge(
    'chat_connected_clients',
    'Clients that are connected, with a name or without one yet.',
    () => meters.registry.clients.size,
  );
  gauge('chat_connections_limit', 'Most connections that are let in.', () => mostConnections);
  gauge('chat_named_clients', 'Clients that have a name, and so are in a room.', () => meters.registry.names.size);
  gauge('chat_rooms', 'Rooms that exist, the lobby included.', () => meters.registry.rooms.size);
  counters('chat_messages_total', 'Events by what came of them.', 'type', meters.messages);
  histogram(
    'chat_event_processing_seconds',
    'Time to reduce and route an event, by what came of it.',
    'type',
    meters.handling,
  );
  counter('chat_connections_total', 'Connections accepted.', () => meters.connections);
  counter(
    'chat_connections_dropped_total',
    'Clients cut without a word, because there was no socket for them.',
    losses.droppedConnections,
  );
  counters('chat_disconnections_total', 'Connections ended, by reason.', 'reason', meters.endings);
  counters(
    'chat_refused_total',
    'Lines and clients refused, by the code that the client was told.',
    'reason',
    meters.refused,
  );
  counter('chat_lines_offered_total', 'Lines meant for a client: written + dropped + queued.', () => totals().offered);
  counter('chat_lines_written_total', 'Lines handed to a socket.', () => totals().written);
  counter('chat_lines_dropped_total', 'Lines dropped because a client did not read.', () => totals().dropped);
  gauge('chat_outbound_queued_lines', 'Lines that wait for clients that do not read.', () => totals().queued);
  gauge('chat_outbound_queued_bytes', 'Bytes that wait for clients that do not read.', () => totals().queuedBytes);
  gauge(
    'chat_outbound_held_bytes',
    'Bytes that wait for clients or were handed to sockets that are full: what --outbound-total-bytes bounds.',
    () => outboxes.budget.total,
  );
  gauge('chat_outbound_held_limit_bytes', 'Most bytes that are held for all clients.', () => outboxes.budget.maxBytes);
  gauge('chat_slow_clients', 'Clients that do not read right now.', () => totals().slow);
  counter('chat_received_bytes_total', 'Bytes read from clients.', () => meters.receivedBytes);
  counter('chat_sent_bytes_total', 'Bytes handed to sockets.', () => totals().writtenBytes);
  counter(
    'chat_writes_total',
    'Writes to sockets; each carries all that the client was to get by then.',
    () => totals().writes,
  );
  counter('chat_encodes_total', 'Buffers encoded for a room; each is shared by all its members.', () => meters.encodes);
  gauge('chat_event_loop_lag_seconds', 'How late the event loop was at worst since the last scrape.', () =>
    meters.takeLag(),
  );
  histogram('chat_flush_seconds', 'Time of the writes of a turn of the event loop.', '', { '': meters.flush });
  counter(
    'chat_log_lines_dropped_total',
    'Lines of the log that were left out, because nobody took them.',
    losses.droppedLogLines,
  );
  new Gauge({
    name: 'chat_build_info',
    help: 'Always 1; the version of the program and of Node.js.',
    labelNames: ['version', 'node_version'],
    registers,
  }).set({ version, node_version: process.version }, 1);

  return Registry.merge([registry, processMetrics()]);
}

let ofProcess: Registry | undefined;

/** Node's own metrics: of the process, so made once and shared by all servers in it. */
function processMetrics(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  for (const name of EXPENSIVE_METRICS) ofProcess.removeSingleMetric(name);
  return ofProcess;
}
