import { types } from 'node:util';
import { messageOf } from '../../messageOf';

/** A journal cannot be used. The message is a sentence that says why, and what can be done. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** What the codes of the system mean for a folder, as the end of a sentence. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read and write it; make it a folder of the user that the server runs as',
  EPERM: 'this user may not read and write it; make it a folder of the user that the server runs as',
  EROFS: 'its file system can only be read; choose a folder that can be written to',
  ENOTDIR: 'it is no folder',
  EEXIST: 'it is no folder',
  ENOENT: 'it is not there',
  ENOSPC: 'its disk is full; make room and start again',
  EDQUOT: 'its disk is full for this user; make room and start again',
};

/**
 * What a system error says of the folder of a journal.
 *
 * @param folder the folder
 * @param error what was thrown
 * @returns the error to throw on; what is no error of the system as it is
 */
export function folderError(folder: string, error: unknown): unknown {
  if (!types.isNativeError(error) || !('code' in error) || typeof error.code !== 'string') return error;
  return new JournalError(`the data folder ${folder} cannot be used: ${MEANINGS[error.code] ?? error.message}`, {
    cause: error,
  });
}

/** Whether an error says that there is no room on the disk, which may change. */
export const isFull = (error: unknown): boolean =>
  types.isNativeError(error) && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/**
 * What a system error says of a journal that is in use, when it is no longer known what is on its disk.
 *
 * @param folder the folder
 * @param error what was thrown
 * @returns the error that ends the server
 */
export function diskError(folder: string, error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const why = messageOf(error);
  const advice = 'look at the disk, then start again: what is whole is read then';
  return new JournalError(`the disk did not take what was written to ${folder}: ${why}; ${advice}`, { cause: error });
}

/**
 * What a node ends with that has not read a message of a shared log before it was purged: what it makes of the rest would be
 * something else than what the others make of it.
 *
 * @param place the place of the message
 */
export const purgedError = (place: number): JournalError =>
  new JournalError(
    `message ${String(place)} of the log is there no longer, and this node has not read it; start it again: it begins with a snapshot then`,
  );

/** What a node makes of a shared log, and the version of its program. */
interface Maker {
  readonly fold: string;
  readonly version: string;
}

/**
 * What a node ends with that would make something else of a shared log than those who are present.
 *
 * @param theirs what they are
 * @param own what it is
 */
export const otherFoldError = (theirs: Maker, own: Maker): JournalError =>
  new JournalError(
    `the nodes that share the log would come to differ from this one: they are ${named(theirs)}, and this is ${named(own)}; ` +
      'stop all of them before this one starts',
  );

const named = ({ fold, version }: Maker): string => `version ${version} (fold ${fold})`;

/**
 * What a node ends with whose name another process has taken.
 *
 * @param node the name
 */
export const replacedError = (node: string): JournalError =>
  new JournalError(`another process has joined as ${node}: each --node needs a name of its own`);
