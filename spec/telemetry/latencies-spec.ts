import * as fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { LatencyHistogram, Latencies, LATENCY_BUCKETS } from '../../src/telemetry/latencies';

describe('Latencies', () => {
  it('has buckets from a microsecond to a second, each larger than the one before', () => {
    expect(LATENCY_BUCKETS[0]).toBe(1e-6);
    expect(LATENCY_BUCKETS.at(-1)).toBe(1);
    expect([...LATENCY_BUCKETS].sort((a, b) => a - b)).toEqual(LATENCY_BUCKETS);
  });

  it('starts with nothing in any bucket', () => {
    const { cumulative, sum } = new Latencies();
    expect(cumulative).toEqual({ bounds: LATENCY_BUCKETS.map((bound) => [bound, 0]), count: 0 });
    expect(sum).toBe(0);
  });

  it('counts an observation in its bucket and in all larger ones; a bound belongs to its bucket', () => {
    const latencies = new Latencies();
    for (const seconds of [0, 0.001, 0.0011, 1, 2]) latencies.observe(seconds);
    const below = new Map(latencies.cumulative.bounds);
    expect([1e-6, 0.0005, 0.001, 0.002, 0.5, 1].map((bound) => below.get(bound))).toEqual([1, 1, 2, 3, 3, 4]);
    expect(latencies.cumulative.count).toBe(5);
    expect(latencies.sum).toBeCloseTo(3.0021);
  });
});

/** A registry's text with the histogram in it, fed by `observe`; label values to latencies. */
async function textOf(observed: Readonly<Record<string, readonly number[]>>, label = ''): Promise<string> {
  const registry = new Registry();
  const latencies = Object.entries(observed).map(([value, seconds]) => {
    const one = new Latencies();
    for (const each of seconds) one.observe(each);
    return [value, one] as const;
  });
  new LatencyHistogram(
    { name: 'work_seconds', help: 'How long work took.', registers: [registry] },
    label,
    Object.fromEntries(latencies),
  );
  return registry.metrics();
}

/** The same by the histogram of prom-client itself. */
async function reference(observed: Readonly<Record<string, readonly number[]>>, label = ''): Promise<string> {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'work_seconds',
    help: 'How long work took.',
    registers: [registry],
    buckets: [...LATENCY_BUCKETS],
    labelNames: label === '' ? [] : [label],
  });
  for (const [value, seconds] of Object.entries(observed)) {
    const labels: Record<string, string> = label === '' ? {} : { [label]: value };
    histogram.zero(labels);
    for (const each of seconds) histogram.observe(labels, each);
  }
  return registry.metrics();
}

describe('LatencyHistogram', () => {
  it('writes what Prometheus reads: type, buckets, sum and count', async () => {
    const lines = (await textOf({ '': [0.003, 5] })).trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '# HELP work_seconds How long work took.',
      '# TYPE work_seconds histogram',
      'work_seconds_bucket{le="0.000001"} 0',
    ]);
    expect(lines).toContain('work_seconds_bucket{le="0.005"} 1');
    expect(lines.slice(-3)).toEqual([
      'work_seconds_bucket{le="+Inf"} 2',
      'work_seconds_sum 5.003',
      'work_seconds_count 2',
    ]);
  });

  it('has a series for each value of its label, those without an observation too', async () => {
    const text = await textOf({ join: [0.1], leave: [] }, 'type');
    expect(text).toContain('work_seconds_bucket{le="0.1",type="join"} 1');
    expect(text).toContain('work_seconds_count{type="join"} 1');
    expect(text).toContain('work_seconds_bucket{le="+Inf",type="leave"} 0');
    expect(text).toContain('work_seconds_sum{type="leave"} 0');
  });

  it('is read anew at each scrape', async () => {
    const registry = new Registry();
    const latencies = new Latencies();
    new LatencyHistogram({ name: 'work_seconds', help: 'Work.', registers: [registry] }, '', { '': latencies });
    expect(await registry.metrics()).toContain('work_seconds_count 0');
    latencies.observe(1);
    expect(await registry.metrics()).toContain('work_seconds_count 1');
  });

  it('writes, byte for byte, what the histogram of prom-client writes', async () => {
    const anySeconds = fc.oneof(fc.constantFrom(...LATENCY_BUCKETS), fc.double({ min: 0, max: 3, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(anySeconds), fc.array(anySeconds), async (some, others) => {
        expect(await textOf({ '': some })).toBe(await reference({ '': some }));
        const labelled = { join: some, leave: others };
        expect(await textOf(labelled, 'type')).toBe(await reference(labelled, 'type'));
      }),
      { numRuns: 30 },
    );
  });
});
