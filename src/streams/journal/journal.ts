import type { Observable } from 'rxjs';
import type { Stamp } from '../model/stamp';

/** An event with its position in the order of all events, and its time. Time is data: later stages read no clock. */
export interface Recorded<E> extends Stamp {
  readonly event: E;
  /** Another node has appended it: which of all that have ever joined. */
  readonly elsewhere?: number;
}

/** Gives all events one order. One process needs only a Subject; several processes need a shared log. */
export interface Journal<E> {
  /** Names the order that the sequence numbers are of: no other journal has the same. */
  readonly epoch: string;
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
