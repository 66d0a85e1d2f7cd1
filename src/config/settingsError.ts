import { escaped } from './quoted';

/**
 * A setting that is unknown or has a value that is not allowed. The message is one sentence that names it and says what
 * is. It is one line without control characters, whatever it quotes.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** All that is wrong, a sentence each: the message, and what was found beside it. */
  readonly faults: readonly string[];

  /**
   * @param message a sentence
   * @param more further ones, for whoever wants to know all that is wrong
   */
  constructor(message: string, more: readonly string[] = []) {
    super(escaped(message));
    this.faults = [this.message, ...more.map(escaped)];
  }
}
