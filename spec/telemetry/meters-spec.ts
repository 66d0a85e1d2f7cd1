import { from } from 'rxjs';
import { Meters } from '../../src/telemetry/meters';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import { EMPTY_REGISTRY } from '../../src/streams/reduce/registry';
import { transitions } from '../../src/streams/reduce/transitions';
import * as history from '../helpers/history';

const { arrives, connects, disconnects, isRefused, speaks, recordedOf, sends, SHUTS_DOWN, TICKS } = history;

/** What has been counted after events, a millisecond apart. */
function metersAfter(events: readonly ChatEvent[], limits: Partial<AdmissionLimits> = {}): Meters {
  const meters = new Meters();
  from(recordedOf(events))
    .pipe(transitions({ ...history.NO_LIMITS, ...limits }))
    .subscribe(meters.countTransition);
  return meters;
}

/** The counters that are not 0. */
const counted = (counters: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0));

describe('Meters', () => {
  it('starts with nothing', () => {
    const { registry, connections, receivedBytes, encodes, messages, refused, endings } = new Meters();
    expect(registry).toBe(EMPTY_REGISTRY);
    expect([connections, receivedBytes, encodes]).toEqual([0, 0, 0]);
    expect([messages, refused, endings].map(counted)).toEqual([{}, {}, {}]);
  });

  it('counts bytes that came, and encodings', () => {
    const meters = new Meters();
    meters.countReceived(Buffer.from('hello\n'));
    meters.countReceived(Buffer.from('👋'));
    meters.countEncoded();
    expect([meters.receivedBytes, meters.encodes]).toEqual([10, 1]);
  });

  it('keeps the worst lag of the event loop until somebody asks, and the last one for whoever asks again', () => {
    const meters = new Meters();
    expect(meters.takeLag()).toBe(0);
    for (const lag of [3, 700, 20]) meters.countLag(lag);
    expect([meters.takeLag(), meters.takeLag()]).toEqual([0.7, 0.02]);
    meters.countLag(4);
    expect(meters.takeLag()).toBe(0.02);
    expect(meters.takeLag()).toBe(0.004);
  });

  it('counts a line in excess as refused, beside those that are events', () => {
    const meters = metersAfter([...arrives(1, 'alice'), isRefused(1, 'rate_limited')]);
    meters.countExcess();
    meters.countExcess();
    expect(counted(meters.refused)).toEqual({ rate_limited: 3 });
    expect(meters.messages['refuse']).toBe(1);
  });

  it('does not count a connection that a defect kept from coming in, since it will not be seen to end either', () => {
    const meters = new Meters();
    const [recorded] = recordedOf([connects(1)]);
    meters.countTransition({
      registry: EMPTY_REGISTRY,
      recorded: recorded!,
      outcome: { type: 'defect', error: new Error('a defect') },
    });
    expect([meters.connections, meters.messages['defect']]).toEqual([0, 1]);
  });

  it('counts each event by what came of it', () => {
    const talk = ['hi', 'again', '/w bob psst', '/users', '/rooms', '/join dev', '/leave', '/help', '/exit'];
    const events = [
      ...arrives(1, 'alice'),
      ...arrives(2, 'bob'),
      ...talk.map((text) => sends(1, text)),
      disconnects(1),
      TICKS,
    ];
    expect(counted(metersAfter(events).messages)).toEqual({
      ...{ connect: 2, register: 2, broadcast: 2, whisper: 1, users: 1, rooms: 1, join: 1, leave: 1, help: 1, exit: 1 },
      ...{ unregister: 1, none: 1 },
    });
  });

  it('counts connections that were turned away too', () => {
    const meters = metersAfter([connects(1), connects(2)], { connections: 1 });
    expect(meters.connections).toBe(2);
    expect(counted(meters.refused)).toEqual({ server_full: 1 });
  });

  it('counts endings by their reason, the one that was decided first', () => {
    const events = [connects(1), connects(2), ...arrives(3, 'carol'), sends(3, '/exit')];
    const meters = metersAfter([
      ...events,
      disconnects(1, 'reset'),
      disconnects(2, 'timeout'),
      disconnects(3, 'reset'),
    ]);
    expect(counted(meters.endings)).toEqual({ reset: 1, timeout: 1, exit: 1 });
  });

  it('counts what was refused by its code', () => {
    const refused = [isRefused(1, 'line_too_long'), isRefused(1, 'rate_limited'), isRefused(1, 'rate_limited')];
    const meters = metersAfter([...arrives(1, 'alice'), sends(1, '/bogus'), ...refused, connects(2), speaks(2, 'tls')]);
    expect(counted(meters.refused)).toEqual({ unknown_command: 1, line_too_long: 1, rate_limited: 2, tls: 1 });
  });

  it('counts each client that did not name itself in time', () => {
    const meters = metersAfter([connects(1), connects(2), TICKS], { registrationTimeout: 1 });
    expect(counted(meters.refused)).toEqual({ registration_timeout: 2 });
    expect(counted(meters.messages)).toEqual({ connect: 2, expire: 1 });
  });

  it('counts each client that said nothing for too long', () => {
    const meters = metersAfter([...arrives(1, 'alice'), connects(2), TICKS], { idleTimeout: 1 });
    expect(counted(meters.refused)).toEqual({ idle_timeout: 2 });
    expect(counted(meters.messages)).toEqual({ connect: 2, register: 1, expire: 1 });
  });

  it('takes a client that comes while the server stops for no refusal', () => {
    const meters = metersAfter([connects(1), SHUTS_DOWN, connects(2)]);
    expect(counted(meters.messages)).toEqual({ connect: 1, shutdown: 1, rejected: 1 });
    expect(counted(meters.refused)).toEqual({});
  });

  it('keeps the last registry', () => {
    expect(metersAfter(arrives(1, 'alice')).registry.names.size).toBe(1);
  });

  it('times an event as what it turned out to be, and the turns', () => {
    const meters = metersAfter(arrives(1, 'alice'));
    meters.timeHandling(0.5);
    meters.timeFlush(0.25);
    const [register, connect] = [meters.handling['register']!, meters.handling['connect']!];
    expect([register.cumulative.count, register.sum, connect.cumulative.count]).toEqual([1, 0.5, 0]);
    expect([meters.flush.cumulative.count, meters.flush.sum]).toEqual([1, 0.25]);
  });

  it('describes a client by what is known of it', () => {
    const meters = metersAfter([...arrives(1, 'alice'), connects(2, '2001:db8::1')]);
    expect(meters.describe(1)).toStrictEqual({ connection_id: 1, remote_addr: '192.0.2.1', user: 'alice' });
    expect(meters.describe(2)).toStrictEqual({ connection_id: 2, remote_addr: '2001:db8::1' });
    expect(meters.describe(3)).toStrictEqual({ connection_id: 3 });
  });
});
