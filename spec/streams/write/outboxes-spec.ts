import { newCounters } from '../../../src/buffers/outboxCounters';
import { Outboxes, type OutboxHandle } from '../../../src/streams/write/outboxes';
import { FakeConnection } from '../../helpers/fakeConnection';

/** An outbox that is watched. */
function added(outboxes: Outboxes, id = 1): OutboxHandle & { connection: FakeConnection } {
  const outbox = { connection: new FakeConnection({ id }), counters: newCounters() };
  outboxes.add(outbox);
  return outbox;
}

const NOTHING = { offered: 0, written: 0, dropped: 0, queued: 0, queuedBytes: 0, slow: 0 };

describe('the totals of all outboxes', () => {
  it('are 0 at first', () => {
    expect(new Outboxes().totals).toMatchObject(NOTHING);
  });

  it('are the sum over all clients, as they are now', () => {
    const outboxes = new Outboxes();
    const one = added(outboxes, 1);
    const two = added(outboxes, 2);
    Object.assign(one.counters, { offered: 10, written: 10 });
    Object.assign(two.counters, { offered: 10, written: 3, dropped: 5, queued: 2, queuedBytes: 40, blocked: true });
    expect(outboxes.totals).toMatchObject({
      offered: 20,
      written: 13,
      dropped: 5,
      queued: 2,
      queuedBytes: 40,
      slow: 1,
    });
    two.counters.isBackpressured = false;
    one.counters.written += 1;
    expect(outboxes.totals).toMatchObject({ written: 14, slow: 0 });
  });

  it('keep what clients that are gone have got, once', () => {
    const outboxes = new Outboxes();
    const outbox = added(outboxes);
    Object.assign(outbox.counters, { offered: 5, written: 3, dropped: 2, blocked: true });
    outboxes.remove(outbox);
    outboxes.remove(outbox);
    expect(outboxes.totals).toMatchObject({ ...NOTHING, offered: 5, written: 3, dropped: 2 });
    expect(outboxes.totals).toEqual(outboxes.totals); // asking changes nothing
  });
});

describe('closeStuck', () => {
  const TIMEOUT = 100;

  function stuckAt(): OutboxHandle & { connection: FakeConnection; outboxes: Outboxes } {
    const outboxes = new Outboxes();
    return { outboxes, ...added(outboxes) };
  }

  it('closes a client that has taken nothing for the whole time', () => {
    const { connection, outboxes, counters: tally } = stuckAt();
    tally.isBackpressured = true;
    outboxes.closeStuck(1000, TIMEOUT); // seen for the first time
    outboxes.closeStuck(1099, TIMEOUT);
    expect(connection.closes).toEqual([]);
    outboxes.closeStuck(1100, TIMEOUT);
    expect(connection.closes).toEqual(['slow_consumer']);
  });

  it('leaves a client alone that takes all it gets', () => {
    const { connection, outboxes } = stuckAt();
    for (const now of [0, 1000, 1e6]) outboxes.closeStuck(now, TIMEOUT);
    expect(connection.closes).toEqual([]);
  });

  it('leaves a slow client alone that has caught its breath in between, even where it is never seen to', () => {
    const { connection, outboxes, counters: tally } = stuckAt();
    tally.isBackpressured = true;
    for (let now = 0; now <= 1000; now += 90) {
      outboxes.closeStuck(now, TIMEOUT);
      tally.drainCount += 1;
    }
    expect(connection.closes).toEqual([]);
    outboxes.closeStuck(1080, TIMEOUT);
    outboxes.closeStuck(1180, TIMEOUT);
    expect(connection.closes).toEqual(['slow_consumer']);
  });

  it('counts anew for a client that is stuck again', () => {
    const { connection, outboxes, counters: tally } = stuckAt();
    tally.isBackpressured = true;
    outboxes.closeStuck(0, TIMEOUT);
    tally.isBackpressured = false;
    outboxes.closeStuck(90, TIMEOUT);
    tally.isBackpressured = true;
    outboxes.closeStuck(100, TIMEOUT);
    outboxes.closeStuck(199, TIMEOUT);
    expect(connection.closes).toEqual([]);
    outboxes.closeStuck(200, TIMEOUT);
    expect(connection.closes).toEqual(['slow_consumer']);
  });

  it('closes nobody where there is no limit, but for those whose connection is ending', () => {
    const outboxes = new Outboxes();
    const staying = added(outboxes, 1);
    const ending = added(outboxes, 2);
    staying.counters.isBackpressured = true;
    Object.assign(ending.counters, { blocked: true, ending: true });
    outboxes.closeStuck(0, 0);
    outboxes.closeStuck(59_999, 0);
    expect(ending.connection.closes).toEqual([]);
    outboxes.closeStuck(60_000, 0);
    outboxes.closeStuck(1e9, 0);
    expect(ending.connection.closes[0]).toBe('slow_consumer');
    expect(staying.connection.closes).toEqual([]);
  });

  it('closes the stuck ones of many, and forgets those that are gone', () => {
    const outboxes = new Outboxes();
    const all = [1, 2, 3].map((id) => added(outboxes, id));
    all[0]!.counters.isBackpressured = true;
    all[2]!.counters.isBackpressured = true;
    outboxes.closeStuck(0, TIMEOUT);
    outboxes.remove(all[2]!);
    outboxes.closeStuck(TIMEOUT, TIMEOUT);
    expect(all.map(({ connection }) => connection.closes)).toEqual([['slow_consumer'], [], []]);
  });
});
