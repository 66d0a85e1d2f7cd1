import { newCounters, type OutboxCounters } from '../../../src/buffers/outboxCounters';
import type { OutboxHandle } from '../../../src/streams/write/outboxes';
import { Stalls } from '../../../src/streams/write/stalls';
import { aConnection } from '../../helpers/aConnection';

const TIMEOUT_MS = 100;

const anOutbox = (id = 1, counters: Partial<OutboxCounters> = {}): OutboxHandle => ({
  connection: aConnection(id),
  counters: { ...newCounters(), ...counters },
});

/** Looks at the outboxes at a time; returns the ids of the clients that are found. */
const found = (stalls: Stalls, outboxes: readonly OutboxHandle[], now: number): number[] =>
  stalls.find(outboxes, now).map(({ id }) => id);

describe('Stalls', () => {
  it('finds a client that has taken nothing for the whole time', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const outboxes = [anOutbox(1, { isBackpressured: true })];
    expect(found(stalls, outboxes, 1000)).toEqual([]); // it is seen for the first time
    expect(found(stalls, outboxes, 1099)).toEqual([]);
    expect(found(stalls, outboxes, 1100)).toEqual([1]);
    expect(found(stalls, outboxes, 1101)).toEqual([1]); // until it is gone
  });

  it('never finds a client that takes all it receives', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const outboxes = [anOutbox()];
    for (const now of [0, 1000, 1e6]) expect(found(stalls, outboxes, now)).toEqual([]);
  });

  it('does not find a slow client that has drained in between, though it takes nothing each time that it is seen', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const outbox = anOutbox(1, { isBackpressured: true });
    for (let now = 0; now <= 1000; now += 90) {
      expect(found(stalls, [outbox], now)).toEqual([]);
      outbox.counters.drainCount += 1;
    }
    expect(found(stalls, [outbox], 1080)).toEqual([]);
    expect(found(stalls, [outbox], 1179)).toEqual([]);
    expect(found(stalls, [outbox], 1180)).toEqual([1]);
  });

  it('counts anew for a client that has taken all in between', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const outbox = anOutbox(1, { isBackpressured: true });
    found(stalls, [outbox], 0);
    outbox.counters.isBackpressured = false;
    found(stalls, [outbox], 90);
    outbox.counters.isBackpressured = true;
    expect(found(stalls, [outbox], 100)).toEqual([]);
    expect(found(stalls, [outbox], 199)).toEqual([]);
    expect(found(stalls, [outbox], 200)).toEqual([1]);
  });

  it('finds none without a limit, but one whose connection has been ending for a minute', () => {
    const stalls = new Stalls(0);
    const staying = anOutbox(1, { isBackpressured: true });
    const ending = anOutbox(2, { isBackpressured: true, isEnding: true });
    const outboxes = [staying, ending];
    expect(found(stalls, outboxes, 0)).toEqual([]);
    expect(found(stalls, outboxes, 59_999)).toEqual([]);
    expect(found(stalls, outboxes, 60_000)).toEqual([2]);
    expect(found(stalls, outboxes, 1e9)).toEqual([2]);
  });

  it('gives one whose connection is ending no more time than the limit', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const outboxes = [anOutbox(1, { isBackpressured: true, isEnding: true })];
    found(stalls, outboxes, 0);
    expect(found(stalls, outboxes, TIMEOUT_MS)).toEqual([1]);
  });

  it('finds those of many, in their order, and looks at no others', () => {
    const stalls = new Stalls(TIMEOUT_MS);
    const all = [1, 2, 3, 4].map((id) => anOutbox(id, { isBackpressured: id !== 2 }));
    expect(found(stalls, all, 0)).toEqual([]);
    expect(found(stalls, all.slice(0, 3), TIMEOUT_MS)).toEqual([1, 3]);
  });
});
