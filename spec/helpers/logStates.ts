import { from, lastValueFrom } from 'rxjs';
import { emptyLogState, foldedLog, type LogState } from '../../src/recovery/logFold';
import type { PastLimits } from '../../src/streams/model/rules';
import type { Stored } from '../../src/streams/journal/sharedLog';

/** Rooms remember so much here. */
export const LIMITS: PastLimits = { historyLines: 5, historyBytes: 100_000, historyOnJoin: 3 };

/** The state that messages make, from a state on. */
export const stateOf = (
  messages: readonly Stored<Uint8Array>[],
  first: LogState = emptyLogState('7f3a'),
): Promise<LogState> => lastValueFrom(from(messages).pipe(foldedLog(first, LIMITS)), { defaultValue: first });
