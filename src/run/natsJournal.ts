import { randomUUID } from 'node:crypto';
import { filter, firstValueFrom, map, merge, mergeMap, race, take, throwError, timer } from 'rxjs';
import { SettingsError } from '../config/settingsError';
import type { Settings } from '../config/settings';
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
 * Checks that the settings of a node make sense together.
 *
 * @throws SettingsError if they do not
 */
export function checkNats(settings: NatsSettings & Pick<Settings, 'data' | 'idleTimeout'>): void {
  const { nats, node, natsCreds, natsCa, data, idleTimeout } = settings;
  if (nats === '') {
    const alone = [node !== '' && '--node', natsCreds !== '' && '--nats-creds', natsCa !== '' && '--nats-ca'];
    const [first] = alone.filter((flag) => flag !== false);
    if (first !== undefined) throw new SettingsError(`${first} needs --nats, the servers that several nodes share`);
    return;
  }
  if (node === '') throw new SettingsError('--nats needs --node, a name that no other node has');
  if (data !== '') throw new SettingsError('--nats keeps what happens in JetStream: leave out --data');
  if (idleTimeout !== 0)
    throw new SettingsError('--idle-timeout is not for nodes that share a log: leave it out with --nats');
}

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
