import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Logger } from 'winston';

/** A line for the log: what happened, in a word for machines and in a sentence for people. */
export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly event: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * Writes a log line for those values that are worth one.
 *
 * ```
 * source     --a-----b--|
 *            logged(logger, (value) => value === 'a' ? { level: 'info', ... } : undefined)
 * result     --a-----b--|      one line has been written
 * ```
 *
 * @param logger where lines go
 * @param toEntry the line for a value, or nothing
 * @returns an operator that changes nothing
 */
export function logged<T>(
  logger: Pick<Logger, 'log' | 'isLevelEnabled'>,
  toEntry: (value: T) => LogEntry | undefined,
): MonoTypeOperatorFunction<T> {
  return tap((value) => {
    const entry = toEntry(value);
    if (entry && logger.isLevelEnabled(entry.level)) logger.log(entry); // winston formats before it looks at the level
  });
}
