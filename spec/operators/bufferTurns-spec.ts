import { of, Subject } from 'rxjs';
import { bufferTurns, type Turns } from '../../src/operators/bufferTurns';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect');

/** An event loop and a clock that are moved by hand, and a consumer that takes the time it is told to take. */
class Loop {
  readonly source$ = new Subject<string>();
  readonly turn$ = new Subject<void>();
  /** Each batch with the time at which it was emitted. */
  readonly emitted: string[] = [];
  time = 0;
  /** How long the consumer takes for the next batches, in ms. */
  cost = 0;

  constructor(turns: Partial<Turns> = {}) {
    const all = { turn$: this.turn$, now: () => this.time, longest: 10, ...turns };
    // Upper case is urgent, lower case is calm.
    const batches$ = this.source$.pipe(bufferTurns<string>(all, (value) => value === value.toUpperCase()));
    batches$.subscribe((batch) => {
      this.emitted.push(`${this.time}: ${batch.join('')}`);
      this.time += this.cost;
    });
  }

  /** Sends the values of one turn, lets a millisecond pass and ends the turn; returns what has been emitted so far. */
  turn(values = ''): readonly string[] {
    for (const value of values) this.source$.next(value);
    this.time += 1;
    this.turn$.next();
    return this.emitted;
  }

  /** Lets a batch be emitted that takes its consumer so long. */
  afterWorkOf(cost: number): this {
    this.cost = cost;
    this.turn('W');
    this.cost = 0;
    this.emitted.length = 0;
    this.time = 0;
    return this;
  }
}

describe('bufferTurns', () => {
  it(
    'gathers the values of a turn',
    marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
      const turn$ = cold('---t');
      const source$ = cold('          --a-b-----c-d---------|');
      const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }));
      expectObservable(result$).toBe('-----x-------y--------|', { x: ['a', 'b'], y: ['c', 'd'] });
      expectSubscriptions(source$.subscriptions).toBe('^---------------------!');
      expectSubscriptions(turn$.subscriptions).toBe([' --^--!', '----------^--!']);
    }),
  );

  behavesAsOperator<string, readonly string[]>({
    operator: ({ now }) => bufferTurns({ turn$: of(undefined), now, longest: 10 }), // a turn that is over at once
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: ['a'], b: ['b'], c: ['c'] },
    throwing: {
      now: { operator: (fail) => bufferTurns({ turn$: of(undefined), now: fail, longest: 10 }) },
      isUrgent: { operator: (fail, { now }) => bufferTurns({ turn$: of(undefined), now, longest: 10 }, fail) },
      'now at the end of a turn': {
        operator: (fail, { cold }) => {
          let calls = 0;
          const now = (): number => ((calls += 1) === 1 ? 0 : fail());
          return bufferTurns({ turn$: cold('-t'), now, longest: 10 });
        },
        result: '---#',
        subscription: '^--!',
      },
    },
  });

  describe('in a quiet room', () => {
    it('waits for nothing but the end of the turn', () => {
      const loop = new Loop();
      expect(loop.turn('A')).toEqual(['1: A']);
      loop.turn();
      expect(loop.turn('BC')).toEqual(['1: A', '3: BC']);
    });

    it('waits for nothing more after work that took long, when the next turn brings nothing', () => {
      const loop = new Loop().afterWorkOf(8);
      expect(loop.turn('A')).toEqual([]); // more may come
      expect(loop.turn()).toEqual(['2: A']);
    });

    it('does not ask for the end of a turn in which nothing came', () => {
      const loop = new Loop();
      expect(loop.turn$.observed).toBe(false);
      loop.source$.next('A');
      expect(loop.turn$.observed).toBe(true);
      loop.turn();
      expect(loop.turn$.observed).toBe(false);
    });
  });

  describe('while each turn brings more', () => {
    it('waits as long as the last emission took its consumer', () => {
      const loop = new Loop().afterWorkOf(4);
      for (const value of 'ABCDE') loop.turn(value);
      expect(loop.emitted).toEqual(['4: ABCD', '5: E']); // the emission at 4 took no time, so E waits for nothing
    });

    it('never waits longer than the longest wait', () => {
      const loop = new Loop({ longest: 3 }).afterWorkOf(500);
      for (const value of 'ABCD') loop.turn(value);
      expect(loop.emitted).toEqual(['3: ABC', '4: D']);
    });

    it('waits for no more where it has enough', () => {
      const loop = new Loop({ enough: 3, longestCalm: 100 }).afterWorkOf(8);
      for (const values of ['A', 'B']) expect(loop.turn(values)).toEqual([]);
      expect(loop.turn('C')).toEqual(['3: ABC']);
      loop.afterWorkOf(8);
      expect(loop.turn('DEFGH')).toEqual(['1: DEFGH']); // what has come by the end of a turn is emitted with it
    });

    it('counts for that what is urgent, and anew for each batch', () => {
      const loop = new Loop({ enough: 3, longestCalm: 100 }).afterWorkOf(8);
      expect(loop.turn('abcdeAB')).toEqual([]);
      expect(loop.turn('C')).toEqual(['2: abcdeABC']);
      loop.afterWorkOf(8);
      expect(loop.turn('DE')).toEqual([]);
    });

    it('counts the wait from the oldest value of the batch', () => {
      const loop = new Loop().afterWorkOf(3);
      loop.turn('A');
      loop.turn('B');
      loop.time += 1; // the clock runs in the middle of a turn too
      expect(loop.turn('C')).toEqual(['4: ABC']);
    });
  });

  describe('with values that nobody waits for', () => {
    it('waits for nothing where emissions take no time', () => {
      expect(new Loop({ longestCalm: 100 }).turn('a')).toEqual(['1: a']);
    });

    it('keeps them over turns that bring nothing, until half of the longest wait has brought nothing', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(50);
      for (const values of ['a', '', '', 'b', '', '', '', '']) expect(loop.turn(values)).toEqual([]);
      expect(loop.turn()).toEqual(['9: ab']);
    });

    it('waits for a quarter of the time that emissions take, where that is less', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(8);
      for (const values of ['a', '']) expect(loop.turn(values)).toEqual([]);
      expect(loop.turn()).toEqual(['3: a']);
    });

    it('forgets how long emissions took only by half with each that took less', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(16);
      loop.turn('A');
      loop.turn(); // emitted, in no time
      loop.emitted.length = 0;
      loop.time = 0;
      for (let turn = 0; turn < 10 && loop.emitted.length === 0; turn += 1) loop.turn(turn === 0 ? 'b' : '');
      expect(loop.emitted).toEqual(['3: b']);
    });

    it('keeps them while they come, for three times as long as emissions take', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(2);
      for (let turn = 0; turn < 7; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual(['6: aaaaaa']);
    });

    it('never keeps them longer than their longest wait', () => {
      const loop = new Loop({ longestCalm: 20 }).afterWorkOf(500);
      for (let turn = 0; turn < 25; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual([`20: ${'a'.repeat(20)}`]);
    });

    it('takes the longest wait for both kinds where only one is said', () => {
      const loop = new Loop({ longest: 2 }).afterWorkOf(500);
      for (const value of ['a', '', '']) loop.turn(value);
      expect(loop.emitted).toEqual(['2: a']);
    });

    it('emits them with the first value that is urgent, at the end of its turn', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(50);
      for (let turn = 0; turn < 20; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual([]);
      expect(loop.turn('B')).toEqual([`21: ${'a'.repeat(20)}B`]);
    });

    it('does not take the next batch for urgent because the last one was', () => {
      const loop = new Loop({ longestCalm: 100 }).afterWorkOf(50);
      loop.turn('a');
      expect(loop.turn()).toEqual([]);
    });
  });

  it('emits a new array each time', () => {
    const source$ = new Subject<string>();
    const batches: (readonly string[])[] = [];
    const turns = { turn$: of(undefined), now: () => 0, longest: 10 };
    source$.pipe(bufferTurns(turns)).subscribe((batch) => batches.push(batch));
    source$.next('a');
    source$.next('b');
    expect(batches).toEqual([['a'], ['b']]);
  });

  it('keeps for the next turn what its consumer sends while it takes a batch', () => {
    const source$ = new Subject<string>();
    const turn$ = new Subject<void>();
    const batches: string[] = [];
    source$.pipe(bufferTurns({ turn$, now: () => 0, longest: 10 })).subscribe((batch) => {
      batches.push(batch.join(''));
      if (batches.length === 1) source$.next('answer');
    });
    source$.next('question');
    turn$.next();
    expect(batches).toEqual(['question']);
    turn$.next();
    expect(batches).toEqual(['question', 'answer']);
  });

  describe('ends', () => {
    it(
      'with what is left, at once, when its source completes',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('-----t');
        const source$ = cold('--a-b|');
        expectObservable(source$.pipe(bufferTurns({ turn$, now, longest: 10 }))).toBe('-----(x|)', { x: ['a', 'b'] });
        expectSubscriptions(turn$.subscriptions).toBe('--^--!');
      }),
    );

    it(
      'without what is left when its source errors',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('-----t');
        const source$ = cold('--a-b#');
        expectObservable(source$.pipe(bufferTurns({ turn$, now, longest: 10 }))).toBe('-----#');
        expectSubscriptions(turn$.subscriptions).toBe('--^--!');
      }),
    );

    it(
      'with the error of a turn',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('---#', undefined, DEFECT);
        const source$ = cold('--a---b---|');
        const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }));
        expectObservable(result$).toBe('-----#', undefined, DEFECT);
        expectSubscriptions(source$.subscriptions).toBe('^----!');
      }),
    );

    it(
      'not with a turn that completes',
      marbles(({ cold, expectObservable, now }) => {
        const turn$ = cold('-(t|)');
        const source$ = cold('          --a----b--|');
        const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }));
        expectObservable(result$).toBe('---x----y-|', { x: ['a'], y: ['b'] });
      }),
    );

    it(
      'at an unsubscription, and lets go of the turn',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('-----t');
        const source$ = cold('--a-b-c|');
        expectObservable(source$.pipe(bufferTurns({ turn$, now, longest: 10 })), '^----!').toBe('------');
        expectSubscriptions(source$.subscriptions).toBe('^----!');
        expectSubscriptions(turn$.subscriptions).toBe('  --^--!');
      }),
    );
  });
});
