import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeHeapSnapshot } from 'node:v8';
import { catchError, defer, exhaustMap, fromEvent, map, merge, type Observable, of } from 'rxjs';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';

/** How long a profile is taken, in ms. */
const PROFILE_MS = 10_000;

/** Something that can be found out of the process while it runs. */
interface Finding {
  readonly what: string;
  /** How its files end. */
  readonly ending: string;
  /** Writes it to a file. */
  readonly take: (file: string) => Promise<unknown>;
}

const HEAP: Finding = {
  what: 'a heap snapshot',
  ending: 'heapsnapshot',
  take: (file) => Promise.resolve(writeHeapSnapshot(file)), // nothing else is done meanwhile
};

const profile = (ms: number): Finding => ({
  what: `a CPU profile of ${String(ms / 1000)} s`,
  ending: 'cpuprofile',
  async take(file) {
    const session = new Session(); // of this process alone: no port is opened
    session.connect();
    try {
      const post = promisify<string, unknown>(session.post.bind(session));
      await post('Profiler.enable');
      await post('Profiler.start');
      await new Promise((resolve) => setTimeout(resolve, ms).unref()); // a server that stops does not wait for it
      const { profile: found } = (await post('Profiler.stop')) as { readonly profile: unknown };
      await writeFile(file, JSON.stringify(found));
    } finally {
      session.disconnect();
    }
  },
});

/**
 * Takes a CPU profile at SIGUSR1 and a heap snapshot at SIGUSR2, one of a kind at a time. Without a folder for them both signals do
 * nothing.
 *
 * ```
 * signals   --1-----2-1----     SIGUSR1, SIGUSR2
 *           diagnostics(signals, folder)
 * result    ----p---h---p--     what there is to say of it: p = a profile is written, h = a heap snapshot
 * ```
 *
 * @param signals emits the signals: the process
 * @param folder says where the files go by now; empty for nowhere
 * @param ms how long a profile is taken, in milliseconds
 * @returns what there is to say to the operators; works while subscribed to
 */
export function diagnostics(signals: NodeJS.EventEmitter, folder: () => string, ms = PROFILE_MS): Observable<LogEntry> {
  const taken = (signal: NodeJS.Signals, { what, ending, take }: Finding): Observable<LogEntry> =>
    fromEvent(signals, signal).pipe(
      exhaustMap(() => {
        if (folder() === '')
          return of(entry('info', `${signal} does nothing: --diagnostics names no folder for ${what}`));
        const file = join(folder(), `rxchat-${new Date().toISOString().replaceAll(':', '-')}.${ending}`);
        return defer(() => take(file)).pipe(
          map(() => entry('info', `${what} is in ${file}`)),
          catchError((error: unknown) => of(entry('error', `no file for ${what}: ${messageOf(error)}`))),
        );
      }),
    );
  return merge(taken('SIGUSR1', profile(ms)), taken('SIGUSR2', HEAP));
}

const entry = (level: LogEntry['level'], message: string): LogEntry => ({ level, event: 'diagnostics', message });
