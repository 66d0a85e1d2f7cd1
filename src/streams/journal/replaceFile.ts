import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { FILE_MODE, syncFolder } from './fileOperations';

/** The end of the name of a file that is not whole yet. */
export const UNFINISHED = '.tmp';

/**
 * Writes a file that is whole or not there, whatever happens meanwhile: it is on the disk before it gets its name, and
 * so is the name before this returns.
 *
 * @param path the file; one of that name is replaced
 * @param bytes its content
 * @throws the system error
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const unfinished = `${path}${UNFINISHED}`;
  const fd = openSync(unfinished, 'w', FILE_MODE);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}
