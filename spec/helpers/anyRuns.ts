import fc from 'fast-check';
import type { Recorded } from '../../src/streams/journal/journal';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import type { Rules } from '../../src/streams/model/rules';
import { anyHistory } from './anyHistory';
import { changesRules, NO_RULES, starts, START_OF_TIME } from './history';

/** Rules that clients notice, and such that none does. */
const rules = fc.constantFrom(NO_RULES, {
  ...NO_RULES,
  connections: 4,
  connectionsPerAddress: 2,
  connectionRate: 10,
  registrationTimeout: 100,
  idleTimeout: 150,
  historyLines: 3,
  historyBytes: 2000,
});

/** What a journal in a folder has after some runs of a server, each with its own rules, which may change, and each broken off. */
export const anyRuns: fc.Arbitrary<Recorded<ChatEvent>[]> = fc
  .array(fc.tuple(rules, anyHistory, fc.option(fc.tuple(rules, fc.nat(120)))), { minLength: 1, maxLength: 3 })
  .map((runs) => {
    const events = runs.flatMap(([ofRun, history, change]) => [
      { at: START_OF_TIME, event: starts(ofRun) },
      ...withChange(history, change),
    ]);
    return events.map((recorded, index) => ({ ...recorded, seq: index + 1 }));
  });

/** A history in which the rules change after so many events, if they do. */
function withChange(
  history: readonly Recorded<ChatEvent>[],
  change: readonly [next: Rules, after: number] | null,
): readonly Omit<Recorded<ChatEvent>, 'seq'>[] {
  if (change === null) return history;
  const [next, after] = change;
  const at = history[after - 1]?.at ?? START_OF_TIME;
  return [...history.slice(0, after), { at, event: changesRules(next) }, ...history.slice(after)];
}
