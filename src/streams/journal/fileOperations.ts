import { fdatasync, fdatasyncSync, openSync, writeSync, closeSync, fsyncSync } from 'node:fs';
import { promisify } from 'node:util';

/** Owner alone: what people say is in these files. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** What a journal asks of the system for its segments; specs put others here, that fail. */
export interface FileOperations {
  /** Opens a file to append to; it is made if it is not there. */
  open(path: string): number;
  /** Writes at the end of a file; returns how many bytes were taken, which may be fewer. */
  write(fd: number, bytes: Uint8Array): number;
  /** Resolves when all that was written is on the disk. */
  sync(fd: number): Promise<void>;
  /** The same, before it returns; then the file is closed. */
  close(fd: number): void;
  /** Makes the names of new files in a folder last. */
  syncFolder(folder: string): void;
}

const fdatasyncOf = promisify(fdatasync);

/** Those of the system. */
export const fileOperations: FileOperations = {
  open: (path) => openSync(path, 'a', FILE_MODE),
  write: (fd, bytes) => writeSync(fd, bytes),
  sync: (fd) => fdatasyncOf(fd),
  close(fd) {
    fdatasyncSync(fd);
    closeSync(fd);
  },
  syncFolder,
};

/** Makes the names of new files in a folder last. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
