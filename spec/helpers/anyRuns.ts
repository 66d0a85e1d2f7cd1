import fc from 'fast-check';
import type { Recorded } from '../../src/streams/journal/journal';
import type { ChatEvent } from '../../src/streams/model/chatEvent';
import { anyHistory } from './anyHistory';
import { NO_RULES, starts, START_OF_TIME } from './history';

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

/** What a journal in a folder has after some runs of a server, each with its own rules, and each broken off. */
export const anyRuns: fc.Arbitrary<Recorded<ChatEvent>[]> = fc
  .array(fc.tuple(rules, anyHistory), { minLength: 1, maxLength: 3 })
  .map((runs) => {
    const events = runs.flatMap(([ofRun, history]) => [
      { at: START_OF_TIME, event: starts(ofRun) },
      ...history.map(({ at, event }) => ({ at, event })),
    ]);
    return events.map((recorded, index) => ({ seq: index + 1, ...recorded }));
  });
