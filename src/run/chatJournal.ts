import { EMPTY, NEVER, type Observable } from 'rxjs';
import type { Settings } from '../config/settings';
import type { ChatState } from '../recovery/fold';
import type { Journal } from '../streams/journal/journal';
import { localJournal } from '../streams/journal/localJournal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { Rules } from '../streams/model/rules';
import type { JournalCounts } from '../telemetry/journalMetrics';
import type { LogEntry } from '../operators/tap/tapLog';
import { timeOfDay } from './clocks';
import { endOfTurn$ } from './endOfTurn';
import { newEpoch } from './epoch';
import { dataJournal } from './dataJournal';

/** The journal of a server, with what it had before the start, and what it asks of the server. */
export interface ChatJournal {
  readonly journal: Journal<ChatEvent>;
  /** What the events before the start have made. */
  readonly state?: ChatState;
  /** Emits once when the turn of the event loop is over, and what is sent because of its events may go out. */
  readonly turn$: Observable<unknown>;
  /** What it says to the operators; works while subscribed to. */
  readonly entries$: Observable<LogEntry>;
  /** Emits the error after which the server must not go on. */
  readonly failed$: Observable<unknown>;
  readonly counts?: JournalCounts;
  /** The server starts, with these rules. */
  begin(rules: Rules): void;
  /**
   * The chat is over: writes what has not been written, and lets go of the folder.
   *
   * @param isClean whether it has stopped in order
   * @returns what there is to say of that to the operators
   */
  close(isClean: boolean): readonly LogEntry[];
}

/**
 * Opens the journal that the settings ask for.
 *
 * @param settings the folder and the durability
 * @throws JournalError with a sentence, if the folder cannot be used
 */
export function chatJournal(settings: Pick<Settings, 'data' | 'durability'>): ChatJournal {
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
