import { catchError, concat, defer, exhaustMap, filter, map, merge, type Observable, of, timeout, timer } from 'rxjs';
import { messageOf } from '../messageOf';
import type { LogEntry } from '../operators/tap/tapLog';
import { type FoundSnapshot, newestSnapshot } from '../recovery/newestSnapshot';
import type { ReadSnapshot } from '../recovery/snapshotStore';
import type { BoundedLog, TakenSnapshot } from '../recovery/takeLogSnapshot';
import type { PastLimits } from '../streams/model/rules';
import { inThread } from './inThread';
import type { LogSnapshotWork } from './logSnapshotWorker';
import type { NatsSettings } from './natsConnection';

/** How long a snapshot may take, in ms: after that another one may begin. */
const MOST_MS = 120_000;

/** The time between two looks at the snapshots that are kept, in ms. */
const LOOK_MS = 15_000;

/** The snapshots of a shared log, as a node looks after them: it makes those that are its turn, each in a thread of its own. */
export class LogSnapshots {
  /** What there is to say of them to the operators; they are looked after while it is subscribed to. */
  readonly entries$: Observable<LogEntry>;
  private newest: ReadSnapshot | undefined;

  /**
   * @param settings what opens the log, and how much rooms remember
   * @param due$ emits a place up to which this node is to make one; passed over while one is being made
   * @param log the log
   */
  constructor(
    { nats, node, natsCreds, natsCa, historyLines, historyBytes, historyOnJoin }: NatsSettings & PastLimits,
    due$: Observable<number>,
    private readonly log: Pick<BoundedLog, 'snapshots' | 'origin' | 'past'>,
  ) {
    const settings = { nats, node, natsCreds, natsCa, historyLines, historyBytes, historyOnJoin };
    const made = (place: number): Observable<LogEntry> =>
      inThread<TakenSnapshot>('logSnapshotWorker.js', { settings, place } satisfies LogSnapshotWork).pipe(
        timeout(MOST_MS),
        map(takenEntry),
        catchError((error: unknown) => of(failureEntry(place, error))),
      );
    this.newest = log.past.base;
    this.entries$ = merge(
      timer(LOOK_MS, LOOK_MS).pipe(exhaustMap(() => this.look())),
      due$.pipe(exhaustMap((place) => concat(this.look(), of(beginEntry(place)), made(place), this.look()))),
    );
  }

  /** When the newest was made by the last look, in milliseconds since 1970; 0 if there is none. */
  get madeAt(): number {
    return this.newest?.madeAt ?? 0;
  }

  private look(): Observable<LogEntry> {
    const { snapshots, origin } = this.log;
    return defer(() => newestSnapshot(snapshots, origin, this.newest)).pipe(
      map((found) => {
        this.newest = found.newest;
        return foundEntry(found);
      }),
      filter((entry) => entry !== undefined),
      catchError((error: unknown) => of(unseenEntry(error))),
    );
  }
}

const beginEntry = (place: number): LogEntry => ({
  level: 'info',
  event: 'snapshot',
  message: `a snapshot of the log up to message ${String(place)} is being made`,
  place,
});

const takenEntry = ({ place, bytes, purged }: TakenSnapshot): LogEntry => ({
  level: 'info',
  event: 'snapshot',
  message: `a snapshot of the log is made, up to message ${String(place)}`,
  ...{ place, bytes, purged },
});

const failureEntry = (place: number, error: unknown): LogEntry => ({
  level: 'error',
  event: 'snapshot',
  message: `no snapshot of the log up to message ${String(place)}: ${messageOf(error)}`,
  error,
});

function foundEntry({ newest, isRestored }: FoundSnapshot): LogEntry | undefined {
  if (!newest || !isRestored) return undefined;
  const { place } = newest;
  const message = `the snapshots of the log were gone: that of message ${String(place)} is put back`;
  return { level: 'warn', event: 'snapshot', message, place };
}

const unseenEntry = (error: unknown): LogEntry => ({
  level: 'warn',
  event: 'snapshot',
  message: `the snapshots of the log cannot be looked at: ${messageOf(error)}`,
});
