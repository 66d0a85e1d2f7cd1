import type { NodeStatus } from './nodeStatus';

/** What a node counts of how it stands with a shared log, as plain numbers that are read on a scrape. */
export interface LogCounters {
  /** How it stands now. */
  status: NodeStatus;
  /** Events of this node that have not come back, whether they are on their way or wait for it. */
  awaited: number;
  /** When the oldest of those was handed to the log, in ms by the clock of the journal; 0 if there is none. */
  awaitedSince: number;
  /** How often nothing came back for so long that the node was cut off. */
  cuts: number;
  /** How often its presence was ended by others: its lease ran out, or another process has its name. */
  fences: number;
  /** Messages of this node that were passed over, because one before them had not come. */
  passedOver: number;
}

/** Creates the counters of a node that has just begun. */
export const newLogCounters = (): LogCounters => ({
  status: 'joining',
  awaited: 0,
  awaitedSince: 0,
  cuts: 0,
  fences: 0,
  passedOver: 0,
});
