import { EMPTY, NEVER } from 'rxjs';
import type { Settings } from '../config/settings';
import { localJournal } from '../streams/journal/localJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { ChatJournal } from './chatJournal';
import { timeOfDay } from './clocks';
import { dataJournal } from './dataJournal';
import { endOfTurn$ } from './endOfTurn';
import { newEpoch } from './epoch';
import { checkNats, natsJournal } from './natsJournal';
import type { NatsSettings } from './natsLog';

/**
 * Opens the journal that the settings ask for.
 *
 * @param settings the folder and the durability, or the servers that several nodes share
 * @throws JournalError with a sentence, if the folder or the servers cannot be used
 * @throws SettingsError if they make no sense together
 */
export async function openJournal(
  settings: NatsSettings & Pick<Settings, 'data' | 'durability' | 'idleTimeout'>,
): Promise<ChatJournal> {
  checkNats(settings);
  if (settings.nats !== '') return natsJournal(settings);
  if (settings.data !== '') return dataJournal(settings.data, settings.durability);
  return {
    journal: localJournal<ChatEvent>(timeOfDay, newEpoch()),
    turn$: endOfTurn$,
    entries$: EMPTY,
    failed$: NEVER,
    begin: () => undefined,
    close: () => [],
  };
}
