import assert from 'node:assert/strict';
import fc from 'fast-check';
import { localJournal } from '../../src/streams/journal/localJournal';
import { record } from './arbitraries';
import { checked, timeout } from './checked';

const RUNS = { runs: 2000, within: 5000 };

/** An event, and what the handling of it appends: in the first observer, and in the second one. */
interface Cause {
  readonly first: readonly Cause[];
  readonly second: readonly Cause[];
}

const cause = fc.memo((depth): fc.Arbitrary<Cause> => {
  const causes = depth > 1 ? fc.array(cause(depth - 1), { maxLength: 3 }) : fc.constant([]);
  return record({ first: causes, second: causes });
});

/** The order that events come in if nobody jumps the queue. */
function inOrder(causes: readonly Cause[]): Cause[] {
  const seen: Cause[] = [];
  for (const outside of causes) {
    const queue = [outside];
    for (let next = queue.shift(); next; next = queue.shift()) {
      seen.push(next);
      queue.push(...next.first, ...next.second);
    }
  }
  return seen;
}

describe('localJournal', () => {
  it(
    'keeps appends from inside of handlers first in, first out, for every observer',
    async () => {
      const property = fc.property(fc.array(cause(4), { maxLength: 4 }), (causes) => {
        let now = 0;
        const journal = localJournal<Cause>(() => (now += 1), '7f3a');
        const numbers = new Map(inOrder(causes).map((event, index) => [event, index + 1])); // to tell events apart
        const observers: number[][] = [[], [], []];
        const stamps: number[][] = [];
        let handling = 0;
        let nested = 0; // an assertion in an observer would be rxjs's to report
        const observe = (seen: number[] | undefined, appended: (event: Cause) => readonly Cause[]): void => {
          journal.events$.subscribe(({ seq, at, event }) => {
            handling += 1;
            if (handling > 1) nested += 1;
            seen?.push(numbers.get(event) ?? 0);
            stamps.push([seq, at]);
            for (const next of appended(event)) journal.append(next);
            handling -= 1;
          });
        };
        observe(observers[0], ({ first }) => first);
        observe(observers[1], ({ second }) => second);
        observe(observers[2], () => []);
        for (const event of causes) journal.append(event);

        assert.equal(nested, 0, 'no event is handled in the middle of another');
        const all = Array.from({ length: numbers.size }, (_, index) => index + 1);
        for (const seen of observers) assert.deepEqual(seen, all);
        assert.deepEqual(
          stamps,
          all.flatMap((seq) => observers.map(() => [seq, seq])),
          'numbered and stamped once, in that order',
        );
      });
      await checked(property, RUNS);
    },
    timeout(RUNS),
  );
});
