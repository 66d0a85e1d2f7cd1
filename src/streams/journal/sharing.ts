import type { Observable, SchedulerLike } from 'rxjs';
import type { ChatEvent } from '../model/chatEvent';
import type { Ledger } from './ledger';
import type { LogCounters } from './logCounters';
import type { SharedLog } from './sharedLog';

/** What a shared journal is made from. */
export interface Sharing {
  readonly log: SharedLog;
  /** What follows from the log up to where the node begins to read, as a snapshot has it. Default: it reads all. */
  readonly ledger?: Ledger;
  /** The name of the node, which no two have at the same time. */
  readonly node: string;
  /** Tells this process from any other of that name. */
  readonly nonce: string;
  /** What is made of the events, by a name: all nodes that are present have the same. */
  readonly fold: string;
  /** The version of the program, for people. */
  readonly version: string;
  /** An event as the others need it; nothing if it is for this node alone. */
  readonly sharedForm: (event: ChatEvent) => ChatEvent | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Emits once when the current turn of the event loop ends: events of one turn are written together. */
  readonly turn$: Observable<unknown>;
  /** What is counted of it. Default: nobody reads that. */
  readonly counters?: LogCounters;
  /** Default: the timers of the system. */
  readonly scheduler?: SchedulerLike;
}
