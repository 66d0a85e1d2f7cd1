import type { Observable } from 'rxjs';
import type { ChatState } from '../recovery/fold';
import type { Journal } from '../streams/journal/journal';
import type { ChatEvent } from '../streams/model/chatEvent';
import type { ConnectionId } from '../streams/model/ids';
import type { Rules } from '../streams/model/rules';
import type { Registry } from '../streams/reduce/registry';
import type { JournalCounts } from '../telemetry/journalMetrics';
import type { SharedLogCounts } from '../telemetry/sharedLogMetrics';
import type { LogEntry } from '../operators/tap/tapLog';

/** What a journal that several nodes share asks of its server. */
export interface JournalSharing {
  /** Takes the registry after each event: what goes to the log is decided by what this node knows. */
  readonly follow: (registry: Registry) => void;
  /** Resolves when the node is present, with a number below all ids of its connections: no other node has them. */
  readonly present: () => Promise<ConnectionId>;
  /** Emits why clients are not to be sent here, or nothing if they are. */
  readonly paused$: Observable<string | undefined>;
  readonly counts: SharedLogCounts;
  /** Tells the others that this node goes; resolves when they have it, or after a while. */
  readonly leave: () => Promise<void>;
}

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
  /** What only a journal has that several nodes share. */
  readonly sharing?: JournalSharing;
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
