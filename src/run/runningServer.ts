import type { AddressInfo } from 'node:net';
import type { Settings } from '../config/settings';

/** A running server. */
export interface RunningServer {
  readonly chatAddress: AddressInfo;
  readonly metricsAddress: AddressInfo;
  /** The settings that are in force. */
  readonly settings: Settings;
  /**
   * Stops the server: notifies all clients, waits for the drain, at most for its timeout, and releases all resources.
   */
  stop(): Promise<void>;
  /**
   * Takes what it can of settings that were read again, and reads the files again that they name, such as the certificate of
   * TLS; says in the log what that is. No connection ends by it.
   *
   * @throws SettingsError if a file cannot be used; nothing has changed then
   */
  reload(settings: Settings): void;
  /** Rejects with the error of a defect that has ended the chat; otherwise stays pending. */
  readonly failed: Promise<never>;
}
