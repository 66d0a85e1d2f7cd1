import type { Signal } from '../model/signal';

/**
 * Returns the answer to a signal.
 *
 * @param signal the signal
 * @param isNamed whether the client has a name, and so can use commands
 * @returns a sentence
 */
export function answerTo(signal: Signal, isNamed: boolean): string {
  if (signal === 'are_you_there') return 'yes, the server is here';
  if (isNamed) return '/exit leaves the server';
  return 'to leave, choose a username and type /exit, or close the connection';
}
