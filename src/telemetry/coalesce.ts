import { setTimeout } from 'node:timers/promises';

/**
 * Makes something that is dear once for all who ask for it meanwhile, with a pause after each time.
 *
 * ```
 * asked      a-bc----d-------------e
 * made       a---(bcd)-------------e    a pause is 8 frames long
 * ```
 *
 * Whoever asks gets what was made after that, never something older; so it may take the length of a pause and of two
 * times to make it.
 *
 * @param make makes it; who waits for it shares its error too
 * @param pause how long it is not made again after it has been made, in ms
 * @returns a function that asks for it
 */
export function coalesce<T>(make: () => T | Promise<T>, pause: number): () => Promise<T> {
  let next: Promise<T> | undefined;
  let ready: Promise<unknown> = Promise.resolve();
  const inTurn = async (): Promise<T> => {
    await ready;
    next = undefined; // who asks from now on gets the one after this
    const made = Promise.resolve().then(make);
    ready = made.catch(() => undefined).then(() => setTimeout(pause, undefined, { ref: false }));
    return made;
  };
  return () => (next ??= inTurn());
}
