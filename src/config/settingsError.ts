import { escaped } from './quoted';

/**
 * A setting that is unknown or has a value that is not allowed. The message is one sentence that names it and says what
 * is. It is one line without control characters, whatever it quotes.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(message: string) {
    super(escaped(message));
  }
}
