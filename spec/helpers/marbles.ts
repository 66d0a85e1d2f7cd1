import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { type Drawable, drawn, legendOf, namesFor } from './drawnMarbles';

/** What a marble spec works with: the helpers of `TestScheduler.run`, and the virtual clock. */
export interface Marbles extends RunHelpers {
  /** The virtual time in milliseconds; a frame is one. */
  readonly now: () => number;
}

type Values = Readonly<Record<string, unknown>> | undefined;

/**
 * Makes the body of a spec that runs in virtual time, and closes the traps of marble diagrams:
 *
 * - values are compared strictly, so that a property that is `undefined` is not the same as none;
 * - an expectation without `toBe` fails, and so does a spec without any expectation;
 * - a letter that has no value in its map of values fails;
 * - a spec that fails shows both diagrams.
 *
 * @example
 * it('is pictured in its comment', marbles(({ cold, expectObservable }) => { ... }));
 *
 * @param spec the spec
 * @returns a function for `it`
 */
export function marbles(spec: (marbles: Marbles) => void): () => void {
  return () => {
    const known = new Map<string, unknown[]>(); // what each letter stands for, in any of the maps
    let open = 0; // expectations that have not been told yet what to expect
    let made = 0;

    const learn = (diagram: string, values: Values): void => {
      for (const [letter, value] of Object.entries(values ?? {}))
        known.set(letter, [...(known.get(letter) ?? []), value]);
      if (!values) return;
      const unknown = lettersOf(diagram).filter((letter) => !Object.hasOwn(values, letter));
      if (unknown.length > 0) throw new Error(`no value is given for ${unknown.join(', ')} in ${diagram}`);
    };
    const scheduler = new TestScheduler((actual: Drawable[], expected: Drawable[]) => {
      if (areSame(actual, expected)) return;
      const names = namesFor([...expected, ...actual], known);
      const legend = legendOf(names).map((line) => `          ${line}`);
      throw new Error(
        [
          'the diagrams differ',
          `expected  ${drawn(expected, names)}`,
          `actual    ${drawn(actual, names)}`,
          ...legend,
        ].join('\n'),
      );
    });

    scheduler.run((helpers) => {
      spec({
        ...helpers,
        now: () => scheduler.now(),
        cold: ((diagram: string, values?: Values, error?: unknown) => {
          learn(diagram, values);
          return helpers.cold(diagram, values, error);
        }) as RunHelpers['cold'],
        hot: ((diagram: string, values?: Values, error?: unknown) => {
          learn(diagram, values);
          return helpers.hot(diagram, values, error);
        }) as RunHelpers['hot'],
        expectObservable: (observable$, subscription) => {
          const expectation = helpers.expectObservable(observable$, subscription);
          open += 1;
          made += 1;
          return {
            toBe(diagram: string, values?: Values, error?: unknown) {
              learn(diagram, values);
              open -= 1;
              expectation.toBe(diagram, values, error);
            },
            toEqual(other$: typeof observable$) {
              open -= 1;
              expectation.toEqual(other$);
            },
          };
        },
        expectSubscriptions: (subscriptions) => {
          const expectation = helpers.expectSubscriptions(subscriptions);
          open += 1;
          made += 1;
          return {
            toBe(diagrams) {
              open -= 1;
              expectation.toBe(diagrams);
            },
          };
        },
      });
      if (made === 0) throw new Error('the spec expects nothing');
      if (open > 0) throw new Error(`${open} of the expectations say nothing: toBe is missing`);
    });
  };
}

function areSame(actual: readonly Drawable[], expected: readonly Drawable[]): boolean {
  try {
    expect(actual).toStrictEqual(expected);
    return true;
  } catch {
    return false;
  }
}

/** The letters of a diagram that stand for values. */
function lettersOf(diagram: string): string[] {
  const withoutTimes = diagram.replace(/(^|\s)\d+(\.\d+)?(ms|s|m)(?=\s)/g, ' ');
  return Array.from(new Set(withoutTimes.replace(/[-|#^!()\s]/g, '')));
}
