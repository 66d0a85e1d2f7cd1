import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { FileOutput } from './fileOutput';

const STDOUT = 1;

/**
 * Standard output, whatever it is, as a stream that keeps what is not taken instead of holding up the event loop for it.
 *
 * `process.stdout` does so for pipes and sockets alone. To a terminal it waits until the line is shown, and a terminal
 * that somebody has stopped with Ctrl-S, or that is at the other end of a bad network, would stop the chat; to a file it
 * waits for the disk, and fails for good when that is full. A terminal's `ReadStream` is a socket, which is written to
 * like any other; nothing is read from it.
 *
 * @returns the stream
 */
export function standardOutput(): Writable {
  if (isatty(STDOUT)) return new ReadStream(STDOUT);
  const stats = fstatSync(STDOUT);
  return stats.isFIFO() || stats.isSocket() ? process.stdout : new FileOutput(STDOUT);
}
