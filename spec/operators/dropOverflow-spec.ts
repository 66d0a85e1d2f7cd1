import { EMPTY, NEVER, Subject } from 'rxjs';
import { type Chunk, toChunk } from '../../src/buffers/chunk';
import { dropOverflow, type OverflowContext, SlowConsumerError } from '../../src/operators/dropOverflow';
import type { BufferLimits, Overflow } from '../../src/buffers/overflowQueue';
import { SharedBudget } from '../../src/buffers/sharedBudget';
import { newCounters, type OutboxCounters } from '../../src/buffers/outboxCounters';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const notice = (skipped: number): Chunk => toChunk(`${skipped} lines skipped`);
const WIDE: BufferLimits = { lines: 1000, bytes: 100_000, overflow: 'dropNewest' };
const flow = { t: true, f: false };
const chunks = {
  a: toChunk('a'),
  b: toChunk('b'),
  c: toChunk('c'),
  d: toChunk('d'),
  e: toChunk('e'),
  f: toChunk('f'),
  n: notice(2),
};

/** What is different from a context with wide limits: the limits each by its name. */
type Variation = Partial<BufferLimits> & Partial<Omit<OverflowContext, 'limits'>>;

const newContext = ({
  lines = WIDE.lines,
  bytes = WIDE.bytes,
  overflow = WIDE.overflow,
  ...rest
}: Variation & Pick<OverflowContext, 'demand$'>): OverflowContext => ({
  limits: { lines, bytes, overflow },
  counters: newCounters(),
  notice,
  ...rest,
});

/** A buffer whose consumer says by hand whether it takes more. */
class Bench {
  readonly source$ = new Subject<Chunk>();
  readonly demand$ = new Subject<boolean>();
  readonly counters: OutboxCounters = newCounters();
  readonly written: string[] = [];
  readonly overflows: number[] = []; // how many had been offered each time that lines began to be dropped
  ended: unknown;
  /** Called after each chunk. */
  onChunk?: () => void;

  /** @param takes how many chunks the consumer takes each time before it is full; without it, it is full only after `block` */
  constructor(variation: Variation, takes = Infinity) {
    const context = newContext({
      demand$: this.demand$,
      counters: this.counters,
      onOverflow: () => this.overflows.push(this.counters.offered),
      ...variation,
    });
    let taken = 0;
    this.demand$.subscribe((demand) => {
      if (demand) taken = 0;
    });
    this.source$.pipe(dropOverflow(context)).subscribe({
      next: ({ bytes }) => {
        this.written.push(...Buffer.from(bytes).toString().trimEnd().split('\n'));
        taken += 1;
        if (taken === takes) this.demand$.next(false);
        this.onChunk?.();
      },
      error: (error: unknown) => (this.ended = error),
      complete: () => (this.ended = 'complete'),
    });
  }

  /** Sends each text as a chunk; a space parts its lines. */
  send(...texts: readonly string[]): this {
    for (const text of texts) this.source$.next(toChunk(...text.split(' ')));
    return this;
  }

  block(): this {
    this.demand$.next(false);
    return this;
  }

  drain(): this {
    this.demand$.next(true);
    return this;
  }
}

describe('dropOverflow', () => {
  const pictured = (overflow: Overflow, result: string): (() => void) =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('           --a--b--c--d------e--|', chunks);
      const demand$ = cold('           t--f----------t-------', flow);
      const result$ = source$.pipe(dropOverflow(newContext({ lines: 1, overflow, demand$ })));
      expectObservable(result$).toBe(result, chunks);
      expectSubscriptions(source$.subscriptions).toBe('^--------------------!');
      expectSubscriptions(demand$.subscriptions).toBe('^--------------------!');
    });

  it('drops the newest lines that do not fit', pictured('dropNewest', '--a-----------(bn)e--|'));
  it('drops the oldest lines that do not fit', pictured('dropOldest', '--a-----------(nd)e--|'));

  behavesAsOperator({
    operator: ({ cold }) => dropOverflow(newContext({ demand$: cold('-', flow) })),
    values: { a: chunks.a, b: chunks.b, c: chunks.c },
    results: { a: chunks.a, b: chunks.b, c: chunks.c },
    throwing: {
      onOverflow: {
        operator: (overflowed, { cold }) =>
          dropOverflow(newContext({ lines: 0, demand$: cold('f-', flow), onOverflow: overflowed })),
      },
      'notice before a last chunk': {
        operator: (fail, { cold }) => dropOverflow(newContext({ lines: 0, demand$: cold('f-', flow), notice: fail })),
        values: { a: chunks.a, b: { ...chunks.b, last: true } },
        result: '-----#',
        subscription: '^----!',
      },
      'notice when the consumer has caught up': {
        operator: (fail, { cold }) => dropOverflow(newContext({ lines: 0, demand$: cold('f--t', flow), notice: fail })),
        result: '---#',
        subscription: '^--!',
      },
    },
  });

  describe('while the consumer takes more', () => {
    it('passes each chunk on as it is, whatever its size', () => {
      const source$ = new Subject<Chunk>();
      const seen: Chunk[] = [];
      source$
        .pipe(dropOverflow(newContext({ lines: 1, bytes: 1, demand$: NEVER })))
        .subscribe((chunk) => seen.push(chunk));
      const large = toChunk('one', 'two', 'three');
      source$.next(large);
      expect(seen[0]).toBe(large);
    });

    it('assumes that a consumer which has said nothing takes more', () => {
      expect(new Bench({}).send('a', 'b').written).toEqual(['a', 'b']);
    });
  });

  describe('with a budget for all buffers together', () => {
    const line = (letter: string): string => letter.repeat(9); // 10 bytes with its end
    const two = (most: number, variation: Variation = {}): { bound: SharedBudget; one: Bench; other: Bench } => {
      const bound = new SharedBudget(most);
      return {
        bound,
        one: new Bench({ budget: bound, ...variation }),
        other: new Bench({ budget: bound, ...variation }),
      };
    };

    it('drops all that waits for who has been stuck longest, and says so when its consumer has caught up', () => {
      const { bound, one, other } = two(49);
      one.block().send(line('a'), line('b'), line('c'));
      other.block().send(line('d'));
      expect(bound.total).toBe(40);
      other.send(line('e'));
      expect(bound.total).toBe(20);
      expect(one.counters).toMatchObject({ offered: 3, dropped: 3, queued: 0, queuedBytes: 0 });
      expect(one.overflows).toEqual([3]);
      one.send(line('f')).drain().send(line('g'));
      expect(one.written).toEqual(['4 lines skipped', line('g')]);
      other.drain();
      expect(other.written).toEqual([line('d'), line('e')]);
      expect(bound.total).toBe(0);
    });

    it('keeps what comes after that with dropOldest', () => {
      const { one, other } = two(49, { overflow: 'dropOldest' });
      one.block().send(line('a'), line('b'), line('c'));
      other.block().send(line('d'), line('e'));
      one.send(line('f')).drain();
      expect(one.written).toEqual(['3 lines skipped', line('f')]);
    });

    it('counts what was passed on and not taken, until it is', () => {
      const { bound, one } = two(1000);
      one.source$.next(toChunk(line('a')));
      expect(bound.total).toBe(0);
      const full = new Bench({ budget: bound }, 1);
      full.send(line('b'), line('c'));
      expect(bound.total).toBe(20);
      full.drain(); // takes one, and is full again
      expect(full.written).toEqual([line('b'), line('c')]);
      expect(bound.total).toBe(10);
      full.drain();
      expect(bound.total).toBe(0);
    });

    it('gives up the consumer that has been stuck longest if no line is left to drop for it', () => {
      const { bound, other } = two(49);
      const one = new Bench({ budget: bound }, 1);
      one.send(line('a').repeat(4));
      other.block().send(line('b'), line('c'));
      expect(one.ended).toBeInstanceOf(SlowConsumerError);
      expect(other.ended).toBeUndefined();
      expect(bound.total).toBe(20);
      expect(other.counters).toMatchObject({ queued: 2, dropped: 0 });
    });

    it('gives up a consumer whose last chunk waits: no client may miss why its connection ends, and believe that it knows', () => {
      const { one: leaving, other, bound } = two(29);
      leaving.block().send(line('a'));
      leaving.source$.next({ ...toChunk(line('z')), last: true });
      expect(leaving.ended).toBeUndefined();
      other.block().send(line('b'));
      expect(leaving.ended).toBeInstanceOf(SlowConsumerError);
      expect(leaving.counters).toMatchObject({ offered: 2, written: 0, dropped: 2, queued: 0 });
      expect(bound.total).toBe(10);
    });

    it('gives up the consumer that needed room itself if those before it hold too little, and nothing of it is held after that', () => {
      const { bound, one, other } = two(39);
      other.block().send(line('a'));
      const large = new Bench({ budget: bound }, 1);
      large.send(line('b').repeat(4));
      expect(large.ended).toBeInstanceOf(SlowConsumerError);
      expect([one.ended, other.ended]).toEqual([undefined, undefined]);
      expect(other.counters).toMatchObject({ queued: 0, dropped: 1 });
      expect(bound.total).toBe(0);
    });

    it('takes nothing from a consumer that has taken something since another one became full, however much waits for it', () => {
      const { one: stuck, bound } = two(69);
      const reader = new Bench({ budget: bound }, 1);
      reader.send(line('a'), line('b'), line('c'));
      stuck.block().send(line('d'), line('e'));
      reader.drain(); // takes one, and is full again
      reader.send(line('f'), line('g'), line('h'));
      expect(stuck.counters).toMatchObject({ queued: 0, dropped: 2 });
      expect(reader.counters).toMatchObject({ dropped: 0 });
    });

    it('counts what is left when the consumer has taken some of it, after the source has completed as well', () => {
      const bound = new SharedBudget(1000);
      const bench = new Bench({ budget: bound }, 1).block().send(line('a'), line('b'), line('c'));
      bench.source$.complete();
      expect(bound.total).toBe(30);
      bench.drain().drain();
      expect(bench.written).toEqual([line('a'), line('b')]);
      expect(bound.total).toBe(20);
      bench.drain().drain();
      expect(bench.ended).toBe('complete');
      expect(bound.total).toBe(0);
    });

    it('drops no more than is needed if the source of the largest has completed', () => {
      const { bound, one, other } = two(49);
      one.block().send(line('a'), line('b'), line('c')).source$.complete();
      other.block().send(line('d'), line('e'));
      expect(bound.total).toBe(20);
      expect(other.counters).toMatchObject({ queued: 2, dropped: 0 });
      expect(one.drain().written).toEqual(['3 lines skipped']);
      expect(one.ended).toBe('complete');
    });

    it('fails the buffer whose callback throws, and not the one that needed room', () => {
      const bound = new SharedBudget(49);
      const defect = new Error('a defect');
      const onOverflow = (): never => {
        throw defect;
      };
      const one = new Bench({ budget: bound, onOverflow });
      const other = new Bench({ budget: bound });
      one.block().send(line('a'), line('b'), line('c'));
      other.block().send(line('d'), line('e'));
      expect(one.ended).toBe(defect);
      expect(one.counters).toMatchObject({ offered: 3, dropped: 3, queued: 0 });
      expect(other.ended).toBeUndefined();
      expect(other.counters).toMatchObject({ queued: 2, dropped: 0 });
      expect(bound.total).toBe(20);
    });

    it('holds nothing any more when it has ended, in whatever way', () => {
      const { bound, one, other } = two(1000);
      one.block().send(line('a'));
      other.block().send(line('b'));
      one.demand$.complete();
      other.source$.error(new Error('broken'));
      expect(bound.total).toBe(0);
    });
  });

  describe('while the consumer takes nothing', () => {
    it('keeps what fits, in order, and passes it on as chunks of the same lines', () => {
      const bench = new Bench({ lines: 5 }).block().send('a', 'b c', 'd');
      expect(bench.written).toEqual([]);
      expect(bench.counters).toMatchObject({ offered: 4, written: 0, queued: 4, queuedBytes: 8, dropped: 0 });
      expect(bench.drain().written).toEqual(['a', 'b', 'c', 'd']);
      expect(bench.counters).toMatchObject({
        offered: 4,
        written: 4,
        queued: 0,
        queuedBytes: 0,
        writes: 3,
        writtenBytes: 8,
      });
    });

    it('passes on no more than the consumer takes, and keeps the rest', () => {
      const bench = new Bench({}, 2).send('a', 'b', 'c', 'd', 'e');
      expect(bench.written).toEqual(['a', 'b']);
      expect(bench.drain().written).toEqual(['a', 'b', 'c', 'd']);
      expect(bench.counters).toMatchObject({ queued: 1, isBackpressured: true, drainCount: 1 });
      expect(bench.drain().written).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(bench.counters).toMatchObject({ queued: 0, isBackpressured: false, drainCount: 2 });
    });

    it('counts a drain for each time that the consumer took nothing, and none if it says twice that it takes more', () => {
      const bench = new Bench({}).drain().block().block().drain().drain();
      expect(bench.counters.drainCount).toBe(1);
    });
  });

  describe('dropNewest', () => {
    it('cuts a chunk between two lines if it fits in part', () => {
      const bench = new Bench({ lines: 3 }).block().send('a', 'b c d e', 'f').drain();
      expect(bench.written).toEqual(['a', 'b', 'c', '3 lines skipped']);
    });

    it('keeps to its bound of bytes as well', () => {
      const bench = new Bench({ bytes: 9 }).block().send('aa', 'bb', 'cc dd').drain();
      expect(bench.written).toEqual(['aa', 'bb', 'cc', '1 lines skipped']);
    });

    it('leaves one gap: what would fit again is dropped until the consumer has caught up', () => {
      const bench = new Bench({ bytes: 6 }).block().send('aa', 'too-long', 'b').drain().send('c');
      expect(bench.written).toEqual(['aa', '2 lines skipped', 'c']);
    });

    it('leaves one gap if the consumer takes some before it has caught up, too', () => {
      const bench = new Bench({ lines: 2 }, 1).send('a', 'b', 'c', 'd').drain().send('e').drain().send('f').drain();
      expect(bench.written).toEqual(['a', 'b', 'c', '3 lines skipped']);
      expect(bench.drain().send('g').written).toEqual(['a', 'b', 'c', '3 lines skipped', 'g']);
    });

    it('lets nothing that comes in the middle of a drain overtake the notice', () => {
      const replying$ = new Subject<Chunk>();
      const demand$ = new Subject<boolean>();
      const written: string[] = [];
      replying$.pipe(dropOverflow(newContext({ lines: 1, demand$ }))).subscribe(({ bytes }) => {
        const text = Buffer.from(bytes).toString().trimEnd();
        written.push(text);
        if (text === 'a') replying$.next(toChunk('reply'));
      });
      demand$.next(false);
      replying$.next(toChunk('a'));
      replying$.next(toChunk('b'));
      demand$.next(true);
      expect(written).toEqual(['a', '2 lines skipped']);
    });
  });

  describe('dropOldest', () => {
    it('cuts a chunk between two lines if it fits in part', () => {
      const bench = new Bench({ lines: 3, overflow: 'dropOldest' }).block().send('a b c', 'd', 'e').drain();
      expect(bench.written).toEqual(['2 lines skipped', 'c', 'd', 'e']);
    });

    it('keeps to its bound of bytes as well', () => {
      const bench = new Bench({ bytes: 9, overflow: 'dropOldest' }).block().send('aa bb', 'cc', 'dd').drain();
      expect(bench.written).toEqual(['1 lines skipped', 'bb', 'cc', 'dd']);
    });

    it('keeps nothing if not even the newest line fits', () => {
      const bench = new Bench({ bytes: 3, overflow: 'dropOldest' }).block().send('a', 'too-long').drain().send('b');
      expect(bench.written).toEqual(['2 lines skipped', 'b']);
    });

    it('says so before what is left, and again if more was dropped since', () => {
      const bench = new Bench({ lines: 1, overflow: 'dropOldest' }, 1).send('a', 'b', 'c').drain().send('d').drain();
      expect(bench.written).toEqual(['a', '1 lines skipped', '1 lines skipped']);
      expect(bench.drain().written).toEqual(['a', '1 lines skipped', '1 lines skipped', 'd']);
    });
  });

  describe('calls onOverflow when lines begin to be dropped', () => {
    it.each<Overflow>(['dropNewest', 'dropOldest'])(
      '%s: once, and again after the consumer has caught up',
      (overflow) => {
        const bench = new Bench({ lines: 2, overflow }).block().send('a', 'b', 'c', 'd');
        expect(bench.overflows).toEqual([3]);
        bench.drain().block().send('e f g', 'h');
        expect(bench.overflows).toHaveLength(2);
      },
    );

    it('not while all fits', () => {
      expect(new Bench({ lines: 2 }).block().send('a', 'b').drain().overflows).toEqual([]);
    });
  });

  describe('a last chunk', () => {
    const farewell: Chunk = { ...toChunk('Bye'), last: true };

    it('is kept though nothing fits any more, after the notice', () => {
      const bench = new Bench({ lines: 1 }).block().send('a', 'b');
      bench.source$.next(farewell);
      bench.source$.complete();
      expect(bench.drain().written).toEqual(['a', '1 lines skipped', 'Bye']);
      expect(bench.ended).toBe('complete');
      expect(bench.counters).toMatchObject({ offered: 4, written: 3, dropped: 1, queued: 0 });
    });

    it('is kept with dropOldest as well', () => {
      const bench = new Bench({ lines: 1, overflow: 'dropOldest' }).block().send('a', 'b');
      bench.source$.next(farewell);
      bench.source$.complete();
      expect(bench.drain().written).toEqual(['1 lines skipped', 'b', 'Bye']);
      expect(bench.ended).toBe('complete');
    });

    it('needs no notice if nothing was dropped', () => {
      const bench = new Bench({ lines: 1 }).block().send('a');
      bench.source$.next(farewell);
      expect(bench.drain().written).toEqual(['a', 'Bye']);
    });
  });

  describe('ends', () => {
    it(
      'when what waits has been taken, though its source has completed before; the source is let go of at once',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold('                  --a-b-c|', chunks);
        const demand$ = cold('                  -f-------t--', flow);
        const result$ = source$.pipe(dropOverflow(newContext({ demand$ })));
        expectObservable(result$).toBe('        ---------(abc|)', chunks);
        expectSubscriptions(source$.subscriptions).toBe('^------!');
        expectSubscriptions(demand$.subscriptions).toBe('^--------!');
      }),
    );

    it(
      'when the notice has been taken',
      marbles(({ cold, expectObservable }) => {
        const source$ = cold('          --a-b-c-d|', chunks);
        const demand$ = cold('          -f---------t--', flow);
        const result$ = source$.pipe(dropOverflow(newContext({ lines: 2, demand$ })));
        expectObservable(result$).toBe('-----------(abn|)', chunks);
      }),
    );

    it(
      'after its source when the consumer has taken what was passed on, though nothing waits',
      marbles(({ cold, expectObservable }) => {
        const source$ = cold('          --a---|', chunks);
        const demand$ = cold('          ---f------t', flow);
        const result$ = source$.pipe(dropOverflow(newContext({ demand$ })));
        expectObservable(result$).toBe('--a-------|', chunks);
      }),
    );

    it(
      'at once when the consumer is gone, and counts what waited as dropped',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const counters = newCounters();
        const source$ = cold('                  --a-b-c-d-', chunks);
        const demand$ = cold('                  ---f-----|', flow);
        const result$ = source$.pipe(dropOverflow(newContext({ lines: 2, demand$, counters })));
        expectObservable(result$).toBe('        --a------|', chunks);
        expectSubscriptions(source$.subscriptions).toBe('^--------!');
        flush();
        expect(counters).toMatchObject({ offered: 4, written: 1, dropped: 3, queued: 0, queuedBytes: 0 });
      }),
    );

    it(
      'at once when the consumer is gone after the source has completed',
      marbles(({ cold, expectObservable, flush }) => {
        const counters = newCounters();
        const source$ = cold('          --a-b|', chunks);
        const demand$ = cold('          -f-----|', flow);
        expectObservable(source$.pipe(dropOverflow(newContext({ demand$, counters })))).toBe('-------|');
        flush();
        expect(counters).toMatchObject({ offered: 2, written: 0, dropped: 2, queued: 0, queuedBytes: 0 });
      }),
    );

    it('never listens to its source if the consumer is gone already', () => {
      const source$ = new Subject<Chunk>();
      let ended = '';
      source$.pipe(dropOverflow(newContext({ demand$: EMPTY }))).subscribe({ complete: () => (ended = 'complete') });
      expect(ended).toBe('complete');
      expect(source$.observed).toBe(false);
    });

    it(
      'with the error of the demand',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold('                  --a-b-', chunks);
        const demand$ = cold('                  -f---#', flow);
        expectObservable(source$.pipe(dropOverflow(newContext({ demand$ })))).toBe('-----#');
        expectSubscriptions(source$.subscriptions).toBe('^----!');
      }),
    );

    it(
      'with the error of its source, and counts what waited as dropped',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const counters = newCounters();
        const source$ = cold('                  --a-b#', chunks);
        const demand$ = cold('                  -f----', flow);
        expectObservable(source$.pipe(dropOverflow(newContext({ demand$, counters })))).toBe('-----#');
        expectSubscriptions(demand$.subscriptions).toBe('^----!');
        flush();
        expect(counters).toMatchObject({ offered: 2, written: 0, dropped: 2, queued: 0 });
      }),
    );

    it(
      'at an unsubscription, lets go of both inputs and counts what waited as dropped',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const counters = newCounters();
        const source$ = cold('                  --a-b--|', chunks);
        const demand$ = cold('                  -f---------', flow);
        expectObservable(source$.pipe(dropOverflow(newContext({ demand$, counters }))), '^--------!').toBe('---------');
        expectSubscriptions(source$.subscriptions).toBe('^------!');
        expectSubscriptions(demand$.subscriptions).toBe('^--------!');
        flush();
        expect(counters).toMatchObject({ offered: 2, written: 0, dropped: 2, queued: 0 });
      }),
    );
  });

  it.each<Overflow>(['dropNewest', 'dropOldest'])('%s: accounts for every line if a callback throws', (overflow) => {
    const defect = new Error('a defect');
    const bench = new Bench({
      lines: 3,
      overflow,
      onOverflow: () => {
        throw defect;
      },
    });
    bench.block().send('a b', 'c d');
    expect(bench.ended).toBe(defect);
    expect(bench.counters).toMatchObject({ offered: 4, written: 0, dropped: 4, queued: 0, queuedBytes: 0 });
  });
});

describe('dropOverflow of much at once', () => {
  const LINE = 'x'.repeat(1023);

  it('passes a chunk of more than 256 KiB on in parts, and keeps of it what fits when the consumer is full', () => {
    const bench = new Bench({ lines: 100, bytes: 1e6 }, 2); // full after two parts
    bench.source$.next(toChunk(...Array.from({ length: 1000 }, () => LINE)));
    expect(bench.written).toHaveLength(512);
    expect(bench.counters).toMatchObject({ offered: 1000, written: 512, writes: 2, queued: 100, dropped: 388 });
  });

  it('passes a single line on, however long it is', () => {
    const bench = new Bench({ lines: 1, bytes: 10 });
    bench.source$.next(toChunk('x'.repeat(300 * 1024), 'y'));
    expect(bench.written.map((line) => line.length)).toEqual([300 * 1024, 1]);
  });

  it('counts lines that were left out before, and says so after those that were not', () => {
    const bench = new Bench({ lines: 10 });
    bench.source$.next({ ...toChunk('a', 'b'), missing: 3 });
    expect(bench.written).toEqual(['a', 'b', '3 lines skipped']);
    expect(bench.counters).toMatchObject({ offered: 6, written: 3, dropped: 3, queued: 0 });
  });

  describe('if the consumer ends with what it is passed', () => {
    /** A buffer whose consumer is gone after so many chunks. The counters are read then: nothing may change later. */
    function endingAfter(chunks: number): { bench: Bench; atEnd: () => OutboxCounters } {
      const bench = new Bench({ lines: 2, bytes: 1e6 });
      let atEnd: OutboxCounters | undefined;
      let left = chunks;
      bench.onChunk = () => {
        left -= 1;
        if (left > 0) return;
        bench.demand$.complete();
        atEnd = { ...bench.counters };
      };
      return { bench, atEnd: () => atEnd! };
    }

    it('offers no part of a large chunk after that', () => {
      const { bench, atEnd } = endingAfter(2);
      bench.source$.next({ ...toChunk(...Array.from({ length: 1000 }, () => LINE)), missing: 3 });
      expect(bench.written).toHaveLength(512);
      expect(atEnd()).toMatchObject({ offered: 512, written: 512, writes: 2, queued: 0, dropped: 0 });
      expect(bench.counters).toEqual(atEnd());
      expect(bench.overflows).toEqual([]);
    });

    it('makes no notice after that', () => {
      const { bench, atEnd } = endingAfter(1);
      bench.block().send('a', 'b', 'c').drain();
      expect(bench.written).toEqual(['a']);
      expect(atEnd()).toMatchObject({ offered: 3, written: 1, dropped: 2, queued: 0 });
      expect(bench.counters).toEqual(atEnd());
    });
  });
});
