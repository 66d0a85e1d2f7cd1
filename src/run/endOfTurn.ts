import { Observable } from 'rxjs';

/**
 * Emits once when the current turn of the event loop ends: every readable socket has been read.
 *
 * An immediate runs right after the I/O of the turn. While one is pending, the loop polls for I/O without blocking.
 */
export const endOfTurn$ = new Observable<void>((subscriber) => {
  const immediate = setImmediate(() => {
    subscriber.next();
    subscriber.complete();
  });
  return () => {
    clearImmediate(immediate);
  };
});
