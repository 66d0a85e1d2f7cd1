import { type Delivery, end, tell } from '../../../src/streams/model/delivery';
import { FanOut } from '../../../src/streams/write/fanOut';
import { outbound, type Outbound } from '../../../src/streams/write/outbound';
import { Outboxes } from '../../../src/streams/write/outboxes';
import { FakeConnection } from '../../helpers/fakeConnection';
import { marbles } from '../../helpers/marbles';

/** A client, all that its way out needs, and what is seen of it. */
function newOutbound(limits: Partial<Outbound['limits']> = {}): {
  connection: FakeConnection;
  out: Outbound;
  slow: number[];
  failures: unknown[];
  deliver: (delivery: Delivery) => void;
} {
  const slow: number[] = [];
  const failures: unknown[] = [];
  const fanOut = new FanOut(() => {});
  const out: Outbound = {
    fanOut,
    outboxes: new Outboxes(),
    limits: { lines: 2, bytes: 1000, overflow: 'dropNewest', ...limits },
    slow: (client) => slow.push(client),
    failed: (error, client) => failures.push({ error, client }),
  };
  const deliver = (delivery: Delivery): void => {
    fanOut.deliver([delivery]);
  };
  return { connection: new FakeConnection({ id: 1 }), out, slow, failures, deliver };
}

const told = { a: tell(1, 'a'), b: tell(1, 'b'), c: tell(1, 'c'), d: tell(1, 'd'), z: end(1, 'Bye'), e: end(1) };
const demand = { f: 'block', t: 'drain' } as const;
const lines = { a: ['a'], b: ['b'], c: ['c'], d: ['d'] };

describe('outbound', () => {
  it(
    'writes what the client is told, and ends our side after it',
    marbles(({ hot, expectObservable }) => {
      const deliveries$ = hot('-a-b--e', told);
      const result = '         ------|';
      const written = '        -a-b--|';

      const { connection, out, deliver } = newOutbound();
      expectObservable(outbound(connection, out)).toBe(result);
      expectObservable(connection.written$).toBe(written, lines);
      deliveries$.subscribe(deliver);
    }),
  );

  it(
    'keeps what the socket does not take, and ends our side only after that',
    marbles(({ hot, expectObservable }) => {
      const demand$ = hot('    --f------t----', demand);
      const deliveries$ = hot('---a--bze-----', told);
      const result = '         ---------|    ';
      const written = '        ---a-----(bz|)';

      const { connection, out, deliver } = newOutbound();
      demand$.subscribe((change) => {
        connection[change]();
      });
      expectObservable(outbound(connection, out)).toBe(result);
      expectObservable(connection.written$).toBe(written, { ...lines, z: ['Bye'] });
      deliveries$.subscribe(deliver);
    }),
  );

  it(
    'drops what does not fit, and tells the client and the one who watches',
    marbles(({ hot, flush, expectObservable }) => {
      const demand$ = hot('    f------t', demand);
      const deliveries$ = hot('-abcdd---', told);
      const written = '        -a-----(bcn)';

      const { connection, out, slow, deliver } = newOutbound();
      demand$.subscribe((change) => {
        connection[change]();
      });
      expectObservable(outbound(connection, out)).toBe('-');
      expectObservable(connection.written$).toBe(written, {
        ...lines,
        n: ['SYSTEM: 2 lines skipped, your connection is slow'],
      });
      deliveries$.subscribe(deliver);
      flush();
      expect(slow).toEqual([1]);
      expect(out.outboxes.totals).toMatchObject({ offered: 6, written: 4, dropped: 2, queued: 0, slow: 0 });
    }),
  );

  it(
    'drops the oldest where that is wanted',
    marbles(({ hot, expectObservable }) => {
      const demand$ = hot('    f------t', demand);
      const deliveries$ = hot('-abcd---', told);
      const written = '        -a-----(ncd)';

      const { connection, out, deliver } = newOutbound({ overflow: 'dropOldest' });
      demand$.subscribe((change) => {
        connection[change]();
      });
      expectObservable(outbound(connection, out)).toBe('-');
      expectObservable(connection.written$).toBe(written, {
        ...lines,
        n: ['SYSTEM: 1 line skipped, your connection is slow'],
      });
      deliveries$.subscribe(deliver);
    }),
  );

  it('is over when the connection is gone, and counts what still waited as dropped', () => {
    const { connection, out, deliver } = newOutbound();
    const story: string[] = [];
    outbound(connection, out).subscribe({ complete: () => story.push('complete') });
    connection.block();
    for (const line of ['a', 'b', 'c']) deliver(tell(1, line));
    expect(out.outboxes.totals).toMatchObject({ offered: 3, written: 1, queued: 2, slow: 1 });
    connection.close('slow_consumer');
    expect(story).toEqual(['complete']);
    expect(out.outboxes.totals).toMatchObject({
      offered: 3,
      written: 1,
      dropped: 2,
      queued: 0,
      queuedBytes: 0,
      slow: 0,
    });
    deliver(tell(1, 'd'));
    expect(connection.lines).toEqual(['a']);
    expect(out.outboxes.totals).toMatchObject({ offered: 3 });
  });

  it('lets go of everything when nobody wants it any more', () => {
    const { connection, out, deliver } = newOutbound();
    outbound(connection, out).subscribe().unsubscribe();
    deliver(tell(1, 'a'));
    expect(connection.writes).toEqual([]);
    expect(connection.ends).toBe(0);
    expect(out.outboxes.totals).toMatchObject({ offered: 0 });
  });

  it('is not watched by closeStuck any more when it is over', () => {
    const { connection, out, deliver } = newOutbound();
    outbound(connection, out).subscribe();
    connection.block();
    deliver(tell(1, 'a'));
    out.outboxes.closeStuck(0, 10);
    connection.hangUp();
    out.outboxes.closeStuck(10, 10);
    expect(connection.closes).toEqual([]);
  });

  it('fails for one client alone, which is closed, and the defect is reported', () => {
    const { connection, out, failures, deliver } = newOutbound();
    const story: string[] = [];
    const defect = new Error('a defect of the server');
    jest.spyOn(connection, 'write').mockImplementation(() => {
      throw defect;
    });
    outbound(connection, out).subscribe({ complete: () => story.push('complete') });
    deliver(tell(1, 'a'));
    expect(story).toEqual(['complete']);
    expect(failures).toEqual([{ error: defect, client: 1 }]);
    expect(connection.closes).toEqual(['internal_error']);
    expect(out.outboxes.totals).toMatchObject({ slow: 0, queued: 0 });
  });
});
