/** A query and what its series are called; `{{label}}` stands for the value of a label. */
export interface Query {
  readonly legend: string;
  readonly expr: string;
}

/** A panel as the dashboard shows it: what it asks Prometheus, and how to read the answer. */
export interface PanelPlan {
  readonly kind: 'number' | 'lines' | 'stacked' | 'heatmap';
  readonly title: string;
  readonly description: string;
  /** A unit of Grafana; `si:` before a word scales it by thousands. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** From the first on the value is worth a look, from the second on it is bad; in the unit of the panel. Charts draw them as lines. */
  readonly thresholds?: readonly [warning: number, critical: number];
  /** The legends of what is always bad: drawn in red. */
  readonly bad?: readonly string[];
}

/** Panels that belong together, under one heading. */
export interface RowPlan {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

const SELECTED = 'job=~"$job", instance=~"$instance"';

/** The series of a metric that the variables of the dashboard select. */
const of = (metric: string, labels = ''): string => `${metric}{${SELECTED}${labels === '' ? '' : `, ${labels}`}}`;
const total = (metric: string): string => `sum(${of(metric)})`;
const rate = (metric: string, labels = ''): string => `rate(${of(metric, labels)}[$__rate_interval])`;
const totalRate = (metric: string): string => `sum(${rate(metric)})`;
const totalIncrease = (metric: string): string => `sum(increase(${of(metric)}[$__rate_interval]))`;
const rateBy = (label: string, metric: string, labels = ''): string => `sum by (${label}) (${rate(metric, labels)})`;

/** Quantiles over all servers that are selected, the worst first: buckets can be added, quantiles cannot. */
const quantiles = (histogram: string): readonly Query[] =>
  [0.99, 0.95, 0.5].map((quantile) => ({
    legend: `p${String(quantile * 100)}`,
    expr: `histogram_quantile(${String(quantile)}, ${rateBy('le', `${histogram}_bucket`)})`,
  }));

const NOT_TICKS = 'type!="none"';

/** Of what fires, the label of the alert that always does. */
const FIRING = of('ALERTS', 'alertstate="firing", alertname!="Watchdog"');

/** What the dashboard shows: what needs a person first, then what people notice, down to what the machine does. */
export const ROWS: readonly RowPlan[] = [
  {
    title: 'Alerts',
    panels: [
      {
        kind: 'number',
        title: 'Alerts',
        description:
          'How many alerts of the servers that are selected are firing. Each has its runbook in docs/runbooks.md.',
        unit: 'short',
        queries: [{ legend: 'firing', expr: `count(${FIRING}) or vector(0)` }],
        thresholds: [1, 2],
      },
      {
        kind: 'lines',
        title: 'Alerts over time',
        description: 'Which alerts are firing, with their severity; nothing if all is well.',
        unit: 'short',
        queries: [{ legend: '{{alertname}} ({{severity}})', expr: `count by (alertname, severity) (${FIRING})` }],
      },
    ],
  },
  {
    title: 'Now',
    panels: [
      {
        kind: 'number',
        title: 'Connected clients',
        description: 'Clients that are connected now, with a name or without one yet.',
        unit: 'short',
        queries: [{ legend: 'clients', expr: total('chat_connected_clients') }],
      },
      {
        kind: 'number',
        title: 'Places in use',
        description: 'Connected clients as a share of the limit on connections. At 100 % clients are rejected.',
        unit: 'percentunit',
        queries: [{ legend: 'in use', expr: `max(${of('chat_connected_clients')} / ${of('chat_connections_limit')})` }],
        thresholds: [0.8, 0.95],
      },
      {
        kind: 'number',
        title: 'Lines delivered',
        description: 'Lines written to sockets, each receiver counted: one line said to a hundred people is a hundred.',
        unit: 'si:lines/s',
        queries: [{ legend: 'delivered', expr: totalRate('chat_lines_written_total') }],
      },
      {
        kind: 'number',
        title: 'Dropped',
        description: 'The share of lines that were dropped because their client did not read.',
        unit: 'percentunit',
        queries: [
          {
            legend: 'dropped',
            expr: `${totalRate('chat_lines_dropped_total')} / clamp_min(${totalRate('chat_lines_offered_total')}, 1)`,
          },
        ],
        thresholds: [0.001, 0.01],
      },
      {
        kind: 'number',
        title: 'Up for',
        description: 'Time since the start of the server that was started last.',
        unit: 'dtdurations',
        queries: [{ legend: 'up for', expr: `min(time() - ${of('process_start_time_seconds')})` }],
      },
      {
        kind: 'number',
        title: 'Versions',
        description: 'How many servers run each version of the program and of Node.js.',
        unit: 'short',
        queries: [
          {
            legend: '{{version}} on Node.js {{node_version}}',
            expr: `count by (version, node_version) (${of('chat_build_info')})`,
          },
        ],
      },
    ],
  },
  {
    title: 'People',
    panels: [
      {
        kind: 'lines',
        title: 'Clients',
        description: 'All that are connected, and those of them that have a name and so are in a room.',
        unit: 'short',
        queries: [
          { legend: 'connected', expr: total('chat_connected_clients') },
          { legend: 'named', expr: total('chat_named_clients') },
        ],
      },
      {
        kind: 'lines',
        title: 'Connections',
        description: 'Connections that begin and that end. Both high at once: people come and go, or something loops.',
        unit: 'si:connections/s',
        queries: [
          { legend: 'accepted', expr: totalRate('chat_connections_total') },
          { legend: 'ended', expr: totalRate('chat_disconnections_total') },
        ],
      },
      {
        kind: 'lines',
        title: 'Rooms',
        description: 'Rooms with a member; the lobby always exists.',
        unit: 'short',
        queries: [{ legend: 'rooms', expr: total('chat_rooms') }],
      },
      {
        kind: 'stacked',
        title: 'Messages by type',
        description: 'What clients do, by what came of it. Ticks of the clock, which change nothing, are left out.',
        unit: 'si:events/s',
        queries: [{ legend: '{{type}}', expr: `${rateBy('type', 'chat_messages_total', NOT_TICKS)} > 0` }],
        bad: ['defect'],
      },
    ],
  },
  {
    title: 'Latency',
    panels: [
      {
        kind: 'lines',
        title: 'Delivery latency',
        description:
          'Time from a line that was read to its last write in the room. The objective is 99.9 % within 200 ms.',
        unit: 's',
        queries: quantiles('chat_delivery_seconds'),
        thresholds: [0.1, 0.2],
      },
      {
        kind: 'lines',
        title: 'Event latency',
        description: 'Time to reduce and route an event, of all types together. Writing to the sockets is not in it.',
        unit: 's',
        queries: quantiles('chat_event_processing_seconds'),
      },
      {
        kind: 'heatmap',
        title: 'Event latency, distribution',
        description:
          'How many events took how long. Two bands are two kinds of event; a band that climbs is a problem.',
        unit: 's',
        queries: [
          {
            legend: '{{le}}',
            expr: `sum by (le) (increase(${of('chat_event_processing_seconds_bucket')}[$__rate_interval]))`,
          },
        ],
      },
      {
        kind: 'lines',
        title: 'Event latency by type of event',
        description:
          'The 99th percentile for each type of event. Joining and leaving notify a room, so they cost more.',
        unit: 's',
        queries: [
          {
            legend: '{{type}}',
            expr: `histogram_quantile(0.99, ${rateBy('le, type', 'chat_event_processing_seconds_bucket', NOT_TICKS)})`,
          },
        ],
      },
      {
        kind: 'lines',
        title: 'Time of a flush',
        description: 'Time of the writes of a turn of the event loop: answers, and what some members of rooms receive.',
        unit: 's',
        queries: quantiles('chat_flush_seconds'),
      },
    ],
  },
  {
    title: 'Delivery',
    panels: [
      {
        kind: 'lines',
        title: 'Deliveries and drops',
        description:
          'Lines for a client, lines written to a socket and lines dropped. Offered = written + dropped + queued.',
        unit: 'si:lines/s',
        bad: ['dropped'],
        queries: [
          { legend: 'offered', expr: totalRate('chat_lines_offered_total') },
          { legend: 'written', expr: totalRate('chat_lines_written_total') },
          { legend: 'dropped', expr: totalRate('chat_lines_dropped_total') },
        ],
      },
      {
        kind: 'lines',
        title: 'Slow clients',
        description:
          'Clients that do not read right now. One that reads nothing for too long is closed as a slow consumer.',
        unit: 'short',
        queries: [{ legend: 'slow', expr: total('chat_slow_clients') }],
      },
      {
        kind: 'lines',
        title: 'Waiting lines',
        description:
          'Lines that wait for clients that do not read. Each client has a limit; what is beyond it is dropped.',
        unit: 'si:lines',
        queries: [{ legend: 'queued', expr: total('chat_outbound_queued_lines') }],
      },
      {
        kind: 'lines',
        title: 'Waiting bytes',
        description:
          'The memory of lines that wait, and of all that is held for clients, with what full sockets have not sent yet.',
        unit: 'bytes',
        queries: [
          { legend: 'queued', expr: total('chat_outbound_queued_bytes') },
          { legend: 'held', expr: total('chat_outbound_held_bytes') },
        ],
      },
      {
        kind: 'lines',
        title: 'Sharing of work',
        description:
          'Lines that one write carries, and writes that share one encoded buffer. Both grow with load, which is why a busy server does less for each line.',
        unit: 'short',
        queries: [
          {
            legend: 'lines per write',
            expr: `${totalRate('chat_lines_written_total')} / (${totalRate('chat_writes_total')} > 0)`,
          },
          {
            legend: 'writes per buffer',
            expr: `${totalRate('chat_writes_total')} / (${totalRate('chat_encodes_total')} > 0)`,
          },
        ],
      },
      {
        kind: 'lines',
        title: 'Bytes',
        description: 'Bytes read from clients and written to their sockets.',
        unit: 'binBps',
        queries: [
          { legend: 'received', expr: totalRate('chat_received_bytes_total') },
          { legend: 'sent', expr: totalRate('chat_sent_bytes_total') },
        ],
      },
    ],
  },
  {
    title: 'Refusals, endings and limits',
    panels: [
      {
        kind: 'stacked',
        title: 'Refusals by reason',
        description: 'Lines and clients that were refused, by the code that the client received.',
        unit: 'si:refusals/s',
        queries: [{ legend: '{{reason}}', expr: `${rateBy('reason', 'chat_refused_total')} > 0` }],
      },
      {
        kind: 'stacked',
        title: 'Endings by reason',
        description: 'Why connections ended. internal_error is always a defect of the server.',
        unit: 'si:endings/s',
        bad: ['internal_error'],
        queries: [{ legend: '{{reason}}', expr: `${rateBy('reason', 'chat_disconnections_total')} > 0` }],
      },
      {
        kind: 'lines',
        title: 'TLS handshakes',
        description: 'Handshakes completed, and those that failed, by reason. Strangers who try the port fail too.',
        unit: 'si:handshakes/s',
        queries: [
          { legend: 'completed', expr: totalRate('chat_tls_handshakes_total') },
          { legend: 'failed: {{reason}}', expr: `${rateBy('reason', 'chat_tls_handshake_failures_total')} > 0` },
        ],
      },
      {
        kind: 'lines',
        title: 'Journal',
        description:
          'With --data: how long the oldest event that is not on the disk has waited, and the slowest one in a hundred of what puts them there. A second of waiting is normal with --durability written.',
        unit: 's',
        queries: [
          { legend: 'not on the disk for', expr: `max(${of('chat_journal_lag_seconds')})` },
          {
            legend: 'fdatasync, p99',
            expr: `histogram_quantile(0.99, ${rateBy('le', 'chat_journal_sync_seconds_bucket')})`,
          },
        ],
      },
      {
        kind: 'lines',
        title: 'Losses',
        description:
          'Connections closed without a word, because no socket was left for them, and lines of the log that could not be written. Both should be 0.',
        unit: 'si:losses/s',
        bad: ['connections dropped', 'log lines dropped'],
        queries: [
          { legend: 'connections dropped', expr: totalRate('chat_connections_dropped_total') },
          { legend: 'log lines dropped', expr: totalRate('chat_log_lines_dropped_total') },
        ],
      },
      {
        kind: 'lines',
        title: 'Limits in use',
        description:
          'The share that is used of the places for clients, of the memory for what waits for them, and of the heap. At 100 % clients are rejected, lines that wait are dropped, or Node.js ends the process.',
        unit: 'percentunit',
        queries: [
          { legend: 'places', expr: `max(${of('chat_connected_clients')} / ${of('chat_connections_limit')})` },
          {
            legend: 'memory for backlogs',
            expr: `max(${of('chat_outbound_held_bytes')} / ${of('chat_outbound_held_limit_bytes')})`,
          },
          {
            legend: 'heap',
            expr: `max(${of('nodejs_heap_size_used_bytes')} / ${of('chat_heap_limit_bytes')})`,
          },
        ],
        thresholds: [0.8, 0.95],
      },
    ],
  },
  {
    title: 'Shared log',
    panels: [
      {
        kind: 'stacked',
        title: 'Servers by status',
        description:
          'With --nats: how many servers are among those that share the log, join it, are cut off from it, or have left. The clients of those that are not present wait.',
        unit: 'short',
        bad: ['cut'],
        queries: [{ legend: '{{status}}', expr: `sum by (status) (${of('chat_shared_log_status')})` }],
      },
      {
        kind: 'lines',
        title: 'Lag of own delivery',
        description:
          'How long the oldest event of a server has waited to come back from the log. Nobody sees it before; after 2.5 s without any the server is cut off.',
        unit: 's',
        queries: [{ legend: 'not back for {{instance}}', expr: of('chat_shared_log_lag_seconds') }],
        thresholds: [1, 2.5],
      },
      {
        kind: 'lines',
        title: 'Events in flight',
        description:
          'Events of a server that have not come back from the log. At 8,192 it reads nothing more from its clients.',
        unit: 'short',
        queries: [{ legend: 'in flight {{instance}}', expr: of('chat_shared_log_in_flight_events') }],
        thresholds: [4096, 8192],
      },
      {
        kind: 'lines',
        title: 'Cut off and given up',
        description:
          'How often nothing came back to servers for 2.5 s, how often the others gave one up, which ends its connections, and messages that were passed over because one before them was missing.',
        unit: 'short',
        bad: ['given up'],
        queries: [
          { legend: 'cut off', expr: totalIncrease('chat_shared_log_cuts_total') },
          { legend: 'given up', expr: totalIncrease('chat_shared_log_fenced_total') },
          { legend: 'passed over', expr: totalIncrease('chat_shared_log_passed_over_total') },
        ],
      },
      {
        kind: 'lines',
        title: 'Connections to NATS',
        description: 'Servers that have no connection to NATS now, and how often one had one again.',
        unit: 'short',
        bad: ['disconnected'],
        queries: [
          { legend: 'disconnected', expr: total('chat_nats_disconnected') },
          { legend: 'reconnected', expr: totalIncrease('chat_nats_reconnects_total') },
        ],
      },
      {
        kind: 'lines',
        title: 'Age of the newest snapshot',
        description:
          'How old the newest snapshot is; 0 if there is none. With --nats one is made after 5,000 messages, which is 83 minutes at most.',
        unit: 's',
        queries: [
          {
            legend: 'newest {{instance}}',
            expr: `(time() - ${of('chat_journal_snapshot_timestamp_seconds')}) * (${of('chat_journal_snapshot_timestamp_seconds')} > bool 0)`,
          },
        ],
      },
    ],
  },
  {
    title: 'Process',
    panels: [
      {
        kind: 'lines',
        title: 'Event-loop lag',
        description:
          'How much later than asked for the event loop comes round. Idle is 10 ms, the step of the measurement; the worst is measured without one.',
        unit: 's',
        queries: [
          { legend: 'worst {{instance}}', expr: of('chat_event_loop_lag_seconds') },
          ...['p99', 'p90', 'p50'].map((quantile) => ({
            legend: `${quantile} {{instance}}`,
            expr: of(`nodejs_eventloop_lag_${quantile}_seconds`),
          })),
        ],
        thresholds: [0.1, 0.5],
      },
      {
        kind: 'lines',
        title: 'Memory',
        description:
          'The memory of the process, and the part of it that JavaScript has. Saw teeth are the garbage collector.',
        unit: 'bytes',
        queries: [
          { legend: 'resident {{instance}}', expr: of('process_resident_memory_bytes') },
          { legend: 'heap, all {{instance}}', expr: of('nodejs_heap_size_total_bytes') },
          { legend: 'heap, used {{instance}}', expr: of('nodejs_heap_size_used_bytes') },
          { legend: 'history {{instance}}', expr: of('chat_history_bytes') },
          { legend: 'buffers {{instance}}', expr: of('nodejs_external_memory_bytes') },
        ],
      },
      {
        kind: 'stacked',
        title: 'Processor',
        description: 'Processor time; the server is one thread, so 100 % is all that it can use, the collector aside.',
        unit: 'percentunit',
        queries: [
          { legend: 'user', expr: totalRate('process_cpu_user_seconds_total') },
          { legend: 'system', expr: totalRate('process_cpu_system_seconds_total') },
        ],
        thresholds: [0.8, 0.95],
      },
      {
        kind: 'lines',
        title: 'Garbage collection',
        description: 'The share of time that goes into collecting garbage, by kind of collection.',
        unit: 'percentunit',
        queries: [{ legend: '{{kind}}', expr: rateBy('kind', 'nodejs_gc_duration_seconds_sum') }],
      },
    ],
  },
];
