/** A setting that is unknown or has a value that is not allowed. The message is one sentence that names it and says what is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
