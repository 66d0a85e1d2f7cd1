import { Outboxes } from '../../src/streams/write/outboxes';
import { type SharedLogCounts, NO_SHARED_LOG } from '../../src/telemetry/sharedLogMetrics';
import { Meters } from '../../src/telemetry/meters';
import { metricsOf, NO_LOSSES } from '../../src/telemetry/metrics';

/** What a scrape has of a shared log. */
async function scraped(log: SharedLogCounts): Promise<readonly string[]> {
  const text = await metricsOf(new Meters(), new Outboxes(), '1', () => 50, { ...NO_LOSSES, log }).metrics();
  return text.split('\n').filter((line) => /^chat_(shared_log_|nats_)/.test(line));
}

describe('the metrics of a shared log', () => {
  it('are all 0 without one', async () => {
    const lines = await scraped(NO_SHARED_LOG);
    expect(lines).toHaveLength(11);
    for (const line of lines) expect(line).toMatch(/ 0$/);
  });

  it('are read at each scrape, in seconds', async () => {
    const now = { status: 'present' as 'present' | 'cut', lag: 40 };
    const counts: SharedLogCounts = {
      status: () => now.status,
      lag: () => now.lag,
      awaited: () => 7,
      cuts: () => 3,
      fences: () => 2,
      passedOver: () => 5,
      reconnects: () => 4,
      isLost: () => now.status === 'cut',
    };
    expect(await scraped(counts)).toEqual([
      'chat_shared_log_status{status="joining"} 0',
      'chat_shared_log_status{status="present"} 1',
      'chat_shared_log_status{status="cut"} 0',
      'chat_shared_log_status{status="left"} 0',
      'chat_shared_log_lag_seconds 0.04',
      'chat_shared_log_in_flight_events 7',
      'chat_shared_log_cuts_total 3',
      'chat_shared_log_fenced_total 2',
      'chat_shared_log_passed_over_total 5',
      'chat_nats_disconnected 0',
      'chat_nats_reconnects_total 4',
    ]);
    Object.assign(now, { status: 'cut', lag: 2600 });
    expect(await scraped(counts)).toEqual(
      expect.arrayContaining([
        'chat_shared_log_status{status="present"} 0',
        'chat_shared_log_status{status="cut"} 1',
        'chat_shared_log_lag_seconds 2.6',
        'chat_nats_disconnected 1',
      ]),
    );
  });
});
