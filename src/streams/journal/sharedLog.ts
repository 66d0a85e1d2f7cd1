import type { Observable } from 'rxjs';

/** A message as the log keeps it: its place there, and the log's own time for it. */
export interface Stored<M> {
  /** Its place in the log, from 1 on. */
  readonly place: number;
  /** When the log took it, in milliseconds since 1970. */
  readonly at: number;
  readonly message: M;
  /** Which node has written it, where the log lets each write in its own name alone; nothing if it does not know. */
  readonly writer?: string;
}

/** A log that several processes write to and read. It asks for no more than one order, and that what is offered again comes in time. */
export interface SharedLog {
  /** Names the log: no other one has the same name. */
  readonly epoch: string;
  /** The place of the last message when the log was opened: what is up to there is the past. */
  readonly end: number;
  /** Asks the log to take a message. It may be lost, come twice, or come late. */
  offer(bytes: Uint8Array): void;
  /** Emits what is in the log behind a place, and then all that it takes: each once, in its order. Never errors. */
  entries(after: number): Observable<Stored<Uint8Array>>;
}
