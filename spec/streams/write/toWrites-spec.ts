import { Observable, Subject } from 'rxjs';
import { type Chunk, toChunk } from '../../../src/buffers/chunk';
import { SlowConsumerError } from '../../../src/operators/dropOverflow';
import type { Connection } from '../../../src/streams/model/connection';
import { bytes, close, end, type Write } from '../../../src/streams/model/write';
import { Outbox } from '../../../src/streams/write/outbox';
import { Outboxes } from '../../../src/streams/write/outboxes';
import { toWrites } from '../../../src/streams/write/toWrites';
import { aConnection } from '../../helpers/aConnection';
import { bare } from '../../helpers/bareDialect';
import { behavesAsOperator } from '../../helpers/behavesAsOperator';
import { marbles } from '../../helpers/marbles';

const connection = aConnection(7);
const chunks = { a: toChunk('a'), b: toChunk('b', 'and more'), c: toChunk('c') };
const writes = {
  A: bytes(connection, chunks.a.bytes),
  B: bytes(connection, chunks.b.bytes),
  E: end(connection),
  C: close(connection, 'slow_consumer'),
  D: close(connection, 'internal_error'),
};

/** The outbox of the connection, and the defects that are reported of it. */
function newOutbox(): { outbox: Outbox<Connection>; outboxes: Outboxes; failures: unknown[] } {
  const failures: unknown[] = [];
  const outboxes = new Outboxes();
  const outbox = new Outbox(connection, bare, {
    outboxes,
    limits: { lines: 1, bytes: 1, overflow: 'dropNewest' },
    report: () => undefined,
    slow: () => undefined,
    failed: (error, client) => failures.push({ error, client }),
  });
  return { outbox, outboxes, failures };
}

/** How many clients have an outbox. */
const open = (outboxes: Outboxes): number => Array.from(outboxes.open).length;

describe('toWrites', () => {
  it(
    'says with the end why it is, if the client was sent that',
    marbles(({ cold, expectObservable }) => {
      const { outbox } = newOutbox();
      outbox.endReason = 'shutdown';
      outbox.counters.isEnding = true;
      expectObservable(cold('a-|', chunks).pipe(toWrites(outbox))).toBe('A-(E|)', {
        ...writes,
        E: end(connection, 'shutdown'),
      });
    }),
  );

  it(
    'writes each chunk, and ends our side after the last one',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const { outbox, outboxes, failures } = newOutbox();
      outbox.counters.isEnding = true; // as it is once all deliveries to the client have been made
      const chunks$ = cold('--a---b--|', chunks);
      const result = '      --A---B--(E|)';
      expectObservable(chunks$.pipe(toWrites(outbox))).toBe(result, writes);
      expectSubscriptions(chunks$.subscriptions).toBe('^--------!');
      flush();
      expect(open(outboxes)).toBe(0);
      expect(failures).toEqual([]);
    }),
  );

  it(
    'closes the connection of a client that is given up, which is no defect',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const { outbox, outboxes, failures } = newOutbox();
      const chunks$ = cold('--a---#', chunks, new SlowConsumerError());
      const result = '      --A---(C|)';
      expectObservable(chunks$.pipe(toWrites(outbox))).toBe(result, writes);
      expectSubscriptions(chunks$.subscriptions).toBe('^-----!');
      flush();
      expect(open(outboxes)).toBe(0);
      expect(failures).toEqual([]);
    }),
  );

  behavesAsOperator<Chunk, Write>({
    operator: () => toWrites(newOutbox().outbox),
    values: chunks,
    results: { a: writes.A, b: writes.B, c: bytes(connection, chunks.c.bytes), x: writes.D },
    failure: '(x|)',
    throwing: {}, // it calls none that may: see the spec of `distribute`
  });

  it(
    'reports a defect, and closes the connection',
    marbles(({ cold, flush, expectObservable }) => {
      const { outbox, outboxes, failures } = newOutbox();
      const defect = new Error('a defect');
      const chunks$ = cold('--a---#', chunks, defect);
      const result = '      --A---(D|)';
      expectObservable(chunks$.pipe(toWrites(outbox))).toBe(result, writes);
      flush();
      expect(failures).toEqual([{ error: defect, client: 7 }]);
      expect(open(outboxes)).toBe(0);
    }),
  );

  it('reports nothing of chunks that go wrong after the end', () => {
    const { outbox, failures } = newOutbox();
    const unruly$ = new Observable<Chunk>((subscriber) => {
      for (const end of ['first', 'second']) subscriber.error(end);
    });
    unruly$.pipe(toWrites(outbox)).subscribe();
    expect(failures).toEqual([{ error: 'first', client: 7 }]);
  });

  it.each([
    ['before its end was delivered', { isEnding: false, isBackpressured: false }],
    ['before that, while it took nothing', { isEnding: false, isBackpressured: true }],
    ['while its last lines waited', { isEnding: true, isBackpressured: true }],
  ])('neither ends nor closes a client that is gone %s', (_, counters) => {
    const { outbox, outboxes, failures } = newOutbox();
    const chunks$ = new Subject<Chunk>();
    const seen: unknown[] = [];
    chunks$.pipe(toWrites(outbox)).subscribe({ next: (write) => seen.push(write), complete: () => seen.push('|') });
    Object.assign(outbox.counters, counters);
    chunks$.complete();
    expect(seen).toEqual(['|']);
    expect(open(outboxes)).toBe(0);
    expect(failures).toEqual([]);
  });

  it('shares the bytes of a chunk with all who receive it', () => {
    const chunks$ = new Subject<Chunk>();
    const seen: Write[] = [];
    chunks$.pipe(toWrites(newOutbox().outbox)).subscribe((write) => seen.push(write));
    chunks$.next(chunks.a);
    expect(seen[0]).toHaveProperty('bytes', chunks.a.bytes);
    expect((seen[0] as Extract<Write, { type: 'bytes' }>).bytes).toBe(chunks.a.bytes);
  });

  it('has its outbox among those of all clients until its writes are over', () => {
    const { outbox, outboxes } = newOutbox();
    outbox.counters.written = 3;
    const subscription = new Subject<Chunk>().pipe(toWrites(outbox)).subscribe();
    expect(Array.from(outboxes.open)).toEqual([outbox]);
    subscription.unsubscribe();
    expect(open(outboxes)).toBe(0);
    expect(outboxes.totals.written).toBe(3);
  });
});
