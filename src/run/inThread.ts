import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Observable } from 'rxjs';

/**
 * Has something done in a thread of its own, so that the chat goes on meanwhile.
 *
 * @param program the file with its program, in this folder
 * @param workerData what it is given
 * @returns emits what it posts, once, then completes; errors as it does. Unsubscribing ends the thread
 */
export const inThread = <T>(program: string, workerData: unknown): Observable<T> =>
  new Observable((subscriber) => {
    const worker = new Worker(join(__dirname, program), { workerData });
    worker.on('message', (result: T) => {
      subscriber.next(result);
      subscriber.complete();
    });
    worker.on('error', (error) => {
      subscriber.error(error);
    });
    return () => void worker.terminate();
  });
