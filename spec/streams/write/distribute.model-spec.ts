import fc from 'fast-check';
import { Subject } from 'rxjs';
import type { Overflow } from '../../../src/buffers/overflowQueue';
import type { Connection } from '../../../src/streams/model/connection';
import type { Delivery } from '../../../src/streams/model/delivery';
import { distribute } from '../../../src/streams/write/distribute';
import { FanOut, TURN_LIMITS } from '../../../src/streams/write/fanOut';
import { Outboxes } from '../../../src/streams/write/outboxes';
import { aConnection } from '../../helpers/aConnection';
import { linesOf } from '../../helpers/fakeConnection';
import { anyBatch, CLIENTS, DIALECTS, FanOutModel } from '../../helpers/fanOutModel';

/** A client that is written to, and that says whether it takes more. */
interface Consumer {
  readonly demand$: Subject<boolean>;
  readonly written: string[];
  isEnded: boolean;
}

const anyTurn = fc.record({ batch: anyBatch, blocking: fc.subarray(CLIENTS), draining: fc.subarray(CLIENTS) });
const anyRun = fc.record({
  lines: fc.nat(8),
  overflow: fc.constantFrom<Overflow>('dropNewest', 'dropOldest'),
  writesPerTurn: fc.integer({ min: 1, max: 4 }),
  turns: fc.array(anyTurn, { maxLength: 5, size: 'max' }),
});

/** How many lines a notice says were skipped, in either dialect; nothing if a line is no notice, or the heading of one. */
function skippedIn(line: string): number | undefined {
  if (line === 'event: skipped') return 0;
  const skipped = /^(?:data: \{"lines":)?(\d+)(?: skipped|\})$/.exec(line)?.[1];
  return skipped === undefined ? undefined : Number(skipped);
}

/** As `expect(holds)`, but cheap enough to be asked after each of thousands of steps. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

describe('distribute, for any deliveries to clients that take some of it', () => {
  it('accounts for every line in the dialect of its client, and each gap is where its notice stands, as wide as it says', () => {
    fc.assert(
      fc.property(anyRun, ({ lines, overflow, writesPerTurn, turns }) => {
        const clients$ = new Subject<Connection>();
        const deliveries$ = new Subject<readonly Delivery[]>();
        const outboxes = new Outboxes();
        const consumers = new Map<number, Consumer>();
        const fanOut = new FanOut(() => undefined, { ...TURN_LIMITS, writesPerTurn }, DIALECTS);
        const failed = (error: unknown): never => {
          throw error;
        };
        const ignore = (): void => undefined;
        const context = { outboxes, limits: { lines, bytes: 1e6, overflow }, report: ignore, slow: ignore, failed };
        deliveries$.pipe(distribute(clients$, fanOut, context)).subscribe((write) => {
          const consumer = consumers.get(write.connection.id)!;
          must(!consumer.isEnded, 'nothing is written after the end');
          if (write.type === 'bytes') consumer.written.push(...linesOf(write.bytes));
          else consumer.isEnded = write.type === 'end';
        });
        const model = new FanOutModel((client): Consumer => {
          const consumer = { demand$: new Subject<boolean>(), written: [], isEnded: false };
          consumers.set(client, consumer);
          clients$.next(aConnection(client, consumer.demand$));
          return consumer;
        });
        const check = (): void => {
          for (const { counters } of [...outboxes.open, { counters: outboxes.totals }]) {
            const { offered, written, dropped, queued } = counters;
            must(offered === written + dropped + queued, 'every line is written, dropped or queued');
          }
        };

        for (const { batch, blocking, draining } of turns) {
          for (const client of batch.arriving) model.arrive(client);
          for (const client of blocking) consumers.get(client)?.demand$.next(false);
          deliveries$.next(batch.steps.flatMap((step) => model.carryOut(step)));
          check();
          for (const client of draining) consumers.get(client)?.demand$.next(true);
          check();
          for (const client of batch.vanishing) model.vanish(client)?.reader.demand$.complete();
          check();
        }
        while (fanOut.isBusy) deliveries$.next([]);
        for (const { reader } of model.listeners.values()) reader.demand$.next(true);
        check();
        must(outboxes.totals.queued === 0, 'clients that take more have received all there is');
        for (const { reader, lines: due, ended } of model.listeners.values()) {
          let next = 0;
          for (const line of reader.written) {
            const skipped = line === due[next] ? undefined : skippedIn(line);
            if (skipped === undefined) must(line === due[next], `${line} comes where ${String(due[next])} is due`);
            next += skipped ?? 1;
          }
          must(next === due.length, 'each line is written, or in a notice');
          must(reader.isEnded === ended, 'our side ends after the last line of a client that ends, and of no other');
        }
      }),
    );
  });
});
