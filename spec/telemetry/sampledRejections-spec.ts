import fc from 'fast-check';
import { from } from 'rxjs';
import type { LogEntry } from '../../src/operators/tap/tapLog';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { transitions } from '../../src/streams/reduce/transitions';
import { chatEntries } from '../../src/telemetry/chatLog';
import { sampledRejections } from '../../src/telemetry/sampledRejections';
import * as history from '../helpers/history';

const { connects, disconnects, speaks, START_OF_TIME, TICKS } = history;

/** The sampled log of events at their times, in ms, of a server with room for one client. */
function logOf(events: readonly (readonly [at: number, event: ChatEvent])[]): LogEntry[] {
  const entries: LogEntry[] = [];
  const sampled = sampledRejections(chatEntries);
  from(events.map(([at, event], index) => ({ seq: index + 1, at: START_OF_TIME + at, event })))
    .pipe(transitions({ ...history.NO_LIMITS, connections: 1 }))
    .subscribe((transition) => {
      entries.push(...sampled(transition));
    });
  return entries;
}

/** Clients of one millisecond who come and go. */
const visits = (at: number, clients: readonly number[]): [number, ChatEvent][] =>
  clients.flatMap((client) => [
    [at, connects(client)] as [number, ChatEvent],
    [at, disconnects(client)] as [number, ChatEvent],
  ]);
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

describe('sampledRejections', () => {
  it('logs the first five of a second with their ends, and the number of the others', () => {
    const log = logOf([[0, connects(1)], ...visits(1, range(2, 100)), [900, TICKS], [1001, TICKS], [2001, TICKS]]);
    const logged = range(2, 5).flatMap((client) => [
      { event: 'refused', reason: 'server_full', connection_id: client },
      { event: 'left', reason: 'server_full', connection_id: client },
    ]);
    const more = { level: 'warn', event: 'refused', message: '95 more clients were rejected', rejected: 95 };
    expect(log).toMatchObject([{ event: 'connected' }, ...logged, more]);
    expect(log.at(-1)).toStrictEqual(more);
  });

  it('logs five of the next second again, after the number of the one before', () => {
    const log = logOf([[0, connects(1)], ...visits(1, range(2, 6)), ...visits(1001, range(8, 1))]);
    expect(log.slice(-3)).toMatchObject([
      { message: '1 more client was rejected' },
      { event: 'refused', connection_id: 8 },
      { event: 'left', connection_id: 8 },
    ]);
  });

  it('logs all of those who are let in, whatever becomes of them', () => {
    const events = range(1, 20).flatMap((client): [number, ChatEvent][] => [
      [client, connects(client)],
      [client, speaks(client, 'http')],
      [client, disconnects(client)],
    ]);
    expect(logOf(events)).toHaveLength(60);
  });

  it('accounts for every refusal, and logs no end without its beginning', () => {
    const gaps = fc.array(fc.nat({ max: 300 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, (waits) => {
        let at = 0;
        const events = waits.flatMap((wait, index) => visits((at += wait), [index + 2]));
        const log = logOf([[0, connects(1)], ...events, [at + 1000, TICKS]]).slice(1);
        const ids = (event: string): unknown[] =>
          log
            .filter((entry) => entry.event === event && 'connection_id' in entry)
            .map((entry) => entry['connection_id']);
        expect(ids('left')).toEqual(ids('refused'));
        const counted = log.reduce((sum, entry) => sum + Number(entry['rejected'] ?? 0), 0);
        expect(ids('refused').length + counted).toBe(waits.length);
      }),
    );
  });
});
