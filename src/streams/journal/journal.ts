import type { Observable } from 'rxjs';

/** An event with its position in the order of all events. */
export interface Recorded<E> {
  /** The sequence number: 1 for the first event, then increasing by 1. */
  readonly seq: number;
  /** The time of recording, in milliseconds since 1970. Time is data: later stages read no clock. */
  readonly at: number;
  readonly event: E;
}

/** Gives all events one order. One process needs only a Subject; several processes need a shared log. */
export interface Journal<E> {
  /** Appends an event. The subscribers of `events$` receive events one at a time, in this order. */
  append(event: E): void;
  /**
   * Backpressure: emits true when too many events wait, and false when the journal has caught up. Emits changes only.
   * Events that are appended meanwhile are still recorded, because no other copy exists.
   */
  readonly behind$: Observable<boolean>;
  /** Emits all events from the subscription on. Never errors; completes when the journal is closed. */
  readonly events$: Observable<Recorded<E>>;
}
