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
 * Writes log lines for those values that are worth one.
 *
 * ```
 * source     --a-----b--|
 *            logged(logger, (value) => value === 'a' ? [{ level: 'info', ... }] : [])
 * result     --a-----b--|      one line has been written
 * ```
 *
 * @param logger where lines go
 * @param toEntries the lines for a value; none for most
 * @returns an operator that changes nothing
 */
export function tapLog<T>(
  logger: Pick<Logger, 'log' | 'isLevelEnabled'>,
  toEntries: (value: T) => readonly LogEntry[],
): MonoTypeOperatorFunction<T> {
  return tap((value) => {
    for (const entry of toEntries(value)) if (logger.isLevelEnabled(entry.level)) logger.log(entry); // winston formats before it looks at the level
  });
}
