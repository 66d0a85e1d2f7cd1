import { ENDINGS } from '../../src/streams/model/ending';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { chatEntries, plainRefusalEntry, shortageEntry } from '../../src/telemetry/chatLog';
import type { LogEntry } from '../../src/operators/tap/tapLog';
import type { AdmissionLimits } from '../../src/streams/reduce/admission';
import { transitions } from '../../src/streams/reduce/transitions';
import { from } from 'rxjs';
import * as history from '../helpers/history';

const { arrives, connects, disconnects, isRefused, speaks, recordedOf, sends, SHUTS_DOWN, TICKS } = history;

/** The log of events, a millisecond apart. */
function logOf(events: readonly ChatEvent[], limits: Partial<AdmissionLimits> = {}): LogEntry[] {
  const entries: LogEntry[] = [];
  from(recordedOf(events))
    .pipe(transitions({ ...history.NO_LIMITS, ...limits }))
    .subscribe((transition) => {
      entries.push(...chatEntries(transition));
    });
  return entries;
}

const remote_addr = '192.0.2.1';
const remote_port = 40_007;

describe('chatEntries', () => {
  it('tells of a client from its coming to its going', () => {
    expect(logOf([...arrives(7, 'alice'), disconnects(7, 'reset')])).toStrictEqual([
      {
        level: 'debug',
        event: 'connected',
        message: 'a client has connected',
        connection_id: 7,
        remote_addr,
        remote_port,
      },
      {
        level: 'info',
        event: 'registered',
        message: 'a client has registered',
        connection_id: 7,
        remote_addr,
        remote_port,
        user: 'alice',
      },
      {
        level: 'info',
        event: 'left',
        message: 'a client has left',
        connection_id: 7,
        remote_addr,
        user: 'alice',
        reason: 'reset',
        duration_s: 0.002,
      },
    ]);
  });

  it.each(ENDINGS)('names the ending of a client that never gave a name: %s', (ending) => {
    expect(logOf([connects(7), disconnects(7, ending)])[1]).toStrictEqual({
      level: 'debug',
      event: 'left',
      message: 'a client has left',
      connection_id: 7,
      remote_addr,
      reason: ending,
      duration_s: 0.001,
    });
  });

  it('says nothing of what people say and ask', () => {
    const talk = ['secret', '/w bob secret', '/users', '/rooms', '/join dev', '/leave', '/help', '/bogus', '/exit'];
    const before = [...arrives(1, 'alice'), ...arrives(2, 'bob')];
    const log = logOf([...before, ...talk.map((text) => sends(1, text)), isRefused(2, 'invalid_utf8'), TICKS]);
    expect(log).toHaveLength(4);
    expect(JSON.stringify(log)).not.toContain('secret');
  });

  it('warns of a client that is turned away, and says why', () => {
    const limits = { connections: 1 };
    expect(logOf([connects(1), connects(2)], limits)[1]).toStrictEqual({
      level: 'warn',
      event: 'refused',
      message: 'a client was rejected',
      connection_id: 2,
      remote_addr,
      remote_port: 40_002,
      reason: 'server_full',
    });
    expect(logOf([connects(1), speaks(1, 'http')])[1]).toMatchObject({ level: 'warn', reason: 'http' });
  });

  it('tells of those who did not name themselves in time, all in one line', () => {
    const limits = { registrationTimeout: 1 };
    expect(logOf([connects(1), connects(2), TICKS, TICKS], limits).slice(2)).toStrictEqual([
      {
        level: 'info',
        event: 'refused',
        message: '2 clients did not register in time',
        reason: 'registration_timeout',
      },
    ]);
  });

  it('tells of those who said nothing for too long in a line of their own', () => {
    const limits = { registrationTimeout: 1, idleTimeout: 2 };
    expect(logOf([...arrives(1, 'alice'), connects(2), connects(3), TICKS], limits).slice(4)).toStrictEqual([
      {
        level: 'info',
        event: 'refused',
        message: '2 clients did not register in time',
        reason: 'registration_timeout',
      },
      { level: 'info', event: 'refused', message: '1 client sent nothing for too long', reason: 'idle_timeout' },
    ]);
  });

  it('warns of a client that sends too fast, and of no other line that is refused', () => {
    const log = logOf([...arrives(1, 'alice'), isRefused(1, 'rate_limited'), isRefused(1, 'invalid_utf8')]);
    expect(log.slice(2)).toStrictEqual([
      {
        level: 'warn',
        event: 'refused',
        message: 'a client exceeds the rate limit',
        connection_id: 1,
        remote_addr,
        remote_port: 40_001,
        user: 'alice',
        reason: 'rate_limited',
      },
    ]);
  });

  it('warns once when the event loop is late, and says when and after how long it keeps up again', () => {
    expect(logOf([history.OVERLOADED, history.OVERLOADED, history.RECOVERED, history.RECOVERED])).toStrictEqual([
      {
        level: 'warn',
        event: 'overloaded',
        message: 'the event loop lags; new clients are refused until it recovers',
        lag_s: 0.8,
      },
      { level: 'info', event: 'recovered', message: 'the event loop has recovered', duration_s: 0.002 },
    ]);
  });

  it('leaves the end of the server to the server', () => {
    expect(logOf([...arrives(1, 'alice'), SHUTS_DOWN])).toHaveLength(2);
  });
});

describe('shortageEntry', () => {
  it('tells that no socket is left, with how many are open', () => {
    expect(shortageEntry({ over: false, open: 20 })).toEqual({
      level: 'error',
      event: 'sockets_taken',
      message: 'no socket is left: new connections are dropped',
      open: 20,
    });
  });

  it('tells what the system lets nobody in for', () => {
    const error = new Error('accept ENFILE');
    expect(shortageEntry({ over: false, open: 3, error })).toMatchObject({
      event: 'sockets_taken',
      message: 'the system cannot accept a connection',
      error,
    });
  });

  it('tells that it is over, and how many were turned away', () => {
    expect(shortageEntry({ over: true, dropped: 78 })).toEqual({
      level: 'info',
      event: 'sockets_free',
      message: 'connections are accepted again; 78 were dropped',
      dropped: 78,
    });
  });
});

describe('plainRefusalEntry', () => {
  it('tells who did not use TLS, and how many did not so far', () => {
    const counts = { text: 3, http: 2, ssh: 1, proxy: 0 };
    expect(plainRefusalEntry({ address: '192.0.2.1', protocol: 'http' }, counts)).toEqual({
      level: 'warn',
      event: 'plain_refused',
      message: '192.0.2.1 speaks http without TLS, which --plain does not allow: it is turned away, 6 so far',
      remote_addr: '192.0.2.1',
      protocol: 'http',
      refused: 6,
    });
  });
});
