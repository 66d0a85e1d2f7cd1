import { setTimeout } from 'node:timers/promises';

/**
 * Coalesces calls of an expensive function: all calls that wait share one result, and a pause follows each run.
 *
 * ```
 * calls      a-bc----d-------------e
 * runs       a---(bcd)-------------e    the pause is 8 frames
 * ```
 *
 * A result is never older than the call that receives it. A call takes at most one pause and two runs.
 *
 * @param make the expensive function; all waiting calls share its error too
 * @param pause the shortest time between the end of a run and the next run, in ms
 * @returns the coalesced function
 */
export function coalesce<T>(make: () => T | Promise<T>, pause: number): () => Promise<T> {
  let next: Promise<T> | undefined;
  let ready: Promise<unknown> = Promise.resolve();
  const inTurn = async (): Promise<T> => {
    await ready;
    next = undefined; // calls from now on wait for the next run
    const made = Promise.resolve().then(make);
    ready = made.catch(() => undefined).then(() => setTimeout(pause, undefined, { ref: false }));
    return made;
  };
  return () => (next ??= inTurn());
}
