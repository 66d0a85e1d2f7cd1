import { PermissionViolationError } from '@nats-io/transport-node';
import { types } from 'node:util';
import { JournalError } from '../streams/journal/journalError';

/** What a node cannot take part without. */
const NEEDED = /^(?:(?:live\.)?chat\.log\.|\$JS\.API\.DIRECT\.GET\.chat)/;

/**
 * What an error of NATS says of a right that the node's user does not have.
 *
 * @param error an error, of which that may be the cause
 * @returns the error with a sentence that says which; nothing if it is something else
 */
export function rightMissing(error: unknown): JournalError | undefined {
  if (!types.isNativeError(error)) return undefined;
  if (!(error instanceof PermissionViolationError)) return rightMissing(error.cause);
  const { operation, subject } = error;
  const what = operation === 'publish' ? 'publish to' : 'subscribe to';
  return new JournalError(
    `the NATS servers do not let this node ${what} ${subject}: give its user the rights that docs/operations.md has`,
    { cause: error },
  );
}

/** The same if the node cannot take part without that right. */
export const neededRightMissing = (error: unknown): JournalError | undefined =>
  error instanceof PermissionViolationError && NEEDED.test(error.subject) ? rightMissing(error) : undefined;
