import { isatty } from 'node:tty';

const STANDARD_STREAMS = [0, 1, 2]; // file descriptors

/** The standard streams that are open terminals now. */
export const openTerminals = (): number[] => STANDARD_STREAMS.filter((stream) => isatty(stream));

/**
 * Ends the process by SIGHUP if a terminal that it had is closed, and otherwise does nothing.
 *
 * When Node.js exits, it restores the modes of its terminals, and aborts if that fails because one is closed.
 *
 * @param had the terminals that the process had at its start, as `openTerminals` gave them
 */
export function endIfTerminalIsClosed(had: readonly number[]): void {
  const has = openTerminals();
  if (had.every((stream) => has.includes(stream))) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
