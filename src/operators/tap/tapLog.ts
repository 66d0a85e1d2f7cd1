import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Logger } from 'winston';

/** A log entry: an event name for programs and a message for people. */
export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly event: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * Logs the entries of each value.
 *
 * ```
 * source     --a-----b--|
 *            tapLog(logger, (value) => value === 'a' ? [{ level: 'info', ... }] : [])
 * result     --a-----b--|      one entry has been logged
 * ```
 *
 * @param logger the logger
 * @param toEntries returns the entries for a value; none for most values
 * @returns an operator that passes all values unchanged
 */
export function tapLog<T>(
  logger: Pick<Logger, 'log' | 'isLevelEnabled'>,
  toEntries: (value: T) => readonly LogEntry[],
): MonoTypeOperatorFunction<T> {
  return tap((value) => {
    // winston formats an entry before it checks the level
    for (const entry of toEntries(value)) if (logger.isLevelEnabled(entry.level)) logger.log(entry);
  });
}
