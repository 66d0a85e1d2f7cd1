import type { Observable } from 'rxjs';
import { inThread } from './inThread';

/**
 * Makes a snapshot of a folder that is in use, in a thread of its own.
 *
 * @param folder the folder
 * @returns emits the number of the last event in it, then completes; errors as `takeSnapshot` does. Unsubscribing ends the
 *   thread: a snapshot that is not finished is not there
 */
export const snapshotInThread = (folder: string): Observable<number> => inThread('snapshotWorker.js', { folder });
