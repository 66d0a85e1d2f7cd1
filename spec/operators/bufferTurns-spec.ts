import { of, share, Subject, take, tap } from 'rxjs';
import { bufferTurns, type Pace, type Turns } from '../../src/operators/bufferTurns';
import { behavesAsOperator } from '../helpers/behavesAsOperator';
import { marbles } from '../helpers/marbles';

const DEFECT = new Error('a defect');
const failing = (): never => {
  throw DEFECT;
};

/** An event loop and a clock that are moved by hand, and a consumer that takes the time it is told to take. */
class Loop {
  readonly source$ = new Subject<string>();
  readonly turn$ = new Subject<void>();
  /** Each batch with the time at which it was emitted. */
  readonly emitted: string[] = [];
  time = 0;
  /** How long the consumer takes for the next batches, in ms. */
  cost = 0;
  /** In how many shares the consumer does its work: it is busy after each batch but the last of so many. */
  shares = 0;
  /** What the consumer sends while it takes the next batch. */
  answer = '';

  constructor(turns: Partial<Turns> = {}, pace?: Pace<string>) {
    const all = { turn$: this.turn$, now: () => this.time, longest: 10, ...turns };
    const own: Pace<string> = {
      isUrgent: (value) => value === value.toUpperCase(), // upper case is urgent, lower case is deferrable
      isBusy: () => this.shares > 0,
    };
    const batches$ = this.source$.pipe(bufferTurns<string>(all, pace ?? own));
    batches$.subscribe((batch) => {
      this.emitted.push(`${this.time}: ${batch.join('')}`);
      this.time += this.cost;
      if (this.shares > 0) this.shares -= 1;
      const answer = this.answer;
      this.answer = '';
      this.send(answer);
    });
  }

  /** Sends the values of one turn, lets a millisecond pass and ends the turn; returns what has been emitted so far. */
  turn(values = ''): readonly string[] {
    this.send(values);
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

  private send(values: string): void {
    for (const value of values) this.source$.next(value);
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

  it(
    'emits at the end of each turn while its consumer is busy',
    marbles(({ cold, expectObservable, now }) => {
      let shares = 4;
      const turn$ = cold('              ---t---t---t---t').pipe(share({ resetOnRefCountZero: false })); // an event loop that runs on
      const source$ = cold('          --a-b-----c-----------|');
      const result$ = source$.pipe(
        bufferTurns({ turn$, now, longest: 10 }, { isBusy: () => shares > 0 }),
        tap(() => (shares -= 1)),
      );
      expectObservable(result$).toBe('-----x---y---z---y----|', { x: ['a', 'b'], y: [], z: ['c'] });
    }),
  );

  behavesAsOperator<string, readonly string[]>({
    operator: ({ now }) => bufferTurns({ turn$: of(undefined), now, longest: 10 }), // a turn that is over at once
    values: { a: 'a', b: 'b', c: 'c' },
    results: { a: ['a'], b: ['b'], c: ['c'] },
    throwing: {
      now: { operator: (fail) => bufferTurns({ turn$: of(undefined), now: fail, longest: 10 }) },
      isUrgent: {
        operator: (fail, { now }) => bufferTurns({ turn$: of(undefined), now, longest: 10 }, { isUrgent: fail }),
      },
      'now at the end of a turn': {
        operator: (fail, { cold }) => {
          let calls = 0;
          const now = (): number => ((calls += 1) === 1 ? 0 : fail());
          return bufferTurns({ turn$: cold('-t'), now, longest: 10 });
        },
        result: '---#',
        subscription: '^--!',
      },
      'isBusy after a batch that was urgent': {
        operator: (fail, { cold, now }) => bufferTurns({ turn$: cold('-t'), now, longest: 10 }, { isBusy: fail }),
        result: '---(a#)',
        subscription: '^--!',
      },
      'isBusy after a batch that was not': {
        operator: (fail, { cold, now }) =>
          bufferTurns({ turn$: cold('-t'), now, longest: 10 }, { isUrgent: () => false, isBusy: fail }),
        result: '---(a#)',
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

    it('does not ask for the end of a turn in which nothing came', () => {
      const loop = new Loop();
      expect(loop.turn$.observed).toBe(false);
      loop.source$.next('A');
      expect(loop.turn$.observed).toBe(true);
      loop.turn();
      expect(loop.turn$.observed).toBe(false);
    });
  });

  describe('with values that somebody waits for', () => {
    it('emits them at the end of their turn, however long emissions take and however many come', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(50);
      for (const values of ['A', 'B', 'CDa']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: A', '2: B', '3: CDa']);
    });

    it('takes all values for such where nothing is said', () => {
      expect(new Loop({}, {}).afterWorkOf(8).turn('a')).toEqual(['1: a']);
      expect(new Loop({}, { isBusy: () => false }).afterWorkOf(8).turn('a')).toEqual(['1: a']);
    });
  });

  describe('with values that nobody waits for', () => {
    it('waits for nothing where emissions take no time', () => {
      expect(new Loop({ longest: 100 }).turn('a')).toEqual(['1: a']);
    });

    it('keeps them over turns that bring nothing, until half of the longest wait has brought nothing', () => {
      const loop = new Loop().afterWorkOf(50);
      for (const values of ['a', '', '', 'b', '', '', '', '']) expect(loop.turn(values)).toEqual([]);
      expect(loop.turn()).toEqual(['9: ab']);
    });

    it('waits for a quarter of the time that emissions take, where that is less', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(8);
      for (const values of ['a', '']) expect(loop.turn(values)).toEqual([]);
      expect(loop.turn()).toEqual(['3: a']);
    });

    it.each([
      { costs: [32, 0], took: 16 },
      { costs: [32, 0, 0], took: 8 },
      { costs: [32, 12], took: 16 },
      { costs: [32, 20], took: 20 },
      { costs: [8, 32], took: 32 },
    ])('forgets how long emissions took only by half with each that took less: $costs', ({ costs, took }) => {
      const loop = new Loop({ longest: 100 });
      for (const cost of costs) loop.afterWorkOf(cost);
      for (let turn = 0; turn < 50 && loop.emitted.length === 0; turn += 1) loop.turn(turn === 0 ? 'a' : '');
      expect(loop.emitted).toEqual([`${1 + took / 4}: a`]);
    });

    it('keeps them while they come, for three times as long as emissions take', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(2);
      for (let turn = 0; turn < 7; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual(['6: aaaaaa']);
    });

    it('never keeps them longer than the longest wait', () => {
      const loop = new Loop({ longest: 20 }).afterWorkOf(500);
      for (let turn = 0; turn < 25; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual([`20: ${'a'.repeat(20)}`]);
    });

    it('counts the wait from the oldest value of the batch', () => {
      const loop = new Loop({ longest: 5 }).afterWorkOf(50);
      loop.time += 3; // nothing is there that could wait
      loop.turn('a');
      loop.turn('b');
      loop.time += 1; // the clock runs in the middle of a turn too
      expect(loop.turn('c')).toEqual([]);
      expect(loop.turn('d')).toEqual(['8: abcd']);
    });

    it('emits them with the first value that is urgent, at the end of its turn', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(50);
      for (let turn = 0; turn < 20; turn += 1) loop.turn('a');
      expect(loop.emitted).toEqual([]);
      expect(loop.turn('B')).toEqual([`21: ${'a'.repeat(20)}B`]);
    });

    it('does not take the next batch for urgent because the last one was', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(50);
      loop.turn('a');
      expect(loop.turn()).toEqual([]);
    });

    it('asks for the end of each turn as long as it keeps them', () => {
      const loop = new Loop().afterWorkOf(50);
      loop.turn('a');
      expect(loop.turn$.observed).toBe(true);
      for (let turn = 0; turn < 10; turn += 1) loop.turn();
      expect(loop.emitted).toHaveLength(1);
      expect(loop.turn$.observed).toBe(false);
    });
  });

  describe('while its consumer is busy', () => {
    it(
      'asks for one turn after the other, and for none when the work is done',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        let shares = 4;
        const turn$ = cold('---t');
        const source$ = cold('          --a-b-----c-----------|');
        const result$ = source$.pipe(
          bufferTurns({ turn$, now, longest: 10 }, { isBusy: () => shares > 0 }),
          tap(() => (shares -= 1)),
        );
        expectObservable(result$).toBe('-----x--y--z--y-------|', { x: ['a', 'b'], y: [], z: ['c'] });
        expectSubscriptions(turn$.subscriptions).toBe([
          '                              --^--!',
          '                              -----^--!',
          '                              --------^--!',
          '                              -----------^--!',
        ]);
      }),
    );

    it('emits an empty batch where nothing has come, until the work is done', () => {
      const loop = new Loop();
      loop.shares = 3;
      for (const values of ['A', '', '', '', '']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: A', '2: ', '3: ']);
      expect(loop.turn$.observed).toBe(false);
    });

    it('emits with the next share what has come meanwhile', () => {
      const loop = new Loop();
      loop.shares = 4;
      for (const values of ['A', 'BC', '', 'D', 'E']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: A', '2: BC', '3: ', '4: D', '5: E']);
    });

    it('does not let urgent work wait for values that are not', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(50);
      loop.shares = 3;
      for (const values of ['A', 'b', 'c']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: A', '2: b', '3: c']);
      loop.turn('d'); // the work is done, so nobody waits any more
      loop.turn();
      expect(loop.emitted).toHaveLength(3);
    });

    it('takes its work for urgent when something urgent is added to it', () => {
      const loop = new Loop({ longest: 100 });
      loop.shares = 4;
      expect(loop.turn('a')).toEqual(['1: a']);
      loop.cost = 50;
      loop.turn('B');
      loop.cost = 0;
      loop.turn('c');
      expect(loop.emitted).toEqual(['1: a', '2: B', '53: c']);
    });

    it('lets work that is not urgent wait for nothing where nothing comes', () => {
      const loop = new Loop({ longest: 100 });
      loop.shares = 4;
      loop.cost = 50;
      for (const values of ['a', '', '', '']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: a', '52: ', '103: ', '154: ']);
    });

    it('lets work that is not urgent wait with values that are not, until a quarter of the usual time brings nothing', () => {
      const loop = new Loop({ longest: 100 });
      loop.shares = 3;
      loop.cost = 8;
      loop.turn('a');
      loop.cost = 0;
      for (const values of ['b', '', '', '']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: a', '12: b', '13: ']);
    });

    it('lets it wait no longer than three times the usual time', () => {
      const loop = new Loop({ longest: 100 });
      loop.shares = 5;
      loop.cost = 2;
      loop.turn('a');
      for (let turn = 0; turn < 7; turn += 1) loop.turn('b');
      expect(loop.emitted).toEqual(['1: a', '9: bbbbbb']);
    });

    it('lets it wait no longer than the longest wait', () => {
      const loop = new Loop({ longest: 4 });
      loop.shares = 5;
      loop.cost = 50;
      loop.turn('a');
      for (let turn = 0; turn < 5; turn += 1) loop.turn('b');
      expect(loop.emitted).toEqual(['1: a', '55: bbbb']);
    });
  });

  it('emits a new array each time', () => {
    const source$ = new Subject<string>();
    const batches: (readonly string[])[] = [];
    let shares = 4;
    const turns = { turn$: of(undefined), now: () => 0, longest: 10 };
    source$.pipe(bufferTurns(turns, { isBusy: () => shares > 0 })).subscribe((batch) => {
      shares -= 1;
      batches.push(batch);
    });
    source$.next('a');
    source$.next('b');
    expect(batches).toEqual([['a'], [], [], [], ['b']]);
    expect(new Set(batches).size).toBe(5);
  });

  describe('keeps for the next turn what its consumer sends while it takes a batch', () => {
    it('once, and not for ever', () => {
      const loop = new Loop();
      loop.answer = 'B';
      expect(loop.turn('A')).toEqual(['1: A']);
      for (let turn = 0; turn < 3; turn += 1) loop.turn();
      expect(loop.emitted).toEqual(['1: A', '2: B']);
      expect(loop.turn$.observed).toBe(false);
    });

    it('once, where the consumer is busy besides', () => {
      const loop = new Loop();
      loop.shares = 3;
      loop.answer = 'B';
      for (const values of ['A', '', '', '']) loop.turn(values);
      expect(loop.emitted).toEqual(['1: A', '2: B', '3: ']);
      expect(loop.turn$.observed).toBe(false);
    });

    it.each([0, 3])('and does not forget that somebody waits for it, where the work takes %d shares', (shares) => {
      const loop = new Loop({ longest: 100 });
      loop.shares = shares;
      loop.answer = 'B';
      loop.cost = 50;
      loop.turn('a');
      loop.turn();
      expect(loop.emitted).toEqual(['1: a', '52: B']);
    });

    it('and does not take it for urgent because the batch was', () => {
      const loop = new Loop({ longest: 100 }).afterWorkOf(50);
      loop.answer = 'b';
      loop.turn('A');
      loop.turn();
      expect(loop.emitted).toEqual(['1: A']);
    });
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
      'when all the work that its consumer has kept back is done, at once, when its source completes',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        let shares = 4;
        const turn$ = cold('--t');
        const source$ = cold('          --a--b|');
        const result$ = source$.pipe(
          bufferTurns({ turn$, now, longest: 10 }, { isBusy: () => shares > 0 }),
          tap(() => (shares -= 1)),
        );
        expectObservable(result$).toBe('----x-(yzz|)', { x: ['a'], y: ['b'], z: [] });
        expectSubscriptions(turn$.subscriptions).toBe(['--^-!', '----^-!']);
      }),
    );

    it(
      'with that work where nothing else is left',
      marbles(({ cold, expectObservable, now }) => {
        let shares = 3;
        const source$ = cold('          --a--|');
        const result$ = source$.pipe(
          bufferTurns({ turn$: cold('--t'), now, longest: 10 }, { isBusy: () => shares > 0 }),
          tap(() => (shares -= 1)),
        );
        expectObservable(result$).toBe('----x(zz|)', { x: ['a'], z: [] });
      }),
    );

    it.each([true, false])(
      'with the error of a throwing isBusy when its source completes, where what is left is urgent: %s',
      (isUrgent) => {
        marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
          const turn$ = cold('-----t');
          const source$ = cold('--a-b|');
          const pace = { isUrgent: () => isUrgent, isBusy: failing };
          const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }, pace));
          expectObservable(result$).toBe('-----(x#)', { x: ['a', 'b'] }, DEFECT);
          expectSubscriptions(turn$.subscriptions).toBe('--^--!');
        })();
      },
    );

    it(
      'with the error of an isBusy that throws later, when its source completes',
      marbles(({ cold, expectObservable, now }) => {
        let calls = 0;
        const isBusy = (): boolean => ((calls += 1) < 3 ? true : failing());
        const result$ = cold('|').pipe(bufferTurns({ turn$: cold('-t'), now, longest: 10 }, { isBusy }));
        expectObservable(result$).toBe('(zz#)', { z: [] }, DEFECT);
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
      'without the work of a busy consumer when its source errors, and lets go of the turn',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('--t');
        const source$ = cold('--a--#');
        const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }, { isBusy: () => true }));
        expectObservable(result$).toBe('----x#', { x: ['a'] });
        expectSubscriptions(turn$.subscriptions).toBe(['--^-!', '----^!']);
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

    it(
      'at an unsubscription, and lets go of the turn that a busy consumer waits for',
      marbles(({ cold, expectObservable, expectSubscriptions, now }) => {
        const turn$ = cold('--t');
        const source$ = cold('--a------|');
        const result$ = source$.pipe(bufferTurns({ turn$, now, longest: 10 }, { isBusy: () => true }));
        expectObservable(result$, '^----!').toBe('----x', { x: ['a'] });
        expectSubscriptions(turn$.subscriptions).toBe(['--^-!', '----^!']);
      }),
    );

    it('with a consumer that takes no more, and asks for no further turn for what that has kept back', () => {
      const source$ = new Subject<string>();
      const turn$ = new Subject<void>();
      const turns = { turn$, now: () => 0, longest: 10 };
      source$.pipe(bufferTurns(turns, { isBusy: () => true }), take(1)).subscribe();
      source$.next('a');
      turn$.next();
      expect(turn$.observed).toBe(false);
    });

    it('with a consumer that takes no more when its source has completed, and does not wait until that is done', () => {
      const source$ = new Subject<string>();
      let asked = 0;
      const isBusy = (): boolean => (asked += 1) < 100; // and not for ever, or a defect would hang the spec
      const turns = { turn$: new Subject<void>(), now: () => 0, longest: 10 };
      source$.pipe(bufferTurns(turns, { isBusy }), take(1)).subscribe();
      source$.next('a');
      source$.complete();
      expect(asked).toBeLessThan(3);
    });
  });
});
