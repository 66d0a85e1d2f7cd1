import { parentPort, workerData } from 'node:worker_threads';
import { takeSnapshot } from '../recovery/takeSnapshot';

/** The program of a thread that makes a snapshot of a folder that is in use, so that the chat goes on meanwhile. */
const { folder } = workerData as { readonly folder: string };
parentPort?.postMessage(takeSnapshot(folder, true));
