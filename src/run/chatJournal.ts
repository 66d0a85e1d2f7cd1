import type { Observable } from 'rxjs';
import type { ChatState } from '../recovery/fold';
import type { Journal } from '../streams/journal/journal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { Rules } from '../streams/model/rules';
import type { JournalCounts } from '../telemetry/journalMetrics';
import type { LogEntry } from '../operators/tap/tapLog';

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
