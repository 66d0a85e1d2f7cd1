import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { FileOutput } from './fileOutput';

const STDOUT = 1; // file descriptor

/**
 * Returns standard output as a stream that buffers output instead of blocking the event loop.
 *
 * `process.stdout` does not block only for pipes and sockets. Output to a terminal blocks until the terminal accepts
 * it, so Ctrl-S or a slow remote terminal would stop the chat. Output to a file blocks on the disk, and fails for good
 * when the disk is full. A `ReadStream` of a terminal is a socket that can be written to; nothing is read from it.
 *
 * @returns the stream
 */
export function standardOutput(): Writable {
  if (isatty(STDOUT)) return new ReadStream(STDOUT);
  const stats = fstatSync(STDOUT);
  return stats.isFIFO() || stats.isSocket() ? process.stdout : new FileOutput(STDOUT);
}
