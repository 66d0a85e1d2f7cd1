import type { Observable } from 'rxjs';
import { folded, stateFromPlain } from '../../src/recovery/fold';
import { replayed, type Sent } from '../../src/recovery/replayed';
import { dialectsOf } from '../../src/streams/dialects/dialects';
import { epochOf } from '../../src/streams/journal/dataFolder';
import { oldestSnapshot, survey } from '../../src/streams/journal/survey';
import { VERSION } from '../../src/run/version';

/** What clients were sent, by the journal in a folder: the first that connected is the first. */
export const replayOf = (folder: string): string[] => [...gathered(folder, ({ session }) => session).values()];

/** What the clients of each name were sent while they had it, by the journal in a folder. */
export const replayByName = (folder: string): ReadonlyMap<string, string> => {
  const all = gathered(folder, ({ name }) => name ?? '');
  all.delete('');
  return all;
};

/** What was sent, put together for each key. */
function gathered<K>(folder: string, keyOf: (sent: Sent) => K): Map<K, string> {
  const all = new Map<K, string>();
  sentOf(folder).subscribe({
    next(sent) {
      const key = keyOf(sent);
      all.set(key, (all.get(key) ?? '') + Buffer.from(sent.bytes).toString());
    },
    error(error: unknown) {
      throw error;
    },
  });
  return all;
}

function sentOf(folder: string): Observable<Sent> {
  const epoch = epochOf(folder) ?? '';
  const dialects = dialectsOf({ version: VERSION, epoch });
  const { seq, state: plain } = oldestSnapshot(folder);
  const state = stateFromPlain(plain, epoch);
  return folded(survey(folder, seq), state, seq, dialects).pipe(replayed(state, { dialects }));
}
