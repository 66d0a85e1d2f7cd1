import { mergeMap, Observable, of, type OperatorFunction, take } from 'rxjs';
import { type Marbles, marbles } from './marbles';

/** An operator for one case; it gets its further inputs, if it has any, from `cold` of these marbles. */
type NewOperator<T, R> = (marbles: Marbles) => OperatorFunction<T, R>;

/** An operator one of whose callbacks throws. */
interface Throwing<T, R> {
  /** Makes the operator; its callback has to call `fail`. */
  readonly operator: (fail: () => never, marbles: Marbles) => OperatorFunction<T, R>;
  /** What makes it call its callback, where that is not the same as for the other cases. */
  readonly values?: Readonly<Record<'a' | 'b', T>>;
  /** What becomes of `--a--b--|`; `--#` where nothing is said. */
  readonly result?: string;
  /** Until when it listens to that; `^-!` where nothing is said. */
  readonly subscription?: string;
}

/** An operator set up so that each value that goes in comes out as one at once. */
export interface OperatorCases<T, R> {
  readonly operator: NewOperator<T, R>;
  /** What goes in. */
  readonly values: Readonly<Record<'a' | 'b' | 'c', T>>;
  /** What comes out for each; and `x`, if `failure` has it. */
  readonly results: Readonly<Record<'a' | 'b' | 'c', R> & Partial<Record<'x', R>>>;
  /** What an error of the source becomes, of an operator whose result never errors: such as `(x|)`. Else it is passed on. */
  readonly failure?: string;
  /** Each callback that the operator takes, throwing; empty for an operator that takes none. */
  readonly throwing: Readonly<Record<string, Throwing<T, R>>>;
}

const DEFECT = new Error('a defect in a callback');
const fail = (): never => {
  throw DEFECT;
};

/**
 * The specs that every hand-written operator must pass, whatever it is for.
 *
 * @param cases the operator, what goes in and what comes out
 */
export function behavesAsOperator<T, R>({
  operator,
  values,
  results,
  failure = '#',
  throwing,
}: OperatorCases<T, R>): void {
  const becomes = (source: string, result: string, subscription: string): (() => void) =>
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const source$ = cold(source, values);
      expectObservable(source$.pipe(operator(helpers))).toBe(result, results);
      expectSubscriptions(source$.subscriptions).toBe(subscription);
    });

  describe('as any operator', () => {
    it('never ends where its source never does', becomes('-', '-', '^'));
    it('is empty where its source is', becomes('|', '|', '(^!)'));
    it('takes one value', becomes('--a--|', '--a--|', '^----!'));
    it('takes many values', becomes('--a-b--c-|', '--a-b--c-|', '^--------!'));
    it('ends with the error of its source', becomes('--a--#', `--a--${failure}`, '^----!'));
    it('ends with an error before any value', becomes('#', failure, '(^!)'));

    for (const [callback, one] of Object.entries(throwing)) {
      const { operator: newOperator, values: provoking = values, result = '--#', subscription = '^-!' } = one;
      it(
        `makes the error of a throwing ${callback} its own, and lets go of its source`,
        marbles((helpers) => {
          const { cold, expectObservable, expectSubscriptions } = helpers;
          const source$ = cold('--a--b--|', provoking);
          expectObservable(source$.pipe(newOperator(fail, helpers))).toBe(result, results, DEFECT);
          expectSubscriptions(source$.subscriptions).toBe(subscription);
        }),
      );
    }

    it(
      'tears every input down on an early unsubscription',
      marbles((helpers) => {
        const { hot, expectObservable, expectSubscriptions } = helpers;
        const inputs: ReturnType<Marbles['cold']>[] = [];
        const cold: Marbles['cold'] = (...args) => {
          const input$ = helpers.cold(...args);
          inputs.push(input$);
          return input$;
        };
        const source$ = hot('--a--b--c--|', values);
        expectObservable(source$.pipe(operator({ ...helpers, cold })), '^-----!').toBe('--a--b', results);
        expectSubscriptions(source$.subscriptions).toBe('^-----!');
        for (const input$ of inputs) expectSubscriptions(input$.subscriptions).toBe('^-----!');
      }),
    );

    it(
      'does not break unsubscription chains',
      marbles((helpers) => {
        const { hot, expectObservable, expectSubscriptions } = helpers;
        const source$ = hot('--a--b--c--|', values);
        const result$ = source$.pipe(
          mergeMap((value) => of(value)),
          operator(helpers),
          mergeMap((value) => of(value)),
        );
        expectObservable(result$, '^-----!').toBe('--a--b', results);
        expectSubscriptions(source$.subscriptions).toBe('^-----!');
      }),
    );

    it(
      'has a state of its own in each subscription',
      marbles((helpers) => {
        const { cold, expectObservable } = helpers;
        const result$ = cold('--a-b--c-|', values).pipe(operator(helpers));
        expectObservable(result$).toBe('--a-b--c-|', results);
        expectObservable(result$, '---^').toBe('-----a-b--c-|', results);
      }),
    );

    it(
      'hears nothing more of a source that goes on after the end',
      marbles((helpers) => {
        const unruly$ = new Observable<T>((subscriber) => {
          const ends = [() => subscriber.error('error'), () => subscriber.complete()];
          for (const end of [...ends, ...ends]) {
            end();
            subscriber.next(values.a);
          }
        });
        helpers.expectObservable(unruly$.pipe(operator(helpers))).toBe(failure, results);
      }),
    );

    it(
      'stops listening to a synchronous source',
      marbles((helpers) => {
        const { cold, expectObservable, flush } = helpers;
        const { a } = values;
        let sent = 0;
        const synchronous$ = new Observable<T>((subscriber) => {
          while (!subscriber.closed && sent < 10) {
            sent += 1;
            subscriber.next(a);
          }
        });
        const result$ = synchronous$.pipe(operator({ ...helpers, cold }), take(3));
        expectObservable(result$).toBe('(aaa|)', results);
        flush();
        expect(sent).toBe(3);
      }),
    );
  });
}
