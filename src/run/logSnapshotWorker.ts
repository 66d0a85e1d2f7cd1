import { parentPort, workerData } from 'node:worker_threads';
import { takeLogSnapshot } from '../recovery/takeLogSnapshot';
import type { PastLimits } from '../streams/model/rules';
import type { NatsSettings } from './natsConnection';
import { openNatsLog } from './natsLog';

/** What the thread is given. */
export interface LogSnapshotWork {
  readonly settings: NatsSettings & PastLimits;
  /** Up to which message. */
  readonly place: number;
}

/** The program of a thread that makes a snapshot of the stream, which it reads by a connection of its own. */
async function work({ settings, place }: LogSnapshotWork): Promise<void> {
  const log = await openNatsLog(settings);
  const taken = await takeLogSnapshot(log, place, settings);
  await log.close();
  parentPort?.postMessage(taken);
}

void work(workerData as LogSnapshotWork);
