import type { Observable } from 'rxjs';

/** An event with its place in the order of all events. */
export interface Recorded<E> {
  /** 1 for the first event, and one more for each. */
  readonly seq: number;
  /** When it was recorded, in milliseconds since 1970. Time is data: what comes after this stage reads no clock. */
  readonly at: number;
  readonly event: E;
}

/** Where events get their one order. One process needs no more than a Subject; several need a log that they share. */
export interface Journal<E> {
  /** Gives the event its place. Events are seen by the subscribers of `events$` one at a time, in that order. */
  append(event: E): void;
  /**
   * Whether more events wait than it can take for now: true while whoever appends should bring no more, then false. Emits
   * changes only. A journal keeps what is appended all the same, since it is no longer anywhere else.
   */
  readonly behind$: Observable<boolean>;
  /** All events from now on. Never errors; completes when the journal is closed. */
  readonly events$: Observable<Recorded<E>>;
}
