import { randomUUID } from 'node:crypto';
import { filter, firstValueFrom, map, merge, mergeMap, race, take, throwError, timer } from 'rxjs';
import { text } from '../streams/dialects/text';
import { sharedJournal } from '../streams/journal/sharedJournal';
import type { NodeStatus } from '../streams/journal/sharing';
import { EMPTY_REGISTRY } from '../streams/reduce/registry';
import { SharedForms } from '../streams/reduce/sharedForms';
import type { ChatJournal } from './chatJournal';
import { timeOfDay } from './clocks';
import { endOfTurn$ } from './endOfTurn';
import { type NatsSettings, openNatsLog } from './natsLog';
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
 * @param settings the servers, and the name of this node
 * @throws JournalError with a sentence, if no server lets it in
 */
export async function natsJournal(settings: NatsSettings): Promise<ChatJournal> {
  const log = await openNatsLog(settings);
  const forms = new SharedForms([text]); // what a line says is the same in all dialects
  let registry = EMPTY_REGISTRY;
  const journal = sharedJournal({
    log,
    node: settings.node,
    nonce: randomUUID(),
    fold: `${VERSION}, Unicode ${process.versions['unicode'] ?? 'unknown'}`,
    sharedForm: (event) => forms.of(event, registry),
    now: timeOfDay,
    turn$: endOfTurn$,
  });
  const hasLeft$ = journal.status$.pipe(filter((status) => status === 'left'));
  return {
    journal,
    turn$: endOfTurn$,
    entries$: merge(
      log.entries$,
      journal.status$.pipe(
        map((status) => ({
          level: status === 'cut' ? ('warn' as const) : ('info' as const),
          event: 'node',
          message: REASONS[status] ?? `${settings.node} ${status === 'left' ? 'has left' : 'is present'}`,
        })),
      ),
    ),
    failed$: journal.failed$,
    sharing: {
      follow: (next) => (registry = next),
      present: () =>
        firstValueFrom(
          race(
            journal.present$.pipe(map((incarnation) => incarnation * IDS_PER_NODE)),
            journal.failed$.pipe(mergeMap((error) => throwError(() => error))),
          ),
          { defaultValue: 0 }, // neither of them completes
        ),
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
