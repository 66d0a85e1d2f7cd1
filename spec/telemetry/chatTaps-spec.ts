import { PassThrough } from 'node:stream';
import { from, of, tap } from 'rxjs';
import { chatTaps } from '../../src/telemetry/chatTaps';
import { newLogger } from '../../src/telemetry/logger';
import { Meters } from '../../src/telemetry/meters';
import type { Taps } from '../../src/streams/chat';
import { transitions } from '../../src/streams/reduce/transitions';
import * as history from '../helpers/history';

describe('chatTaps', () => {
  let time: number;
  let meters: Meters;
  let stream: PassThrough;
  let taps: Taps;

  beforeEach(() => {
    time = 0;
    meters = new Meters();
    stream = new PassThrough({ encoding: 'utf8' });
    taps = chatTaps(meters, newLogger({ level: 'debug', format: 'json', stream }), () => time);
  });

  const log = (): unknown[] =>
    ((stream.read() as string | null) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);

  /** Alice arrives, and each event takes 2 ms. */
  const aliceArrives = (): void => {
    from(history.recordedOf(history.arrives(1, 'alice')))
      .pipe(
        taps.recorded,
        transitions(history.NO_LIMITS),
        taps.transitions,
        tap(() => (time += 2)),
      )
      .subscribe();
  };

  it('counts what comes in', () => {
    of(Buffer.from('hello\n')).pipe(taps.received).subscribe();
    expect(meters.receivedBytes).toBe(6);
  });

  it('counts, times and logs what comes of events', () => {
    aliceArrives();
    expect(meters.messages).toMatchObject({ connect: 1, register: 1 });
    expect([meters.handling['connect']!.sum, meters.handling['register']!.sum]).toEqual([0.002, 0.002]);
    expect(log()).toMatchObject([{ event: 'connected' }, { event: 'registered', user: 'alice' }]);
  });

  it('times the turns', () => {
    of([])
      .pipe(
        taps.turns,
        tap(() => (time += 5)),
      )
      .subscribe();
    expect([meters.flush.cumulative.count, meters.flush.sum]).toEqual([1, 0.005]);
  });

  it('counts encodings', () => {
    taps.encoded();
    expect(meters.encodes).toBe(1);
  });

  it('warns of a client that begins to miss lines', () => {
    aliceArrives();
    log();
    taps.slow(1);
    expect(log()).toMatchObject([
      { level: 'warn', event: 'slow', connection_id: 1, remote_addr: '192.0.2.1', user: 'alice' },
    ]);
  });

  it('logs a defect with its stack and with the client that bore it', () => {
    taps.failed(new TypeError('broken'), 7);
    const [entry] = log() as Record<string, unknown>[];
    expect(entry).toMatchObject({ level: 'error', event: 'failed', connection_id: 7 });
    expect(entry?.['error']).toMatch(/^TypeError: broken\n +at /);
  });

  it('logs a defect that nobody bore', () => {
    taps.failed(new TypeError('broken'));
    const [entry] = log() as Record<string, unknown>[];
    expect(entry).toMatchObject({ message: 'a defect of the server prevented an internal task' });
    expect(entry).not.toHaveProperty('connection_id');
  });
});
