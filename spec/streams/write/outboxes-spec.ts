import { newCounters } from '../../../src/buffers/outboxCounters';
import { Outboxes, type OutboxHandle } from '../../../src/streams/write/outboxes';
import { aConnection } from '../../helpers/aConnection';

/** An outbox among those of all clients. */
function added(outboxes: Outboxes, id = 1): OutboxHandle {
  const outbox = { connection: aConnection(id), counters: newCounters() };
  outboxes.add(outbox);
  return outbox;
}

const NOTHING = {
  offered: 0,
  written: 0,
  writtenBytes: 0,
  writes: 0,
  dropped: 0,
  queued: 0,
  queuedBytes: 0,
  slow: 0,
};

describe('Outboxes', () => {
  it('sum to 0 at first', () => {
    expect(new Outboxes().totals).toMatchObject(NOTHING);
  });

  it('sum all clients, as they are now', () => {
    const outboxes = new Outboxes();
    const one = added(outboxes, 1);
    const two = added(outboxes, 2);
    Object.assign(one.counters, { offered: 10, written: 10, writtenBytes: 100, writes: 4 });
    Object.assign(two.counters, { offered: 10, written: 3, writtenBytes: 30, writes: 3, dropped: 5 });
    Object.assign(two.counters, { queued: 2, queuedBytes: 40, isBackpressured: true });
    expect(outboxes.totals).toMatchObject({
      offered: 20,
      written: 13,
      writtenBytes: 130,
      writes: 7,
      dropped: 5,
      queued: 2,
      queuedBytes: 40,
      slow: 1,
    });
    two.counters.isBackpressured = false;
    one.counters.written += 1;
    expect(outboxes.totals).toMatchObject({ written: 14, slow: 0 });
  });

  it('keep in their sums what clients that are gone have received, once', () => {
    const outboxes = new Outboxes();
    const outbox = added(outboxes);
    const counters = { offered: 5, written: 3, writtenBytes: 30, writes: 2, dropped: 2 };
    Object.assign(outbox.counters, { ...counters, isBackpressured: true });
    outboxes.remove(outbox);
    outboxes.remove(outbox);
    expect(outboxes.totals).toMatchObject({ ...NOTHING, ...counters });
    expect(outboxes.totals).toEqual(outboxes.totals); // reading changes nothing
  });

  it('count nothing of an outbox that was never among them', () => {
    const outboxes = new Outboxes();
    outboxes.remove({ connection: aConnection(1), counters: { ...newCounters(), offered: 5 } });
    expect(outboxes.totals).toMatchObject(NOTHING);
  });

  it('are those of the clients that are connected', () => {
    const outboxes = new Outboxes();
    const [one, two] = [added(outboxes, 1), added(outboxes, 2)];
    expect(Array.from(outboxes.open)).toEqual([one, two]);
    outboxes.remove(one);
    expect(Array.from(outboxes.open)).toEqual([two]);
  });

  it('have a budget for all together, without a limit if none is given', () => {
    expect(new Outboxes(1000).budget.maxBytes).toBe(1000);
    expect(new Outboxes().budget.maxBytes).toBe(Infinity);
  });
});
