import { randomUUID } from 'node:crypto';
import { filter, firstValueFrom, from, map, merge, mergeMap, race, take, throwError, timer } from 'rxjs';
import type { LogEntry } from '../operators/tap/tapLog';
import { foldIdentity } from '../recovery/foldIdentity';
import { text } from '../streams/dialects/text';
import { type LogCounters, newLogCounters } from '../streams/journal/logCounters';
import { sharedJournal } from '../streams/journal/sharedJournal';
import type { NodeStatus } from '../streams/journal/nodeStatus';
import type { PastLimits } from '../streams/model/rules';
import { SharedForms } from '../streams/reduce/sharedForms';
import { NO_JOURNAL } from '../telemetry/journalMetrics';
import type { SharedLogCounts } from '../telemetry/sharedLogMetrics';
import type { ChatJournal } from './chatJournal';
import { timeOfDay } from './clocks';
import { endOfTurn$ } from './endOfTurn';
import { LogSnapshots } from './logSnapshots';
import type { NatsSettings } from './natsConnection';
import type { NatsLink } from './natsLink';
import { type NatsLog, openNatsLog } from './natsLog';
import { VERSION } from './version';

/** The ids of the connections of a node are above a multiple of this, which is its own. */
const IDS_PER_NODE = 2 ** 32;

/** How long a node that stops waits until the others know, in ms: they find out without it. */
const LEAVE_TIMEOUT_MS = 2000;

/** Why clients are not to be sent to a node, by how it stands with the log. */
const REASONS: Readonly<Record<NodeStatus, string | undefined>> = {
  joining: 'joining: this node is not among those that share the log',
  present: undefined,
  cut: 'cut off: nothing of this node comes back from NATS',
  left: undefined,
};

/**
 * Opens the journal that several nodes share.
 *
 * @param settings the servers, the name of this node, and how much rooms remember
 * @throws JournalError with a sentence, if no server lets it in
 */
export async function natsJournal(settings: NatsSettings & PastLimits): Promise<ChatJournal> {
  const log = await openNatsLog(settings);
  const forms = new SharedForms([text]); // what a line says is the same in all dialects
  const { state } = log.past;
  let { registry } = state;
  const counters = newLogCounters();
  const journal = sharedJournal({
    log,
    ledger: state.ledger,
    node: settings.node,
    nonce: randomUUID(),
    fold: foldIdentity(),
    version: `${VERSION} with Unicode ${process.versions['unicode'] ?? 'unknown'}`,
    sharedForm: (event) => forms.of(event, registry),
    now: timeOfDay,
    counters,
    turn$: endOfTurn$,
  });
  const snapshots = new LogSnapshots(settings, journal.snapshotDue$, log);
  const failed$ = merge(journal.failed$, log.failed$);
  const hasLeft$ = journal.status$.pipe(filter((status) => status === 'left'));
  return {
    journal,
    state,
    turn$: endOfTurn$,
    entries$: merge(
      from(openedEntries(log)),
      log.entries$,
      snapshots.entries$,
      journal.status$.pipe(
        map((status) => ({
          level: status === 'cut' ? ('warn' as const) : ('info' as const),
          event: 'node',
          message: REASONS[status] ?? `${settings.node} ${status === 'left' ? 'has left' : 'is present'}`,
        })),
      ),
    ),
    failed$,
    counts: { ...NO_JOURNAL, snapshotAt: () => snapshots.madeAt },
    sharing: {
      follow: (next) => (registry = next),
      present: () =>
        firstValueFrom(
          race(
            journal.present$.pipe(map((incarnation) => incarnation * IDS_PER_NODE)),
            failed$.pipe(mergeMap((error) => throwError(() => error))),
          ),
          { defaultValue: 0 }, // neither of them completes
        ),
      counts: countsOf(counters, log.link),
      paused$: journal.status$.pipe(map((status) => REASONS[status])),
      async leave() {
        journal.leave();
        await firstValueFrom(merge(hasLeft$, timer(LEAVE_TIMEOUT_MS)).pipe(take(1)), { defaultValue: undefined });
      },
    },
    begin: () => undefined,
    close() {
      void log.close();
      return [];
    },
  };
}

/** What a scrape reads of how a node stands with the log. */
const countsOf = (counters: LogCounters, link: NatsLink): SharedLogCounts => ({
  status: () => counters.status,
  awaited: () => counters.awaited,
  lag: () => (counters.awaited > 0 ? timeOfDay() - counters.awaitedSince : 0),
  cuts: () => counters.cuts,
  fences: () => counters.fences,
  passedOver: () => counters.passedOver,
  reconnects: () => link.reconnects,
  isLost: () => link.isLost,
});

/** What was found when the log was opened. */
function openedEntries({ past: { state, base, notes } }: NatsLog): readonly LogEntry[] {
  const { place } = state.ledger;
  const begin = base === undefined ? 'its beginning' : `the snapshot of message ${String(place)}`;
  return [
    ...notes.map((message) => ({ level: 'warn' as const, event: 'snapshot', message })),
    { level: 'info', event: 'snapshot', message: `the log is read from ${begin}`, place },
  ];
}
