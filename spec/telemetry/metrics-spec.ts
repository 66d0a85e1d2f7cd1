import { getHeapStatistics } from 'node:v8';
import { newCounters } from '../../src/buffers/outboxCounters';
import { Meters } from '../../src/telemetry/meters';
import { metricsOf } from '../../src/telemetry/metrics';
import { PLAIN_PROTOCOLS } from '../../src/streams/accept/plainRefusals';
import { PROXY_RESULTS } from '../../src/streams/accept/proxies';
import { HANDSHAKE_RESULTS } from '../../src/streams/accept/webTransport';
import { HANDSHAKE_FAILURES } from '../../src/streams/accept/tlsTransport';
import { NODE_STATUSES } from '../../src/streams/journal/nodeStatus';
import { ENDINGS } from '../../src/streams/model/ending';
import { OUTCOME_LABELS } from '../../src/streams/reduce/outcomeLabels';
import { REFUSAL_REASONS } from '../../src/streams/reduce/refusals';
import { Outboxes } from '../../src/streams/write/outboxes';
import { FakeConnection } from '../helpers/fakeConnection';

/** The series of a server's metrics with their values, without those of the process and of Node.js. */
async function seriesOf(meters: Meters, outboxes = new Outboxes(1024)): Promise<Map<string, number>> {
  const text = await metricsOf(meters, outboxes, '1.2.3', () => 50).metrics();
  const samples = text.split('\n').filter((line) => line.startsWith('chat_'));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const PLAIN = [
  ...['chat_connected_clients', 'chat_named_clients', 'chat_connections_total'],
  ...['chat_lines_offered_total', 'chat_lines_written_total', 'chat_lines_dropped_total'],
  ...['chat_outbound_queued_lines', 'chat_outbound_queued_bytes', 'chat_outbound_held_bytes', 'chat_slow_clients'],
  ...['chat_received_bytes_total', 'chat_sent_bytes_total', 'chat_writes_total', 'chat_encodes_total'],
  'chat_log_lines_dropped_total',
  'chat_history_bytes',
  'chat_connections_dropped_total',
  'chat_tls_handshakes_total',
  'chat_tls_certificate_expiry_timestamp_seconds',
  'chat_event_loop_lag_seconds',
  ...['chat_journal_lag_seconds', 'chat_journal_full', 'chat_journal_written_bytes_total'],
  ...['chat_journal_snapshot_timestamp_seconds', 'chat_journal_disk_free_bytes', 'chat_journal_disk_size_bytes'],
  ...[
    'chat_shared_log_lag_seconds',
    'chat_shared_log_in_flight_events',
    'chat_shared_log_cuts_total',
    'chat_shared_log_fenced_total',
  ],
  ...['chat_shared_log_passed_over_total', 'chat_nats_disconnected', 'chat_nats_reconnects_total'],
];
const BY_LABEL = [
  ...NODE_STATUSES.map((status) => `chat_shared_log_status{status="${status}"}`),
  ...OUTCOME_LABELS.map((type) => `chat_messages_total{type="${type}"}`),
  ...ENDINGS.map((reason) => `chat_disconnections_total{reason="${reason}"}`),
  ...REFUSAL_REASONS.map((reason) => `chat_refused_total{reason="${reason}"}`),
  ...HANDSHAKE_FAILURES.map((reason) => `chat_tls_handshake_failures_total{reason="${reason}"}`),
  ...PROXY_RESULTS.map((result) => `chat_proxy_headers_total{result="${result}"}`),
  ...PLAIN_PROTOCOLS.map((protocol) => `chat_plain_refused_total{protocol="${protocol}"}`),
  ...HANDSHAKE_RESULTS.map((result) => `chat_websocket_handshakes_total{result="${result}"}`),
];
const HISTOGRAMS = [
  ...OUTCOME_LABELS.map((type) => `chat_event_processing_seconds_count{type="${type}"}`),
  'chat_flush_seconds_count',
  'chat_delivery_seconds_count',
  'chat_journal_sync_seconds_count',
];
const CONSTANT = [
  'chat_connections_limit',
  'chat_heap_limit_bytes',
  'chat_outbound_held_limit_bytes',
  'chat_rooms',
  `chat_build_info{version="1.2.3",node_version="${process.version}"}`,
];

describe('metricsOf', () => {
  it('has every name and every value of a label from the start, at 0', async () => {
    const series = await seriesOf(new Meters());
    const notBuckets = Array.from(series.keys()).filter((name) => !/_(bucket|sum)(\{|$)/.test(name));
    expect(notBuckets.sort()).toEqual([...PLAIN, ...BY_LABEL, ...HISTOGRAMS, ...CONSTANT].sort());
    for (const name of [...PLAIN, ...BY_LABEL, ...HISTOGRAMS]) expect([name, series.get(name)]).toEqual([name, 0]);
    expect(CONSTANT.map((name) => series.get(name))).toEqual([
      50,
      getHeapStatistics().heap_size_limit,
      1024,
      1, // the lobby is a room
      1,
    ]);
  });

  it('says of each metric what it is', async () => {
    const text = await metricsOf(new Meters(), new Outboxes(), '1.2.3').metrics();
    const names = Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) => [name, type]);
    expect(names).toContainEqual(['chat_event_processing_seconds', 'histogram']);
    expect(names).toContainEqual(['chat_messages_total', 'counter']);
    expect(names).toContainEqual(['chat_slow_clients', 'gauge']);
    expect(text.match(/^# HELP \S+ \S/gm)).toHaveLength(names.length);
  });

  it('reads the plain numbers at each scrape', async () => {
    const meters = new Meters();
    const registry = metricsOf(meters, new Outboxes(), '1.2.3');
    meters.connections = 3;
    meters.receivedBytes = 70;
    meters.messages['broadcast'] = 5;
    meters.endings['reset'] = 2;
    meters.refused['server_full'] = 1;
    meters.countLag(250);
    const before = await registry.metrics();
    expect(before).toContain('\nchat_messages_total{type="broadcast"} 5\n');
    expect(before).toContain('\nchat_event_loop_lag_seconds 0.25\n');
    meters.messages['broadcast'] = 6;
    const text = await registry.metrics();
    expect(text).toContain('\nchat_messages_total{type="broadcast"} 6\n');
    expect(text).toContain('\nchat_connections_total 3\n');
    expect(text).toContain('\nchat_received_bytes_total 70\n');
    expect(text).toContain('\nchat_disconnections_total{reason="reset"} 2\n');
    expect(text).toContain('\nchat_refused_total{reason="server_full"} 1\n');
  });

  it('reads what was lost because the machine had no room for it', async () => {
    const proxyResults = { client: 5, web: 6, unnamed: 1, check: 2, invalid: 3, late: 4 };
    const handshakes = { opened: 8, malformed: 1, host: 2, origin: 9 };
    const losses = {
      droppedLogLines: () => 37,
      droppedConnections: () => 78,
      proxyResults,
      plainRefusals: { text: 11, http: 12, ssh: 13, proxy: 14 },
      handshakes,
      historyBytes: () => 4321,
    };
    const text = await metricsOf(new Meters(), new Outboxes(), '1.2.3', () => 50, losses).metrics();
    expect(text).toContain('\nchat_log_lines_dropped_total 37\n');
    expect(text).toContain('\nchat_proxy_headers_total{result="check"} 2\n');
    expect(text).toContain('\nchat_plain_refused_total{protocol="ssh"} 13\n');
    expect(text).toContain('\nchat_history_bytes 4321\n');
    expect(text).toContain('\nchat_connections_dropped_total 78\n');
    expect(text).toContain('\nchat_websocket_handshakes_total{result="origin"} 9\n');
  });

  it('reads the outboxes, of clients that are gone too', async () => {
    const outboxes = new Outboxes();
    const gone = { connection: new FakeConnection({ id: 1 }), counters: newCounters() };
    outboxes.add(gone);
    Object.assign(gone.counters, { offered: 10, written: 8, writtenBytes: 80, writes: 4, dropped: 2 });
    outboxes.remove(gone);
    const tally = newCounters();
    outboxes.add({ connection: new FakeConnection({ id: 2 }), counters: tally });
    Object.assign(tally, {
      offered: 7,
      written: 1,
      writtenBytes: 9,
      writes: 1,
      dropped: 3,
      queued: 3,
      queuedBytes: 33,
    });
    tally.isBackpressured = true;
    const series = await seriesOf(new Meters(), outboxes);
    const lines = ['offered', 'written', 'dropped'].map((name) => series.get(`chat_lines_${name}_total`));
    expect(lines).toEqual([17, 9, 5]);
    expect([series.get('chat_outbound_queued_lines'), series.get('chat_outbound_queued_bytes')]).toEqual([3, 33]);
    expect([series.get('chat_sent_bytes_total'), series.get('chat_writes_total')]).toEqual([89, 5]);
    expect(series.get('chat_slow_clients')).toBe(1);
  });

  it('sums up the outboxes once a scrape, so that what it says of them is of one moment', async () => {
    const outboxes = new Outboxes();
    const sums = jest.spyOn(outboxes, 'totals', 'get');
    const registry = metricsOf(new Meters(), outboxes, '1');
    for (const scrapes of [1, 2, 3]) {
      await registry.metrics();
      expect(sums).toHaveBeenCalledTimes(scrapes);
    }
  });

  it('keeps two servers in one process apart, and has the metrics of the process in both', async () => {
    const one = new Meters();
    one.connections = 1;
    const texts = await Promise.all([
      metricsOf(one, new Outboxes(), '1').metrics(),
      metricsOf(new Meters(), new Outboxes(), '2').metrics(),
    ]);
    expect(texts.map((text) => /^chat_connections_total (\d+)$/m.exec(text)?.[1])).toEqual(['1', '0']);
    expect(texts.map((text) => /^chat_build_info\{version="(\d)"/m.exec(text)?.[1])).toEqual(['1', '2']);
    for (const text of texts) expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('leaves out what would walk every open handle at each scrape', async () => {
    const text = await metricsOf(new Meters(), new Outboxes(), '1').metrics();
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toMatch(/nodejs_active_|process_open_fds/);
  });
});
