import { Observable } from 'rxjs';
import { AttendedTimeout } from './attendedTimeout';

/** How soon it is looked again whether what has come is read, in ms. */
const LOOK_AGAIN_MS = 20;

/**
 * Emits after each of some times of silence, once what has come by then has been read: when the event loop was late, the
 * bytes of a client may have waited longer than the timer. Time in which the process stood still is no silence.
 *
 * ```
 * silence([200, 3000])     200ms a 2799ms (b|)
 * ```
 *
 * @param times the times since the subscription, in ms, in order
 * @param isUnread whether something has come that waits for its turn to be read; a time waits for that too
 * @returns emits once for each, and completes with the last
 */
export function silence(times: readonly number[], isUnread: () => boolean = () => false): Observable<void> {
  return new Observable<void>((subscriber) => {
    let timeout: AttendedTimeout | undefined;
    const wait = (index: number): void => {
      const time = times[index];
      if (time === undefined) {
        subscriber.complete();
        return;
      }
      const elapsed = (): void => {
        if (isUnread()) {
          timeout = new AttendedTimeout(elapsed, LOOK_AGAIN_MS);
          return;
        }
        subscriber.next();
        if (!subscriber.closed) wait(index + 1);
      };
      timeout = new AttendedTimeout(elapsed, time - (times[index - 1] ?? 0));
    };
    wait(0);
    return () => {
      timeout?.clear();
    };
  });
}
