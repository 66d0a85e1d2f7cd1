import * as fc from 'fast-check';
import { Subject } from 'rxjs';
import { type Chunk, toChunk } from '../../src/buffers/chunk';
import { dropOverflow, SlowConsumerError } from '../../src/operators/dropOverflow';
import type { Overflow } from '../../src/buffers/overflowQueue';
import { SharedBudget } from '../../src/buffers/sharedBudget';
import { newCounters } from '../../src/buffers/outboxCounters';

const NOTICE = /^! (\d+) skipped$/;
const notice = (skipped: number): Chunk => toChunk(`! ${skipped} skipped`);

/** What may happen to a buffer. */
type Step =
  | { readonly type: 'send'; readonly lengths: readonly number[]; readonly last: boolean }
  | { readonly type: 'demand'; readonly demand: boolean };

/** Several lines of any length, whether the consumer takes more, and now and then the last chunk. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('send' as const),
      lengths: fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }),
      last: fc.constant(false),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('demand' as const), demand: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ type: 'send' as const, lengths: [3], last: true }) },
);

const anyRun = fc.record({
  lines: fc.nat(10),
  bytes: fc.nat(80),
  /** What all buffers together may hold; this one is alone. */
  most: fc.oneof(fc.constant(Infinity), fc.nat(100)),
  /** How many chunks the consumer takes each time before it is full, over and over. */
  takes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  steps: fc.array(anyStep, { maxLength: 60 }),
});

/** As `expect(holds)`, but cheap enough to be asked a dozen times after each of some ten thousand steps. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

const numberOf = (line: string): number => Number(line.split(' ', 1)[0]);

describe.each<Overflow>(['dropNewest', 'dropOldest'])(
  'dropOverflow with %s, whatever comes and whenever it is taken',
  (overflow) => {
    it('keeps its bounds and its order, and accounts for every line after every step', () => {
      fc.assert(
        fc.property(anyRun, ({ lines, bytes, most, takes, steps }) => {
          const source$ = new Subject<Chunk>();
          const demand$ = new Subject<boolean>();
          const counters = newCounters();
          const written: string[] = [];
          let sent = 0; // lines that came from the source, numbered from 1
          let beyond = { lines: 0, bytes: 0 }; // the farewell and the notice before it may pass the bounds
          let blocked = false;
          let untaken = 0; // bytes of the chunk that filled the consumer
          let turn = 0;
          let left = takes[0]!;
          const result = { completed: false, givenUp: false };
          const isGivenUp = (): boolean => result.givenUp;
          const budget = new SharedBudget(most);

          const setDemand = (demand: boolean): void => {
            if (demand) {
              left = takes[(turn += 1) % takes.length]!;
              untaken = 0;
            }
            blocked = !demand;
            demand$.next(demand);
          };
          const context = { limits: { lines, bytes, overflow }, demand$, counters, notice, budget };
          source$.pipe(dropOverflow(context)).subscribe({
            next: (chunk) => {
              must(!blocked, 'nothing is passed on that was not asked for');
              const text = Buffer.from(chunk.bytes).toString();
              must(text.endsWith('\n'), 'a chunk is cut between two lines');
              const these = text.slice(0, -1).split('\n');
              must(these.length === chunk.lines, 'a chunk knows how many lines it has');
              written.push(...these);
              left -= 1;
              if (left > 0) return;
              untaken = chunk.bytes.length;
              setDemand(false);
            },
            error: (error: unknown) => (result.givenUp = error instanceof SlowConsumerError),
            complete: () => (result.completed = true),
          });

          const announced = (): number => written.reduce((sum, line) => sum + Number(NOTICE.exec(line)?.[1] ?? 0), 0);
          const numbers = (): number[] => written.filter((line) => !NOTICE.test(line)).map(numberOf);
          const check = (): void => {
            const seen = numbers();
            const { offered, dropped, queued, queuedBytes } = counters;
            must(offered === counters.written + dropped + queued, 'every line is written, dropped or queued');
            must(counters.written === written.length, 'what counts as written has been passed on');
            must(
              counters.writtenBytes === written.join('\n').length + Math.min(1, written.length),
              'and so have its bytes',
            );
            must(queued >= 0 && queued <= lines + beyond.lines, 'the bound of lines holds');
            must(queuedBytes >= 0 && queuedBytes <= bytes + beyond.bytes, 'the bound of bytes holds');
            must(budget.total <= most, 'the budget holds');
            if (isGivenUp()) {
              must(
                !result.completed && queued === 0 && budget.total === 0,
                'a consumer that is given up costs nothing more',
              );
              must(!source$.observed && !demand$.observed, 'and both inputs are let go of');
              return;
            }
            must(budget.total === queuedBytes + untaken, 'what waits counts for the budget, and what is not taken yet');
            must(counters.isBackpressured === blocked, 'the buffer knows whether the consumer takes more');
            must(
              seen.every((number, index) => index === 0 || number > seen[index - 1]!),
              'lines keep their order, and none comes twice',
            );
            must(announced() <= dropped, 'no notice says more than was dropped');
            must(blocked || queued === 0, 'a consumer that takes more has received all there is');
            must(blocked || announced() === dropped, 'and notices of all that was dropped');
          };

          check();
          for (const step of steps) {
            if (step.type === 'demand') {
              setDemand(step.demand);
            } else {
              const texts = step.lengths.map((length) => `${(sent += 1)} ${'x'.repeat(length)}`);
              const chunk = toChunk(...texts);
              if (step.last) beyond = { lines: 2, bytes: chunk.bytes.length + 40 };
              source$.next(step.last ? { ...chunk, last: true } : chunk);
              if (step.last) break;
            }
            check();
            if (isGivenUp()) return;
          }
          source$.complete();
          check();
          if (isGivenUp()) return;
          for (let rounds = 0; !result.completed; rounds += 1) {
            must(rounds < 200, 'each round takes something');
            setDemand(true);
            check();
            if (isGivenUp()) return;
          }

          must(!source$.observed && !demand$.observed, 'both inputs are let go of');
          must(numbers().length + announced() === sent, 'what was written and what the notices say is all there was');
          must(announced() === counters.dropped, 'the notices say all that was dropped');
          if (beyond.lines > 0) must(numberOf(written.at(-1)!) === sent, 'the last chunk has come through');
          // Each gap is where its notice stands, and as wide as it says.
          let next = 1;
          for (const line of written) {
            const skipped = NOTICE.exec(line)?.[1];
            if (skipped === undefined) must(numberOf(line) === next, `${line} comes where ${next} is due`);
            next += Number(skipped ?? 1);
          }
          must(next === sent + 1, 'each line is written or in a notice');
        }),
        { numRuns: 500 },
      );
    });

    it('accounts for every line at an end in the middle', () => {
      fc.assert(
        fc.property(
          anyRun,
          fc.constantFrom('unsubscribe', 'consumer gone', 'error'),
          ({ lines, bytes, steps }, end) => {
            const source$ = new Subject<Chunk>();
            const demand$ = new Subject<boolean>();
            const counters = newCounters();
            const subscription = source$
              .pipe(dropOverflow({ limits: { lines, bytes, overflow }, demand$, counters, notice }))
              .subscribe({ error: () => undefined });
            for (const step of steps) {
              if (step.type === 'demand') demand$.next(step.demand);
              else source$.next(toChunk(...step.lengths.map((length) => 'x'.repeat(length))));
            }
            if (end === 'unsubscribe') subscription.unsubscribe();
            else if (end === 'error') source$.error(new Error('broken'));
            else demand$.complete();
            must(!source$.observed && !demand$.observed, 'both inputs are let go of');
            must(counters.queued === 0 && counters.queuedBytes === 0, 'nothing waits any more');
            must(counters.offered === counters.written + counters.dropped, 'every line is written or dropped');
          },
        ),
      );
    });
  },
);
