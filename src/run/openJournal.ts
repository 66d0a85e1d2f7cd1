import { EMPTY, NEVER } from 'rxjs';
import type { Settings } from '../config/settings';
import { localJournal } from '../streams/journal/localJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { ChatJournal } from './chatJournal';
import { timeOfDay } from './clocks';
import { dataJournal } from './dataJournal';
import { endOfTurn$ } from './endOfTurn';
import { newEpoch } from './epoch';

/**
 * Opens the journal that the settings ask for.
 *
 * @param settings the folder and the durability
 * @throws JournalError with a sentence, if the folder cannot be used
 */
export function openJournal(settings: Pick<Settings, 'data' | 'durability'>): ChatJournal {
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
