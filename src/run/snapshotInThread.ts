import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Observable } from 'rxjs';

/**
 * Makes a snapshot of a folder that is in use, in a thread of its own.
 *
 * @param folder the folder
 * @returns emits the number of the last event in it, then completes; errors as `takeSnapshot` does. Unsubscribing ends the
 *   thread: a snapshot that is not finished is not there
 */
export const snapshotInThread = (folder: string): Observable<number> =>
  new Observable((subscriber) => {
    const worker = new Worker(join(__dirname, 'snapshotWorker.js'), { workerData: { folder } });
    worker.on('message', (seq: number) => {
      subscriber.next(seq);
      subscriber.complete();
    });
    worker.on('error', (error) => {
      subscriber.error(error);
    });
    return () => void worker.terminate();
  });
