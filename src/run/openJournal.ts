import { EMPTY, NEVER } from 'rxjs';
import type { Settings } from '../config/settings';
import { localJournal } from '../streams/journal/localJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { PastLimits } from '../streams/model/rules';
import type { ChatJournal } from './chatJournal';
import { checkNats } from './checkNats';
import { timeOfDay } from './clocks';
import { dataJournal } from './dataJournal';
import { endOfTurn$ } from './endOfTurn';
import { newEpoch } from './epoch';
import type * as nats from './natsJournal';
import type { NatsSettings } from './natsConnection';

/**
 * Opens the journal that the settings ask for.
 *
 * @param settings the folder and the durability, or the servers that several nodes share
 * @throws JournalError with a sentence, if the folder or the servers cannot be used
 * @throws SettingsError if they make no sense together
 */
export async function openJournal(
  settings: NatsSettings & PastLimits & Pick<Settings, 'data' | 'durability' | 'idleTimeout'>,
): Promise<ChatJournal> {
  checkNats(settings);
  if (settings.nats !== '') {
    // Not at the top of the file: the library takes 12 MB and 60 ms, which is for nodes alone.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { natsJournal } = require('./natsJournal') as typeof nats;
    return natsJournal(settings);
  }
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
