import type { AddressInfo } from 'node:net';

/** A running server. */
export interface RunningServer {
  readonly chatAddress: AddressInfo;
  readonly metricsAddress: AddressInfo;
  /**
   * Stops the server: notifies all clients, waits for the drain, at most for its timeout, and releases all resources.
   */
  stop(): Promise<void>;
  /** Reads the certificate of TLS again, if there is one. */
  reload(): void;
  /** Rejects with the error of a defect that has ended the chat; otherwise stays pending. */
  readonly failed: Promise<never>;
}
