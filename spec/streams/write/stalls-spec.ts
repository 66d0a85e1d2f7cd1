import fc from 'fast-check';
import { newCounters, type OutboxCounters } from '../../../src/buffers/outboxCounters';
import type { Connection } from '../../../src/streams/model/connection';
import type { OutboxHandle } from '../../../src/streams/write/outboxes';
import { Stalls } from '../../../src/streams/write/stalls';
import { aConnection } from '../../helpers/aConnection';

const TIMEOUT_MS = 100;

const anOutbox = (id = 1, counters: Partial<OutboxCounters> = {}): OutboxHandle => ({
  connection: aConnection(id),
  counters: { ...newCounters(), ...counters },
});

/** Looks at the outboxes at a time, with send queues by the ids of clients; returns the ids of those that are found. */
const found = (
  stalls: Stalls,
  outboxes: readonly OutboxHandle[],
  now: number,
  queues: Readonly<Record<number, number>> = {},
  stoodStill = 0,
): number[] => {
  const known = outboxes.flatMap(({ connection }): [Connection, number][] => {
    const queue = queues[connection.id];
    return queue === undefined ? [] : [[connection, queue]];
  });
  return stalls.find(stalls.suspects(outboxes, now, stoodStill), new Map(known), now).map(({ id }) => id);
};

describe('Stalls', () => {
  it('finds a client that has taken nothing for the whole time', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const outboxes = [anOutbox(1, { isBackpressured: true })];
    expect(found(stalls, outboxes, 1000)).toEqual([]); // it is seen for the first time
    expect(found(stalls, outboxes, 1099)).toEqual([]);
    expect(found(stalls, outboxes, 1100)).toEqual([1]);
    expect(found(stalls, outboxes, 1101)).toEqual([1]); // until it is gone
  });

  it('never finds a client that takes all it receives', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const outboxes = [anOutbox()];
    for (const now of [0, 1000, 1e6]) expect(found(stalls, outboxes, now)).toEqual([]);
  });

  it('does not find a slow client that has drained in between, though it takes nothing each time that it is seen', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
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
    const stalls = new Stalls(() => TIMEOUT_MS);
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
    const stalls = new Stalls(() => 0);
    const staying = anOutbox(1, { isBackpressured: true });
    const ending = anOutbox(2, { isBackpressured: true, isEnding: true });
    const outboxes = [staying, ending];
    expect(found(stalls, outboxes, 0)).toEqual([]);
    expect(found(stalls, outboxes, 59_999)).toEqual([]);
    expect(found(stalls, outboxes, 60_000)).toEqual([2]);
    expect(found(stalls, outboxes, 1e9)).toEqual([2]);
  });

  it('gives one whose connection is ending no more time than the limit', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const outboxes = [anOutbox(1, { isBackpressured: true, isEnding: true })];
    found(stalls, outboxes, 0);
    expect(found(stalls, outboxes, TIMEOUT_MS)).toEqual([1]);
  });

  it('finds those of many, in their order, and looks at no others', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const all = [1, 2, 3, 4].map((id) => anOutbox(id, { isBackpressured: id !== 2 }));
    expect(found(stalls, all, 0)).toEqual([]);
    expect(found(stalls, all.slice(0, 3), TIMEOUT_MS)).toEqual([1, 3]);
  });

  it('does not find a client whose send queue changes, though its socket does not drain', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const outbox = anOutbox(1, { isBackpressured: true });
    for (let now = 0; now <= 1000; now += 25) {
      const queue = 1_000_000 - 100 * Math.floor(now / 90);
      expect(found(stalls, [outbox], now, { 1: queue })).toEqual([]);
    }
  });

  it('finds a client whose send queue stays the same', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const outbox = anOutbox(1, { isBackpressured: true });
    const times = [0, 25, 50, 75, 100, 125].filter((now) => found(stalls, [outbox], now, { 1: 5000 }).length > 0);
    expect(times).toEqual([100, 125]);
  });

  it('never finds a client that takes something in each time that it has, whatever the times are', () => {
    const gap = fc.integer({ min: 1, max: TIMEOUT_MS / 2 });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 20 }), fc.integer({ min: 5, max: 25 }), (gaps, period) => {
        const stalls = new Stalls(() => TIMEOUT_MS);
        const outbox = anOutbox(1, { isBackpressured: true });
        let sum = 0;
        const takes = gaps.map((ms) => (sum += ms));
        for (let now = 0; now <= sum; now += period) {
          const taken = takes.filter((time) => time <= now).length;
          expect(found(stalls, [outbox], now, { 1: 1_000_000 - taken })).toEqual([]);
        }
      }),
    );
  });

  it('notes that a client has taken something, for whoever takes from those that are stuck', () => {
    const stalls = new Stalls(() => TIMEOUT_MS);
    const [reader, stuck] = [anOutbox(1, { isBackpressured: true }), anOutbox(2, { isBackpressured: true })];
    for (const now of [0, 50, 75]) found(stalls, [reader, stuck], now, { 1: 1000 - now, 2: 1000 });
    expect(stuck.counters.lastProgress).toBe(0);
    expect(reader.counters.lastProgress).toBeGreaterThan(0);
  });

  it('looks closer at all that take nothing if that is urgent', () => {
    const stalls = new Stalls(() => 0);
    const slow = anOutbox(1, { isBackpressured: true });
    const outboxes = [slow, anOutbox(2)];
    expect(stalls.suspects(outboxes, 0)).toEqual([]);
    expect(stalls.suspects(outboxes, 1, 0, true)).toEqual([slow]);
    expect(stalls.find([slow], new Map(), 1e9)).toEqual([]);
  });

  it('charges no client for the time in which the server stood still', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 5 }), (pauses) => {
        const stalls = new Stalls(() => TIMEOUT_MS);
        const outbox = anOutbox(1, { isBackpressured: true });
        let now = 0;
        const look = (attended: number, paused: number): number[] =>
          found(stalls, [outbox], (now += attended + paused), {}, paused);
        expect(look(0, 0)).toEqual([]);
        for (const paused of pauses) expect(look(15, paused)).toEqual([]);
        expect(look(TIMEOUT_MS - 15 * pauses.length - 1, 0)).toEqual([]);
        expect(look(1, 0)).toEqual([1]);
      }),
    );
  });
});
