import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedLine, checkedValue } from './commit';
import { FOLDER_MODE } from './fileOperations';
import { folderError, JournalError } from './journalError';
import { lock } from './lock';
import { replaceFile } from './replaceFile';
import { segmentsIn, snapshotsIn } from './segments';

/** The version of the files; a program that reads another one must not guess. */
const FORMAT = 1;
const IDENTITY = 'journal';

/** The folder of a journal, which this process alone uses. */
export interface DataFolder {
  readonly path: string;
  /** Names the order of the events that are in it. */
  readonly epoch: string;
  readonly release: () => void;
}

/**
 * Opens a folder for a journal: makes it if it is not there, and locks it.
 *
 * @param path the folder
 * @param newEpoch the epoch of a journal that begins
 * @throws JournalError with a sentence that says why the folder cannot be used
 */
export function openFolder(path: string, newEpoch: () => string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    const release = lock(path);
    try {
      return { path, epoch: epochOf(path) ?? begun(path, newEpoch()), release };
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw folderError(path, error);
  }
}

/**
 * Reads the epoch of a folder, without changing anything.
 *
 * @param path the folder
 * @returns the epoch; nothing if no journal has begun there
 * @throws JournalError if another version has written it, or if it is no folder of a journal
 */
export function epochOf(path: string): string | undefined {
  const identity = identityOf(path);
  if (identity === undefined) {
    if (segmentsIn(path).length + snapshotsIn(path).length === 0) return undefined;
    throw new JournalError(`the data folder ${path} has events but no ${IDENTITY}; restore it from a backup`);
  }
  const { format, epoch } = identity;
  if (format !== FORMAT) {
    const versions = `its format is ${String(format)}, this program knows ${String(FORMAT)}`;
    throw new JournalError(
      `the data folder ${path} was written by another version of rxchat: ${versions}; use that version`,
    );
  }
  if (typeof epoch !== 'string')
    throw new JournalError(`${join(path, IDENTITY)} names no epoch; restore it from a backup`);
  return epoch;
}

function identityOf(path: string): { readonly format?: unknown; readonly epoch?: unknown } | undefined {
  const file = join(path, IDENTITY);
  if (!existsSync(file)) return undefined;
  const identity = checkedValue(readFileSync(file).subarray(0, -1));
  if (typeof identity === 'object' && identity !== null) return identity;
  throw new JournalError(`${file} is damaged; restore it from a backup`);
}

function begun(path: string, epoch: string): string {
  replaceFile(join(path, IDENTITY), checkedLine(JSON.stringify({ format: FORMAT, epoch })));
  return epoch;
}
