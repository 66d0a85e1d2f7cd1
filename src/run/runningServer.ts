import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface RunningServer {
  readonly chatAddress: AddressInfo;
  readonly metricsAddress: AddressInfo;
  /** Notifies all clients, waits until they have their lines but no longer than the drain timeout, and releases everything. */
  stop(): Promise<void>;
  /** Rejected with the error of a defect that has ended the chat; otherwise never settled. */
  readonly failed: Promise<never>;
}
