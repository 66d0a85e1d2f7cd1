import { folded, stateFromPlain } from '../../src/recovery/fold';
import { replayed } from '../../src/recovery/replayed';
import { dialectsOf } from '../../src/streams/dialects/dialects';
import { epochOf } from '../../src/streams/journal/dataFolder';
import { oldestSnapshot, survey } from '../../src/streams/journal/survey';
import { VERSION } from '../../src/run/version';

/** What clients were sent, by the journal in a folder: the first that connected is the first. */
export function replayOf(folder: string): string[] {
  const epoch = epochOf(folder) ?? '';
  const dialects = dialectsOf({ version: VERSION, epoch });
  const { seq, state: plain } = oldestSnapshot(folder);
  const state = stateFromPlain(plain, epoch);
  const sent: string[] = [];
  folded(survey(folder, seq), state, seq, dialects)
    .pipe(replayed(state, { dialects }))
    .subscribe({
      next({ session, bytes }) {
        sent[session - 1] = (sent[session - 1] ?? '') + Buffer.from(bytes).toString();
      },
      error(error: unknown) {
        throw error;
      },
    });
  return sent;
}
