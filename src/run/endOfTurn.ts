import { Observable } from 'rxjs';

/**
 * Emits once when the current turn of the event loop is over: all sockets that had something have been read.
 *
 * An immediate runs right after the turn's I/O; while one waits, the loop looks for more I/O without sleeping.
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
